//! A line between two processes of one server, for a conversation about one thing: a socket pair of which one end stays
//! with who opened it, and the other travels through a mailbox. When either process ends, the other sees the line end, also
//! while it waits. Used by one task at each end.

use super::mailbox::{self, Reader};
use super::message::Packet;
use crate::error::{Error, Kind, Result};
use crate::sys::fd;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// One end; see above.
#[derive(Debug)]
pub struct Line {
    socket: AsyncFd<OwnedFd>,
    reader: Option<Reader>,
    from: usize,
    about: i64,
}

impl Line {
    /// Inside a tokio runtime only.
    pub(super) fn over(end: &OwnedFd, from: usize, about: i64) -> Result<Line> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        let socket = fd::watch(end.as_fd(), interest).map_err(|e| Error::io("watch a line to another process", e))?;
        Ok(Line { socket, reader: None, from, about })
    }

    /// The slot of the process that opened it.
    pub fn from(&self) -> usize {
        self.from
    }

    /// The number it was opened about.
    pub fn about(&self) -> i64 {
        self.about
    }

    /// The packet that hands this end on.
    pub(super) fn into_packet(self) -> Packet {
        Packet::Line { from: self.from, about: self.about, end: self.socket.into_inner() }
    }

    /// Sends one message (at most 1 GiB), waiting while the other end has much to read. [`Kind::Closed`]: it is gone.
    pub async fn send(&self, bytes: Vec<u8>) -> Result<()> {
        let packet = Packet::User { from: self.from, bytes };
        loop {
            let room = self.socket.writable().await;
            let mut room = room.map_err(|e| Error::io("wait for room on a line to another process", e))?;
            match mailbox::send(self.socket.get_ref(), &packet) {
                Err(full) if full.kind == Kind::Limit => room.clear_ready(),
                done => return done,
            }
        }
    }

    /// The next message; `None` when the other end is gone. Cancel-safe.
    pub async fn receive(&mut self) -> Result<Option<Vec<u8>>> {
        let failed = |e| Error::io("receive from another process", e);
        let reader = self.reader.get_or_insert_with(Reader::new);
        loop {
            let mut ready = self.socket.readable().await.map_err(failed)?;
            match reader.read(self.socket.get_ref()) {
                Ok(packet) => match packet? {
                    Packet::User { bytes, .. } => return Ok(Some(bytes)),
                    _ => return Err(Error::new(Kind::Protocol, "a message that does not belong on a line")),
                },
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                Err(e) if matches!(e.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => {
                    return Ok(None);
                }
                Err(e) => return Err(failed(e)),
            }
        }
    }
}

/// The same socket.
impl PartialEq for Line {
    fn eq(&self, other: &Line) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Line {}
