//! A worker process's side of the server. One per worker process; not for other threads.

use super::handle::Handle;
use super::listeners::{Listener, Listeners};
use super::mailbox;
use super::message::{Packet, Reason};
use super::recycle::{Due, Recycle};
use super::scoreboard::Record;
use super::slot::State;
use super::{Inbox, Settings, inbox};
use crate::error::Result;
use crate::sys::signal::Signals;
use std::cell::{Cell, RefCell};

/// What [`super::Program::run_worker`] gets.
#[derive(Debug)]
pub struct Worker {
    pub(super) handle: Handle,
    pub(super) slot: usize,
    pub(super) generation: u64,
    pub(super) record: Record,
    pub(super) listeners: RefCell<Listeners>,
    pub(super) signals: RefCell<Option<Signals>>,
    pub(super) retiring: Cell<bool>,
    /// Own requests after which it asks to be replaced; `u64::MAX`: never.
    pub(super) request_limit: u64,
    pub(super) recycle: Recycle,
}

impl Worker {
    /// The slot this worker serves: 0 to worker_num - 1 (Swoole's worker id).
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// The how-manieth process of the slot this is, from 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The server, for whoever needs it beyond this worker (`stats`, `reload`, `shutdown`, `send`).
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The settings the server was started with.
    pub fn settings(&self) -> &Settings {
        self.handle.settings()
    }

    /// Listeners of a slot, one per address in the order of the settings: its own (`worker.slot()`), or one it was told
    /// to adopt. Each call makes new duplicates; dropping them stops accepting and resets nobody.
    pub fn listeners(&self, slot: usize) -> Result<Vec<Listener>> {
        self.listeners.borrow().of(slot, self.handle.addresses())
    }

    /// Closes this process's copies of all listeners, when it has accepted them empty while draining for shutdown: once all
    /// processes have, clients are refused instead of waiting. [`Worker::listeners`] returns none afterwards.
    pub fn close_listeners(&self) {
        self.listeners.take();
    }

    /// Where messages arrive. Inside a tokio runtime (with I/O enabled), and once: a second call is an error.
    pub fn inbox(&self) -> Result<Inbox> {
        inbox::open(&self.handle, self.slot, self.signals.take())
    }

    /// It accepts connections now: its predecessor may be told to drain, an adopter is released.
    pub fn ready(&self) -> Result<()> {
        self.record.seen();
        self.tell(&Packet::Ready)
    }

    /// Asks to be replaced. It keeps accepting until its successor is ready and [`super::Message::Drain`] arrives; only the
    /// first call counts.
    pub fn retire(&self, reason: Reason) -> Result<()> {
        if self.retiring.replace(true) {
            return Ok(());
        }
        self.tell(&Packet::Retire(reason))
    }

    /// Counts an answered request, and retires after `max_request` of them (plus a random part of the grace).
    pub fn count_request(&self) {
        self.record.request();
        if self.record.own_requests() >= self.request_limit
            && !self.retiring.get()
            && self.retire(Reason::MaxRequest).is_err()
        {
            self.retiring.set(false); // the line is full: the next request asks again
        }
    }

    /// Retires when it has lived long enough or grown too large. To be called every now and then.
    pub fn look_at_itself(&self) {
        let due = if self.retiring.get() { None } else { self.recycle.due() };
        let reason = match due {
            None => return,
            Some(Due::Memory) => Reason::Memory,
            Some(Due::Age) => Reason::Age,
        };
        if self.retire(reason).is_err() {
            self.retiring.set(false); // the line is full: the next look asks again
        }
    }

    /// The counters of this process.
    pub fn record(&self) -> Record {
        self.record
    }

    /// The state everybody sees of this worker; the master sets it.
    pub fn state(&self) -> State {
        State::from_number(self.record.get(super::scoreboard::STATE))
    }

    fn tell(&self, packet: &Packet) -> Result<()> {
        self.handle.control.as_ref().map_or(Ok(()), |control| mailbox::send(control, packet))
    }
}
