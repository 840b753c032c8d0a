//! The way to the server from any of its processes: the master's hooks, workers and user processes.

use super::line::Line;
use super::mailbox::{self, Mailbox};
use super::message::{MASTER, Packet};
use super::scoreboard::Scoreboard;
use super::stats::Stats;
use super::{Bound, Settings};
use crate::error::{Error, Kind, Result};
use crate::sys::{fd, fork};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::sync::Arc;
use tokio::io::Interest;

/// What all processes inherit from the master and never change.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) addresses: Vec<Bound>,
    pub(super) board: Scoreboard,
    pub(super) mailboxes: Vec<Mailbox>,
    pub(super) access_log: Option<Arc<File>>,
    /// Where the figures are served.
    pub(super) metrics: Option<TcpListener>,
    pub(super) master: i32,
}

/// A server, seen from one of its processes. Cheap to clone; stays in its process.
#[derive(Debug, Clone)]
pub struct Handle {
    pub(super) shared: Rc<Shared>,
    /// The slot of this process; `None` in the master.
    pub(super) slot: Option<usize>,
    /// The line to the master; `None` in the master.
    pub(super) control: Option<Rc<OwnedFd>>,
}

impl Handle {
    /// The master's process id.
    pub fn master_pid(&self) -> i32 {
        self.shared.master
    }

    /// The slot of this process (workers first, then user processes); `None` in the master.
    pub fn slot(&self) -> Option<usize> {
        self.slot
    }

    /// The settings the server was started with.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Where the server listens, with real ports, in the order of the settings.
    pub fn addresses(&self) -> &[Bound] {
        &self.shared.addresses
    }

    /// The file `access_log` names, open for appending; after a rotation the same descriptor is the new file's.
    pub fn access_log(&self) -> Option<&Arc<File>> {
        self.shared.access_log.as_ref()
    }

    /// Where the figures are served (`Settings::metrics`), with the real port.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.shared.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// What all processes are doing, now.
    pub fn stats(&self) -> Stats {
        Stats::read(&self.shared)
    }

    /// Replaces all workers, one by one. A reload asked for while one runs follows it, once.
    pub fn reload(&self) -> Result<()> {
        self.ask(Packet::Reload, libc::SIGUSR1)
    }

    /// Ends the server: workers finish what is in flight.
    pub fn shutdown(&self) -> Result<()> {
        self.ask(Packet::Shutdown, libc::SIGTERM)
    }

    /// Puts `bytes` (at most 1 GiB) into the mailbox of `slot` without waiting. If its process is dead, the message
    /// waits for the next one. [`Kind::Limit`]: the mailbox is full. [`Kind::Invalid`]: there is no such slot.
    pub fn try_send(&self, slot: usize, bytes: Vec<u8>) -> Result<()> {
        mailbox::send(&self.mailbox(slot)?.sender, &self.user(bytes))
    }

    /// Opens a line to the process of `slot` about something with this number, and waits while its mailbox is full. If that
    /// process is dead, the next one finds it. A line to this process's own slot goes to the process it replaced, if that
    /// still runs. Inside a tokio runtime only. [`Kind::Invalid`]: there is no such slot.
    pub async fn open_line(&self, slot: usize, about: i64) -> Result<Line> {
        let (near, far) = mailbox::pair()?;
        let from = self.slot.unwrap_or(MASTER);
        let line = Line::over(&near, from, about)?;
        let packet = Packet::Line { from, about, end: far };
        match &self.control {
            Some(control) if self.slot == Some(slot) => mailbox::send(control, &packet)?,
            _ => self.deliver(&self.mailbox(slot)?.sender, &packet).await?,
        }
        Ok(line)
    }

    /// Hands a line on that this process cannot answer to the process it replaced; if that has ended, so does the line.
    pub fn pass_line(&self, line: Line) -> Result<()> {
        self.control.as_ref().map_or(Ok(()), |control| mailbox::send(control, &line.into_packet()))
    }

    /// As [`Handle::try_send`], but waits while the mailbox is full. Inside a tokio runtime only. Cancel-safe: either
    /// the whole message was sent or nothing.
    pub async fn send(&self, slot: usize, bytes: Vec<u8>) -> Result<()> {
        let packet = self.user(bytes);
        self.deliver(&self.mailbox(slot)?.sender, &packet).await
    }

    async fn deliver(&self, sender: &OwnedFd, packet: &Packet) -> Result<()> {
        match mailbox::send(sender, packet) {
            Err(e) if e.kind == Kind::Limit => {}
            done => return done,
        }
        let waiting = |e| Error::io("wait for room in a mailbox", e);
        let room = fd::watch(sender.as_fd(), Interest::WRITABLE).map_err(waiting)?;
        loop {
            let mut guard = room.writable().await.map_err(waiting)?;
            match mailbox::send(sender, packet) {
                Err(e) if e.kind == Kind::Limit => guard.clear_ready(),
                done => return done,
            }
        }
    }

    fn mailbox(&self, slot: usize) -> Result<&Mailbox> {
        let slots = self.shared.settings.slots();
        let boxes = &self.shared.mailboxes[..slots];
        boxes
            .get(slot)
            .ok_or_else(|| Error::invalid(format!("there is no process {slot}; this server has 0 to {}", slots - 1)))
    }

    fn user(&self, bytes: Vec<u8>) -> Packet {
        Packet::User { from: self.slot.unwrap_or(MASTER), bytes }
    }

    /// Children ask over their line, because one that dropped its privileges may not signal the master.
    fn ask(&self, packet: Packet, signal: i32) -> Result<()> {
        match &self.control {
            Some(control) => mailbox::send(control, &packet),
            None => fork::kill(self.shared.master, signal),
        }
    }
}
