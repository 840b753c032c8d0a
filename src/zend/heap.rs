//! Huge pages under the heap of PHP values (`shim/heap.c`), in a worker of a server.

use super::ffi;

/// How many chunks of 2 MiB a look moves: each stops the worker for some tenths of a millisecond.
const AT_ONCE: i32 = 4;

/// The machine's own setting, Documentation/admin-guide/mm/transhuge.rst of Linux.
const MODE: &str = "/sys/kernel/mm/transparent_hugepage/enabled";

/// From now on [`look`] looks after memory that this process takes. Not where the machine has no huge pages, or they are
/// switched off.
pub(crate) fn begin() {
    if std::fs::read_to_string(MODE).is_ok_and(|modes| !modes.contains("[never]")) {
        // SAFETY: on the PHP thread, whose heap it is.
        unsafe { ffi::pg_heap_begin() };
    }
}

/// Puts a large heap's new memory onto huge pages, a part at a time; to be called every now and then.
pub(crate) fn look() {
    // SAFETY: as above; it does nothing before `begin`.
    unsafe { ffi::pg_heap_look(AT_ONCE) };
}
