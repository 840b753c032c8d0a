//! What the master supervises, as the master sees it.

use super::{Handle, Process, Worker};
use std::net::TcpListener;

/// How a process ended that should not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    /// Its slot (workers first, then user processes).
    pub slot: usize,
    /// Its process id.
    pub pid: i32,
    /// Its exit code; 0 when a signal ended it.
    pub exit_code: i32,
    /// The signal that ended it; 0 when it exited.
    pub signal: i32,
}

/// A program under supervision. The `run_` methods and [`Program::in_child`] are called in a freshly forked child, all
/// others in the master, outside any runtime, one at a time; while one runs, nothing is supervised, so keep them short.
///
/// Order in the master: processes are forked, `started`, `manager_started`, …, `shutting_down`, workers end,
/// `manager_stopped`, user processes end, `shutdown`. `before_reload` and `after_reload` come in pairs in between.
pub trait Program {
    /// Runs a worker; the child exits with the code returned. A panic is exit code 255.
    ///
    /// It is to call [`Worker::ready`] once it accepts connections, and to read its [`super::Inbox`] until it is told to
    /// drain.
    fn run_worker(&self, worker: Worker) -> i32;

    /// Runs a user process; the child exits with the code returned. It is forked again whenever it ends.
    fn run_process(&self, process: Process) -> i32;

    /// Serves the figures on this listener (`Settings::metrics`) in a process of its own, until its inbox says drain; the
    /// child exits with the code returned, and is forked again whenever it ends.
    fn run_metrics(&self, _process: Process, _listener: TcpListener) -> i32 {
        0
    }

    /// Puts a child's inherited state in order (random seeds, output buffers), before one of the two above, with the
    /// child's final user id.
    fn in_child(&self) {}

    /// All processes have been forked.
    fn started(&self, _server: &Handle) {}

    /// Supervision begins (right after `started`).
    fn manager_started(&self, _server: &Handle) {}

    /// Shutdown begins: nobody has been told yet.
    fn shutting_down(&self, _server: &Handle) {}

    /// All workers have ended.
    fn manager_stopped(&self, _server: &Handle) {}

    /// Everything has ended.
    fn shutdown(&self, _server: &Handle) {}

    /// A process ended by a signal or with an exit code that is not 0. A worker killed for exceeding `max_wait_time` is one.
    fn worker_error(&self, _server: &Handle, _death: Death) {}

    /// A reload begins: read again what the new workers are to have.
    fn before_reload(&self, _server: &Handle) {}

    /// A reload ended; `complete` is false when it was given up because new workers did not get ready, or by a shutdown.
    fn after_reload(&self, _server: &Handle, _complete: bool) {}
}
