//! File descriptors that std has no word for: memfd, eventfd, replacing one in place, and waiting for several.

use crate::error::{Error, Result};
use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// The result of a system call that returns -1 and sets errno.
pub(super) fn checked(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

pub(super) fn owned(result: i32) -> io::Result<OwnedFd> {
    let fd = checked(result)?;
    // SAFETY: the system call just returned this descriptor to us, so nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A file that exists in memory only (memfd_create(2)); it can be passed to another process.
pub fn memory_file(name: &CStr) -> io::Result<File> {
    // SAFETY: `name` is a valid C string for the duration of the call.
    owned(unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) }).map(File::from)
}

/// A non-blocking event counter (eventfd(2)).
pub fn event() -> io::Result<OwnedFd> {
    // SAFETY: no pointers are passed.
    owned(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })
}

/// A second descriptor for the file that the number `fd` refers to (fcntl(2), `F_DUPFD_CLOEXEC`).
pub fn duplicate(fd: RawFd) -> Result<OwnedFd> {
    // SAFETY: no pointers are passed; a number that is not open fails with EBADF.
    owned(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
        .map_err(|e| Error::io(format_args!("duplicate descriptor {fd}"), e))
}

/// Makes the number `target` refer to what `source` refers to, in one step (dup3(2)): whoever writes to `target`
/// writes to the new file from then on.
pub fn replace(source: BorrowedFd<'_>, target: RawFd) -> Result<()> {
    // SAFETY: no pointers are passed; a `target` that is not open is simply opened.
    checked(unsafe { libc::dup3(source.as_raw_fd(), target, libc::O_CLOEXEC) })
        .map_err(|e| Error::io(format_args!("replace descriptor {target}"), e))?;
    Ok(())
}

/// Has the current tokio runtime wait for a duplicate of `fd`: one descriptor cannot be waited for twice.
pub fn watch(fd: BorrowedFd<'_>, interest: Interest) -> io::Result<AsyncFd<OwnedFd>> {
    let fd = fd.try_clone_to_owned()?;
    // SAFETY: an OwnedFd refers to the same open file until it is dropped, and AsyncFd deregisters it before that.
    Ok(unsafe { AsyncFd::register_with_interest(fd, interest) }?)
}

/// Waits until one of `fds` is readable or hung up, a signal arrives, or `timeout` passes (ppoll(2)).
/// Returns which of them are readable or hung up, in the same order.
pub fn wait_readable(fds: &[BorrowedFd<'_>], timeout: Option<Duration>) -> Result<Vec<bool>> {
    let mut polled: Vec<libc::pollfd> =
        fds.iter().map(|fd| libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 }).collect();
    let limit = timeout.map(|t| libc::timespec {
        tv_sec: t.as_secs().min(86_400) as libc::time_t,
        tv_nsec: t.subsec_nanos() as libc::c_long,
    });
    let limit = limit.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let count = polled.len() as libc::nfds_t;
    // SAFETY: `polled` is `count` entries long and `limit` is null or lives until the end of this function.
    let result = unsafe { libc::ppoll(polled.as_mut_ptr(), count, limit, std::ptr::null()) };
    match checked(result) {
        Ok(_) => Ok(polled.iter().map(|p| p.revents != 0).collect()),
        Err(e) if e.kind() == io::ErrorKind::Interrupted => Ok(vec![false; fds.len()]),
        Err(e) => Err(Error::io("wait for signals and messages", e)),
    }
}
