//! What a connection still has to send: bytes, then at most one range of a file. Sends never wait; what the kernel does
//! not take stays. Used only through `Connection`.

use super::tls::Session;
use crate::sys;
use std::fs::File;
use std::io::{self, ErrorKind, IoSlice};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;

/// A buffer that grew beyond this for one answer is given back afterwards (bytes).
const KEEP: usize = 64 * 1024;
/// Most that one call of sendfile may send, so that one fast client does not hold the worker (bytes).
const FILE_STEP: usize = 512 * 1024;
/// Most of a file that is read and sealed at once when the connection speaks TLS (bytes).
const SEALED_STEP: usize = 64 * 1024;

/// The queue. Invariant: once `file` is set nothing is appended until it is sent. With TLS the bytes up to `sealed` are
/// records, those behind it are still to become some; without it `sealed` stays 0.
#[derive(Default)]
pub(super) struct Outbound {
    bytes: Vec<u8>,
    sent: usize,
    sealed: usize,
    file: Option<FileRange>,
}

/// How far a send came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// Nothing is left.
    All,
    /// A step is done and the socket may take more at once.
    Step,
    /// The socket is full.
    Full,
}

struct FileRange {
    file: File,
    offset: u64,
    left: u64,
}

impl Outbound {
    /// Bytes not yet taken by the kernel, without those of a file.
    pub(super) fn backlog(&self) -> usize {
        self.bytes.len() - self.sent
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.len() == self.sent && self.file.is_none()
    }

    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Bytes not yet taken by the kernel, with those of a file.
    pub(super) fn unsent(&self) -> u64 {
        self.backlog() as u64 + self.file.as_ref().map_or(0, |range| range.left)
    }

    /// Where heads and small bodies are appended.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        debug_assert!(self.file.is_none());
        &mut self.bytes
    }

    pub(super) fn set_file(&mut self, file: File, offset: u64, left: u64) {
        debug_assert!(self.file.is_none());
        self.file = (left > 0).then_some(FileRange { file, offset, left });
    }

    /// Has it queue into `buffer` instead of its own, which is returned; both must be empty.
    pub(super) fn exchange_buffer(&mut self, buffer: Vec<u8>) -> Vec<u8> {
        debug_assert!(self.is_empty() && buffer.is_empty());
        std::mem::replace(&mut self.bytes, buffer)
    }

    pub(super) fn clear(&mut self) {
        *self = Outbound::default();
    }

    /// Sends what is queued and then the tails in one call; what the kernel does not take of them is copied.
    pub(super) fn send_with(&mut self, socket: BorrowedFd<'_>, tails: [&[u8]; 2]) -> io::Result<Sent> {
        let queued = self.backlog();
        let parts = [IoSlice::new(&self.bytes[self.sent..]), IoSlice::new(tails[0]), IoSlice::new(tails[1])];
        let sent = match retry(|| sys::socket::send(socket, &parts)) {
            Ok(sent) => sent,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(error) => return Err(error),
        };
        self.advance(sent.min(queued));
        let mut taken = sent.saturating_sub(queued);
        for tail in tails {
            let skip = taken.min(tail.len());
            taken -= skip;
            self.bytes.extend_from_slice(&tail[skip..]);
        }
        Ok(if self.is_empty() { Sent::All } else { Sent::Full })
    }

    /// Sends what the kernel takes, at most one step of a file.
    #[inline]
    pub(super) fn send(&mut self, socket: BorrowedFd<'_>) -> io::Result<Sent> {
        if self.sent == 0 && self.file.is_none() && self.bytes.capacity() <= KEEP {
            // The usual case: one send takes everything.
            let whole = sys::socket::send_one(socket, &self.bytes);
            if whole.as_ref().is_ok_and(|sent| *sent == self.bytes.len()) {
                self.bytes.clear();
                return Ok(Sent::All);
            }
            return self.after_send(whole);
        }
        self.send_slowly(socket)
    }

    #[cold]
    fn after_send(&mut self, result: io::Result<usize>) -> io::Result<Sent> {
        match result {
            Ok(sent) => {
                self.advance(sent);
                Ok(Sent::Full)
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(Sent::Full),
            Err(error) => Err(error),
        }
    }

    fn send_slowly(&mut self, socket: BorrowedFd<'_>) -> io::Result<Sent> {
        match self.send_step(socket) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Sent::Full),
            Ok(()) if self.is_empty() => Ok(Sent::All),
            Ok(()) if self.backlog() == 0 => Ok(Sent::Step),
            Ok(()) => Ok(Sent::Full),
            Err(error) => Err(error),
        }
    }

    fn send_step(&mut self, socket: BorrowedFd<'_>) -> io::Result<()> {
        if self.sent < self.bytes.len() {
            let sent = retry(|| sys::socket::send_one(socket, &self.bytes[self.sent..]))?;
            self.advance(sent);
            return Ok(());
        }
        let Some(range) = &mut self.file else {
            return Ok(());
        };
        let step = range.left.min(FILE_STEP as u64) as usize;
        let sent = retry(|| sys::socket::send_file(socket, range.file.as_fd(), range.offset, step))?;
        if sent == 0 {
            // The file became shorter than the Content-Length that is already out.
            return Err(ErrorKind::UnexpectedEof.into());
        }
        range.offset += sent as u64;
        range.left -= sent as u64;
        if range.left == 0 {
            self.file = None;
        }
        Ok(())
    }

    /// The same over TLS: seals what is queued, or the next step of a file, and sends what the kernel takes.
    pub(super) fn send_sealed(&mut self, session: &mut Session, socket: BorrowedFd<'_>) -> io::Result<Sent> {
        self.seal(session)?;
        if self.bytes.is_empty() && self.file.is_some() {
            self.read_file()?;
            self.seal(session)?;
        }
        while self.sent < self.bytes.len() {
            match retry(|| sys::socket::send_one(socket, &self.bytes[self.sent..])) {
                Ok(sent) => self.advance(sent),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Sent::Full),
                Err(error) => return Err(error),
            }
        }
        Ok(if self.file.is_some() { Sent::Step } else { Sent::All })
    }

    fn seal(&mut self, session: &mut Session) -> io::Result<()> {
        session.seal(&mut self.bytes, self.sealed)?;
        self.sealed = self.bytes.len();
        Ok(())
    }

    fn read_file(&mut self) -> io::Result<()> {
        let Some(range) = &mut self.file else {
            return Ok(());
        };
        let start = self.bytes.len();
        self.bytes.resize(start + range.left.min(SEALED_STEP as u64) as usize, 0);
        let got = retry(|| range.file.read_at(&mut self.bytes[start..], range.offset))?;
        self.bytes.truncate(start + got);
        if got == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        range.offset += got as u64;
        range.left -= got as u64;
        if range.left == 0 {
            self.file = None;
        }
        Ok(())
    }

    fn advance(&mut self, sent: usize) {
        self.sent += sent;
        if self.sent == self.bytes.len() {
            (self.sent, self.sealed) = (0, 0);
            if self.bytes.capacity() > KEEP { self.bytes = Vec::new() } else { self.bytes.clear() }
        } else if self.sent > KEEP && self.sent > self.bytes.len() / 2 {
            self.bytes.drain(..self.sent);
            self.sealed = self.sealed.saturating_sub(self.sent);
            self.sent = 0;
        }
    }
}

fn retry(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
