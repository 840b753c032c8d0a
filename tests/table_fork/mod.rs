//! Child processes of a test, forked while the test has a single thread (so: `harness = false`).
#![allow(unsafe_code, dead_code)] // fork and kill have no safe counterpart; each test uses a part of this

use std::panic::{AssertUnwindSafe, catch_unwind};

/// A child that is killed when the test ends early.
pub(crate) struct Child {
    pid: i32,
}

/// Forks a child that runs `run` and exits 0, or 101 after a panic.
pub(crate) fn child(run: impl FnOnce()) -> Child {
    // SAFETY: the test has one thread, and the child leaves through _exit.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork: {}", std::io::Error::last_os_error());
    if pid == 0 {
        let code = if catch_unwind(AssertUnwindSafe(run)).is_ok() { 0 } else { 101 };
        // SAFETY: takes no pointer and does not return.
        unsafe { libc::_exit(code) };
    }
    Child { pid }
}

impl Child {
    /// Waits for its end; 0 when nothing in it failed, minus the signal that ended it.
    pub(crate) fn wait(mut self) -> i32 {
        let mut status = 0;
        // SAFETY: `status` is a valid place for the result.
        let ended = unsafe { libc::waitpid(self.pid, &mut status, 0) };
        assert_eq!(ended, self.pid);
        self.pid = 0;
        if libc::WIFSIGNALED(status) { -libc::WTERMSIG(status) } else { libc::WEXITSTATUS(status) }
    }

    /// Kills it, leaving a zombie.
    pub(crate) fn kill(&self) {
        // SAFETY: takes no pointer; the child has not been waited for, so the id is its own.
        unsafe { libc::kill(self.pid, libc::SIGKILL) };
    }

    /// Kills it and waits for its end.
    pub(crate) fn end(self) {
        self.kill();
        self.wait();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.pid > 0 {
            self.kill();
        }
    }
}

/// Numbers without a pattern that matters (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}
