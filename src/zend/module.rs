//! What PHP calls when it loads the extension and when a script ends.

use super::ffi;
use std::ffi::{c_char, c_void};

/// PHP's entry point into the shared object.
#[unsafe(no_mangle)]
extern "C" fn get_module() -> *mut c_void {
    // SAFETY: returns the shim's static entry.
    unsafe { ffi::pg_module_entry() }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_startup() {
    std::panic::set_hook(Box::new(|_| {})); // the text reaches PHP as an Error; nothing is printed twice
    crate::startup();
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_shutdown() {
    let _ = std::panic::catch_unwind(crate::request_shutdown);
}

/// Whether PHP runs as the command line program.
pub(crate) fn is_cli() -> bool {
    // SAFETY: reads the SAPI's name.
    unsafe { ffi::pg_sapi_is_cli() != 0 }
}

/// The path of the script PHP was started with.
pub(crate) fn script() -> String {
    // SAFETY: a NUL-terminated string of the SAPI.
    unsafe { std::ffi::CStr::from_ptr(ffi::pg_script()) }.to_string_lossy().into_owned()
}

/// Bytes PHP's allocator has handed out (memory_get_usage()).
pub(crate) fn memory_usage() -> usize {
    // SAFETY: reads the allocator's counters.
    unsafe { ffi::pg_memory_usage() }
}
