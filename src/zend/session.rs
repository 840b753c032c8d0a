//! What the save handler of sessions (`shim/session_files.c`) asks of the layer that can park coroutines.

use super::global::PhpThread;
use std::cell::OnceCell;
use std::ffi::{OsStr, c_char, c_int};
use std::fs::File;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

/// Who waits and works for the save handler; the running code is a coroutine's.
pub(crate) trait SessionFiles {
    /// Locks the open session file as flock(2) does, parking the coroutine until it is free. False: not locked, an
    /// exception may be pending.
    fn lock(&self, file: &File, path: &[u8]) -> bool;
    /// This process has unlocked that file.
    fn unlocked(&self, path: &[u8]);
    /// Removes the session files of a directory that were not written to for longer than `age`. Their number; None: the
    /// directory cannot be read, or the coroutine was told to stop waiting.
    fn collect(&self, directory: &Path, age: Duration) -> Option<usize>;
}

static SESSION_FILES: PhpThread<OnceCell<&'static dyn SessionFiles>> = PhpThread::new(OnceCell::new());

/// The one who does it; called once, when PHP loads the extension.
pub(crate) fn serve_session_files(by: &'static dyn SessionFiles) {
    let _ = SESSION_FILES.set(by);
}

/// # Safety
/// `bytes` is readable for `length` bytes during the call.
unsafe fn text<'a>(bytes: *const c_char, length: usize) -> &'a [u8] {
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(bytes.cast(), length) }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_session_lock(fd: c_int, path: *const c_char, length: usize) -> bool {
    // SAFETY: the shim holds descriptor and path until this returns; the descriptor stays its own.
    let (file, path) = unsafe { (ManuallyDrop::new(File::from_raw_fd(fd)), text(path, length)) };
    SESSION_FILES.get().is_some_and(|by| by.lock(&file, path))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_session_unlocked(path: *const c_char, length: usize) {
    // SAFETY: the shim holds the path until this returns.
    let path = unsafe { text(path, length) };
    if let Some(by) = SESSION_FILES.get() {
        by.unlocked(path);
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_session_collect(directory: *const c_char, length: usize, age: i64) -> i64 {
    // SAFETY: the shim holds the path until this returns.
    let directory = Path::new(OsStr::from_bytes(unsafe { text(directory, length) }));
    let age = Duration::from_secs(age.max(0) as u64);
    SESSION_FILES.get().and_then(|by| by.collect(directory, age)).map_or(-1, |count| count as i64)
}
