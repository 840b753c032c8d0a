//! How long a connection's task may wait: deadlines in sweeps of the worker, shorter ones while it drains. The sweeper
//! expires a wait (`expire_if_due`), the task sees it when it waits for input.

use super::Connection;

impl Connection {
    /// Expires the task's wait after `sweeps` sweeps from now (0: never).
    #[inline]
    pub fn set_deadline(&self, sweeps: u32) {
        self.deadline.set(if sweeps == 0 { 0 } else { self.worker.sweeps() + u64::from(sweeps) });
    }

    /// Says that the task waits for the first byte of a request, for at most `sweeps` sweeps (0: for ever) or what a
    /// drain leaves.
    #[inline]
    pub fn set_idle(&self, sweeps: u32) {
        self.idle.set(true);
        match self.worker.drain_grace() {
            None => self.set_deadline(sweeps),
            Some(grace) => self.drain(grace),
        }
    }

    /// Says that a request has begun, and its deadline.
    #[inline]
    pub fn set_busy(&self, sweeps: u32) {
        self.idle.set(false);
        self.set_deadline(sweeps);
    }

    pub(in crate::net) fn drain(&self, grace: u32) {
        match (self.idle.get(), grace) {
            // A protocol with several requests under way tells the client at once.
            (false, _) => self.wake(),
            (true, 0) => self.expire(),
            (true, _) => self.set_deadline(grace),
        }
    }

    /// Expires the task's wait at that sweep, or earlier when it has an earlier deadline (0: no change).
    pub fn expire_by(&self, sweep: u64) {
        let deadline = self.deadline.get();
        if sweep != 0 && (deadline == 0 || sweep < deadline) {
            self.deadline.set(sweep);
        }
    }

    /// Expires the task's wait now.
    pub fn expire(&self) {
        self.deadline.set(0);
        self.expired.set(true);
        self.wake();
    }

    pub(in crate::net) fn expire_if_due(&self, sweeps: u64) {
        let deadline = self.deadline.get();
        if deadline != 0 && deadline <= sweeps {
            self.expire();
        }
    }

    /// Whether the deadline passed.
    pub fn is_expired(&self) -> bool {
        self.expired.get()
    }

    /// Forgets that the deadline passed.
    pub fn clear_expired(&self) {
        self.expired.set(false);
    }
}
