//! The receiving end of a child: its line to the master, its slot's mailbox and its signals as one stream of messages.
//! Read by one task of the child's runtime.

use super::Drain;
use super::handle::Handle;
use super::line::Line;
use super::mailbox::{self, Reader};
use super::message::{LogFile, Message, Packet, Reason};
use crate::error::{Error, Result};
use crate::log::{self, Level};
use crate::sys::signal::Signals;
use crate::sys::{fd, fork};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use tokio::io::Interest;
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};

/// A child's messages.
#[derive(Debug)]
pub struct Inbox {
    handle: Handle,
    control: AsyncFd<OwnedFd>,
    mailbox: AsyncFd<OwnedFd>,
    signals: Signals,
    wake: AsyncFd<OwnedFd>,
    reader: Reader,
    /// Its successor reads the mailbox from now on.
    replaced: bool,
    /// The master is gone, and that has been said: nothing more comes from it.
    orphaned: bool,
}

/// Opens the inbox of `slot`; `signals` is `None` when that was done before.
pub(super) fn open(handle: &Handle, slot: usize, signals: Option<Signals>) -> Result<Inbox> {
    let (Some(signals), Some(control)) = (signals, &handle.control) else {
        return Err(Error::invalid("the inbox of this process has been opened already"));
    };
    let watch = |fd: BorrowedFd<'_>| fd::watch(fd, Interest::READABLE);
    let opened = || -> io::Result<Inbox> {
        Ok(Inbox {
            control: watch(control.as_fd())?,
            mailbox: watch(handle.shared.mailboxes[slot].receiver.as_fd())?,
            wake: watch(signals.as_fd())?,
            signals,
            handle: handle.clone(),
            reader: Reader::new(),
            replaced: false,
            orphaned: false,
        })
    };
    opened().map_err(|e| Error::io("open the inbox", e))
}

impl Inbox {
    /// The next message. Cancel-safe: a message is either returned or still waiting.
    ///
    /// After `Drain(Replaced)` the slot's mailbox is left to the successor. SIGTERM to a worker whose master lives asks
    /// the master for a successor; in a user process, or when the master is gone, it is `Drain(Shutdown)`.
    pub async fn recv(&mut self) -> Result<Message> {
        loop {
            let from = tokio::select! {
                biased;
                guard = self.wake.readable() => Source::Signals(guard.map(|mut guard| {
                    guard.clear_ready(); // before taking: what arrives from here on wakes again
                    self.signals.take()
                })),
                guard = self.control.readable(), if !self.orphaned => {
                    Source::Packet(read(&mut self.reader, guard), true)
                }
                guard = self.mailbox.readable(), if !self.replaced => {
                    Source::Packet(read(&mut self.reader, guard), false)
                }
            };
            let message = match from {
                Source::Signals(Ok(signals)) => self.on_signals(&signals),
                Source::Signals(Err(e)) => return Err(Error::io("wait for signals", e)),
                Source::Packet(Ok(None), _) => None,
                Source::Packet(Ok(Some(Ok(packet))), _) => self.on_packet(packet),
                Source::Packet(Ok(Some(Err(malformed))), _) => {
                    log::write(Level::Warning, &malformed.message);
                    None
                }
                Source::Packet(Err(e), true) if is_end(&e) => Some(self.on_orphaned()),
                Source::Packet(Err(e), _) => return Err(Error::io("receive a message", e)),
            };
            if let Some(message) = message {
                return Ok(message);
            }
        }
    }

    fn on_signals(&mut self, signals: &[i32]) -> Option<Message> {
        if !signals.contains(&libc::SIGTERM) {
            return None;
        }
        let is_worker = self.handle.slot.is_some_and(|s| s < self.handle.settings().worker_num);
        let has_master = fork::parent() == self.handle.master_pid();
        let control = self.handle.control.as_ref();
        if is_worker && has_master && control.is_some_and(|c| mailbox::send(c, &Packet::Retire(Reason::Asked)).is_ok())
        {
            return None;
        }
        let said = self.orphaned;
        self.orphaned = !has_master;
        (!said).then_some(Message::Drain(Drain::Shutdown))
    }

    fn on_packet(&mut self, packet: Packet) -> Option<Message> {
        match packet {
            Packet::Drain(drain) => {
                self.replaced = drain == Drain::Replaced;
                Some(Message::Drain(drain))
            }
            Packet::Adopt(slot) => Some(Message::Adopt(slot)),
            Packet::Release(slot) => Some(Message::Release(slot)),
            Packet::User { from, bytes } => Some(Message::User { from, bytes }),
            Packet::Line { from, about, end } => match Line::over(&end, from, about) {
                Ok(line) => Some(Message::Line(line)),
                Err(error) => {
                    log::write(Level::Warning, &error.message);
                    None
                }
            },
            Packet::ReopenLogs(which, file) => self.reopen(which, &file),
            Packet::Ready | Packet::Retire(_) | Packet::Reload | Packet::Shutdown => {
                log::write(Level::Warning, "a message for the master arrived in a worker and was dropped");
                None
            }
        }
    }

    /// In place: the log module, and whoever else copied the number, goes on with the new file.
    fn reopen(&self, which: LogFile, file: &OwnedFd) -> Option<Message> {
        let number = match which {
            LogFile::Log => log::descriptor(),
            LogFile::Access => self.handle.access_log()?.as_raw_fd(),
        };
        match fd::replace(file.as_fd(), number) {
            Ok(()) => Some(Message::LogsReopened),
            Err(e) => {
                log::write(Level::Error, &format!("a log file was not reopened: {e}"));
                None
            }
        }
    }

    /// The line to the master has ended, so the master has.
    fn on_orphaned(&mut self) -> Message {
        self.orphaned = true;
        Message::Drain(Drain::Shutdown)
    }
}

enum Source {
    Signals(io::Result<Vec<i32>>),
    /// What was read, and whether from the control line. `Ok(None)`: nothing waited after all.
    Packet(io::Result<Option<Result<Packet>>>, bool),
}

fn read(reader: &mut Reader, guard: io::Result<AsyncFdReadyGuard<'_, OwnedFd>>) -> io::Result<Option<Result<Packet>>> {
    match guard?.try_io(|fd| reader.read(fd.get_ref())) {
        Ok(read) => read.map(Some),
        Err(_would_block) => Ok(None),
    }
}

fn is_end(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset)
}
