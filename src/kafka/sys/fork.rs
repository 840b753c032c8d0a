//! Telling a forked child from the process that made a client, without a system call per record, and the eventfd
//! through which librdkafka's threads wake the loop.

use std::fs::File;
use std::os::fd::FromRawFd;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

static GENERATION: AtomicU32 = AtomicU32::new(0);
static REGISTER: Once = Once::new();

extern "C" fn in_child() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}

/// A number that changes in the child of every `fork(2)` of libc after the first call.
pub(crate) fn generation() -> u32 {
    REGISTER.call_once(|| {
        // SAFETY: the handler only adds to an atomic, which is allowed in the child of a threaded process.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
    GENERATION.load(Ordering::Relaxed)
}

/// A new non-blocking, close-on-exec eventfd(2), watched by the loop of the calling thread.
pub(crate) fn eventfd() -> std::io::Result<AsyncFd<File>> {
    // SAFETY: no pointers.
    let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
    if fd < 0 {
        return Err(std::io::Error::last_os_error());
    }
    // SAFETY: a descriptor just made, owned by nobody else.
    let file = unsafe { File::from_raw_fd(fd) };
    // SAFETY: the file keeps its one descriptor open until the AsyncFd is dropped or forgotten.
    Ok(unsafe { AsyncFd::register_with_interest(file, Interest::READABLE) }?)
}
