//! A user process's side of the server (`addProcess`). It has no listeners; it is not reloaded, and it is told to end
//! (SIGTERM, seen as `Drain(Shutdown)`) only after all workers have ended.

use super::handle::Handle;
use super::mailbox;
use super::message::Packet;
use super::scoreboard::Record;
use super::{Inbox, inbox};
use crate::error::Result;
use crate::sys::signal::Signals;
use std::cell::RefCell;

/// What [`super::Program::run_process`] gets.
#[derive(Debug)]
pub struct Process {
    pub(super) handle: Handle,
    pub(super) index: usize,
    pub(super) generation: u64,
    pub(super) record: Record,
    pub(super) signals: RefCell<Option<Signals>>,
}

impl Process {
    /// Which user process this is, from 0 in the order they were added.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its slot, for messages: after all workers' (`worker_num + index`).
    pub fn slot(&self) -> usize {
        self.handle.settings().worker_num + self.index
    }

    /// The how-manieth process of its slot this is, from 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The server (`stats`, `reload`, `shutdown`, `send`).
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// It is doing its work now; shown in the statistics, nothing waits for it.
    pub fn ready(&self) -> Result<()> {
        self.handle.control.as_ref().map_or(Ok(()), |control| mailbox::send(control, &Packet::Ready))
    }

    /// Where messages arrive. Inside a tokio runtime (with I/O enabled), and once: a second call is an error.
    pub fn inbox(&self) -> Result<Inbox> {
        inbox::open(&self.handle, self.slot(), self.signals.take())
    }

    /// The counters of this process.
    pub fn record(&self) -> Record {
        self.record
    }
}
