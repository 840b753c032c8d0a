//! Processes: fork, wait, kill, and what ties a child to its parent. Called by single-threaded processes only.

use super::fd::checked;
use super::signal::Blocked;
use crate::error::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// Its id.
    pub pid: i32,
    /// What it passed to exit(3); 0 when a signal ended it.
    pub code: i32,
    /// The signal that ended it; 0 when it exited.
    pub signal: i32,
}

/// The exit code of a child whose closure panicked (PHP's own for a fatal error).
pub const PANICKED: i32 = 255;

/// Forks. The child runs `child` with all signals blocked (drop the guard when its handlers are in place), then
/// leaves through `_exit` with the code returned: no destructor, atexit handler or code of the caller runs there.
///
/// Only the calling thread exists in the child, so the caller must have no other threads.
pub fn fork(child: impl FnOnce(Blocked) -> i32) -> Result<i32> {
    let blocked = Blocked::all()?;
    // SAFETY: the process has one thread (the contract above), so no lock is held by a thread that vanishes.
    let pid = checked(unsafe { libc::fork() }).map_err(|e| Error::io("fork", e))?;
    if pid > 0 {
        return Ok(pid);
    }
    let code = catch_unwind(AssertUnwindSafe(|| child(blocked))).unwrap_or(PANICKED);
    exit_now(code)
}

/// Ends the process at once (`_exit(2)`).
pub fn exit_now(code: i32) -> ! {
    // SAFETY: takes no pointer and does not return.
    unsafe { libc::_exit(code) }
}

/// Collects `pid` if it has ended, or with -1 any child that has; `None` when none has. Does not wait.
pub fn reap(pid: i32) -> Option<Exit> {
    let mut status = 0;
    // SAFETY: `status` is a valid place for the result.
    let ended = unsafe { libc::waitpid(pid, &mut status, libc::WNOHANG) };
    if ended <= 0 {
        return None;
    }
    let code = if libc::WIFEXITED(status) { libc::WEXITSTATUS(status) } else { 0 };
    let signal = if libc::WIFSIGNALED(status) { libc::WTERMSIG(status) } else { 0 };
    Some(Exit { pid: ended, code, signal })
}

/// Sends `signal` to `pid` (kill(2)).
pub fn kill(pid: i32, signal: i32) -> Result<()> {
    if pid <= 0 {
        return Err(Error::invalid("a signal needs the id of one process"));
    }
    // SAFETY: takes no pointer.
    checked(unsafe { libc::kill(pid, signal) })
        .map_err(|e| Error::io(format_args!("send signal {signal} to process {pid}"), e))?;
    Ok(())
}

/// The id of the parent process.
pub fn parent() -> i32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::getppid() }
}

/// The kernel sends `signal` to this process when its parent ends (`PR_SET_PDEATHSIG`). Changing the user id clears
/// it, so it comes after that. A parent that ended before is not noticed: compare [`parent`] afterwards.
pub fn signal_on_parent_death(signal: i32) -> Result<()> {
    // SAFETY: takes no pointer.
    checked(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal as libc::c_ulong) })
        .map_err(|e| Error::io("ask for a signal when the master ends", e))?;
    Ok(())
}

/// Whether orphans of its descendants become children of this process: it is PID 1 or a child subreaper.
pub fn inherits_orphans() -> bool {
    let mut subreaper = 0i32;
    // SAFETY: `subreaper` is a valid place for the result.
    unsafe { libc::prctl(libc::PR_GET_CHILD_SUBREAPER, &raw mut subreaper) };
    std::process::id() == 1 || subreaper != 0
}

/// Orphans of this process's descendants become its children (`PR_SET_CHILD_SUBREAPER`), as they do for PID 1.
pub fn become_subreaper() -> Result<()> {
    // SAFETY: takes no pointer.
    checked(unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1 as libc::c_ulong) })
        .map_err(|e| Error::io("become a child subreaper", e))?;
    Ok(())
}
