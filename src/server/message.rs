//! What processes of one server say to each other, and its form on a socket.
//!
//! One packet per message: 16 bytes of head (kind, three zero bytes, u32 argument, u64 payload length, native byte
//! order: it never leaves the machine), then the payload, or a memfd attached that holds it. Master and children are
//! forks of one image, so there is no version; whatever does not fit exactly is refused.

use super::line::Line;
use crate::error::{Error, Kind, Result};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;

/// The sender of a message that the master sent.
pub const MASTER: usize = u32::MAX as usize;

/// Payloads over this many bytes travel in a memfd instead of the packet.
pub(super) const INLINE: usize = 65_536;
/// Bytes of a packet's head.
pub(super) const HEAD: usize = 16;
/// The longest payload: what a memfd of one message may hold.
pub(super) const LONGEST: u64 = 1 << 30;

/// Why a worker is told to drain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drain {
    /// Its successor is ready: stop accepting at once, what waits in the queue is the successor's.
    Replaced,
    /// The server shuts down: accept the queues empty (own and adopted), then close.
    Shutdown,
}

/// Which file is opened anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogFile {
    /// The log's.
    Log,
    /// The access log's.
    Access,
}

/// Why a worker wants to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It has handled `max_request` requests.
    MaxRequest,
    /// A bailout left its memory in doubt.
    Tainted,
    /// Somebody asked for it (`stop()`, SIGTERM to the worker).
    Asked,
    /// It has `max_worker_memory`.
    Memory,
    /// It has reached `max_worker_age`.
    Age,
}

impl Reason {
    /// As the log says it, in the option's name where there is one.
    pub fn text(self) -> &'static str {
        match self {
            Reason::MaxRequest => "max_request",
            Reason::Tainted => "a fatal error",
            Reason::Asked => "it was asked to end",
            Reason::Memory => "max_worker_memory",
            Reason::Age => "max_worker_age",
        }
    }
}

/// What a child receives.
#[derive(Debug, PartialEq, Eq)]
pub enum Message {
    /// Finish what is in flight and end.
    Drain(Drain),
    /// Accept on the listeners of this slot too, until released.
    Adopt(usize),
    /// The slot serves itself again: stop accepting on its listeners.
    Release(usize),
    /// The log file was replaced; log lines already go to the new one. Reopen what else is written.
    LogsReopened,
    /// Bytes from another process ([`MASTER`] or a slot).
    User {
        /// The sender's slot.
        from: usize,
        /// What it sent.
        bytes: Vec<u8>,
    },
    /// Another process has opened a line to this one.
    Line(Line),
}

/// Everything that travels, in either direction.
#[derive(Debug)]
pub(super) enum Packet {
    Drain(Drain),
    Adopt(usize),
    Release(usize),
    ReopenLogs(LogFile, OwnedFd),
    User {
        from: usize,
        bytes: Vec<u8>,
    },
    /// The other end of a line about something with this number.
    Line {
        from: usize,
        about: i64,
        end: OwnedFd,
    },
    Ready,
    Retire(Reason),
    Reload,
    Shutdown,
}

const DRAIN: u8 = 1;
const ADOPT: u8 = 2;
const RELEASE: u8 = 3;
const REOPEN: u8 = 4;
const USER: u8 = 5;
const USER_IN_FILE: u8 = 6;
const LINE: u8 = 7;
const READY: u8 = 16;
const RETIRE: u8 = 17;
const RELOAD: u8 = 18;
const SHUTDOWN: u8 = 19;

const REASONS: [Reason; 5] = [Reason::MaxRequest, Reason::Tainted, Reason::Asked, Reason::Memory, Reason::Age];

/// The packet without attachment. A `User` payload over [`INLINE`] is left out: the caller attaches a file. A line's
/// number stands where the length would.
pub(super) fn encode(packet: &Packet) -> Vec<u8> {
    let none: &[u8] = &[];
    let (kind, argument, length, payload) = match packet {
        Packet::Drain(drain) => (DRAIN, *drain as usize, 0, none),
        Packet::Adopt(slot) => (ADOPT, *slot, 0, none),
        Packet::Release(slot) => (RELEASE, *slot, 0, none),
        Packet::ReopenLogs(which, _) => (REOPEN, *which as usize, 0, none),
        Packet::User { from, bytes } if bytes.len() > INLINE => (USER_IN_FILE, *from, bytes.len(), none),
        Packet::User { from, bytes } => (USER, *from, bytes.len(), bytes.as_slice()),
        Packet::Line { from, about, .. } => (LINE, *from, *about as usize, none),
        Packet::Ready => (READY, 0, 0, none),
        Packet::Retire(reason) => (RETIRE, *reason as usize, 0, none),
        Packet::Reload => (RELOAD, 0, 0, none),
        Packet::Shutdown => (SHUTDOWN, 0, 0, none),
    };
    let mut out = Vec::with_capacity(HEAD + payload.len());
    out.extend_from_slice(&[kind, 0, 0, 0]);
    out.extend_from_slice(&(argument as u32).to_ne_bytes());
    out.extend_from_slice(&(length as u64).to_ne_bytes());
    out.extend_from_slice(payload);
    out
}

/// Reads a packet back. Refuses ([`Kind::Protocol`]) unknown kinds, wrong lengths, and attachments too few or too many.
pub(super) fn decode(bytes: &[u8], attached: Option<OwnedFd>) -> Result<Packet> {
    let Some((head, payload)) = bytes.split_first_chunk::<HEAD>() else {
        return Err(malformed("shorter than its head"));
    };
    let &[kind, 0, 0, 0, a0, a1, a2, a3, ref length @ ..] = head else {
        return Err(malformed("reserved bytes are not zero"));
    };
    let argument = u32::from_ne_bytes([a0, a1, a2, a3]) as usize;
    let length = u64::from_ne_bytes(*length);
    let inline = if kind == USER { length } else { 0 };
    if payload.len() as u64 != inline || (![USER, USER_IN_FILE, LINE].contains(&kind) && length != 0) {
        return Err(malformed("wrong length"));
    }
    match (kind, attached) {
        (REOPEN, Some(fd)) if argument == 0 => Ok(Packet::ReopenLogs(LogFile::Log, fd)),
        (REOPEN, Some(fd)) if argument == 1 => Ok(Packet::ReopenLogs(LogFile::Access, fd)),
        (USER_IN_FILE, Some(fd)) => Ok(Packet::User { from: argument, bytes: contents(fd, length)? }),
        (LINE, Some(end)) => Ok(Packet::Line { from: argument, about: length as i64, end }),
        (_, Some(_)) | (REOPEN | USER_IN_FILE | LINE, None) => Err(malformed("wrong attachment")),
        (USER, None) => Ok(Packet::User { from: argument, bytes: payload.to_vec() }),
        (_, None) => plain(kind, argument),
    }
}

fn plain(kind: u8, argument: usize) -> Result<Packet> {
    match (kind, argument) {
        (DRAIN, 0) => Ok(Packet::Drain(Drain::Replaced)),
        (DRAIN, 1) => Ok(Packet::Drain(Drain::Shutdown)),
        (ADOPT, slot) => Ok(Packet::Adopt(slot)),
        (RELEASE, slot) => Ok(Packet::Release(slot)),
        (READY, 0) => Ok(Packet::Ready),
        (RETIRE, n) if n < REASONS.len() => Ok(Packet::Retire(REASONS[n])),
        (RELOAD, 0) => Ok(Packet::Reload),
        (SHUTDOWN, 0) => Ok(Packet::Shutdown),
        _ => Err(malformed("unknown kind or argument")),
    }
}

fn contents(fd: OwnedFd, length: u64) -> Result<Vec<u8>> {
    let file = File::from(fd);
    let held = file.metadata().map_err(|e| Error::io("look at a message's file", e))?.len();
    if held != length || length > LONGEST {
        return Err(malformed("its file has another length"));
    }
    let mut bytes = vec![0; length as usize];
    file.read_exact_at(&mut bytes, 0).map_err(|e| Error::io("read a message's file", e))?;
    Ok(bytes)
}

fn malformed(why: &str) -> Error {
    Error::new(Kind::Protocol, format!("malformed message between processes: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(packet: Packet) -> String {
        format!("{:?}", decode(&encode(&packet), None).unwrap())
    }

    #[test]
    fn every_kind_survives_the_trip() {
        assert_eq!(round(Packet::Drain(Drain::Replaced)), "Drain(Replaced)");
        assert_eq!(round(Packet::Drain(Drain::Shutdown)), "Drain(Shutdown)");
        assert_eq!(round(Packet::Adopt(3)), "Adopt(3)");
        assert_eq!(round(Packet::Release(999)), "Release(999)");
        assert_eq!(round(Packet::Ready), "Ready");
        for reason in REASONS {
            assert_eq!(round(Packet::Retire(reason)), format!("Retire({reason:?})"));
        }
        assert_eq!(round(Packet::Reload), "Reload");
        assert_eq!(round(Packet::Shutdown), "Shutdown");
        let user = Packet::User { from: MASTER, bytes: b"hi".to_vec() };
        assert_eq!(round(user), format!("User {{ from: {MASTER}, bytes: [104, 105] }}"));
    }

    #[test]
    fn malformed_packets_are_refused() {
        let good = encode(&Packet::User { from: 1, bytes: b"hi".to_vec() });
        let with = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            bytes
        };
        let mut cases = vec![vec![], good[..15].to_vec(), good[..17].to_vec(), with(0, 0), with(0, 99)];
        cases.extend([
            with(1, 1),
            with(3, 1),
            with(8, 3),
            with(15, 0x80),
            with(0, USER_IN_FILE),
            with(0, REOPEN),
            with(0, LINE),
        ]);
        cases.push([&encode(&Packet::Ready)[..], b"x"].concat());
        for bytes in cases {
            assert_eq!(decode(&bytes, None).unwrap_err().kind, Kind::Protocol, "{bytes:?}");
        }
        let file = crate::sys::fd::memory_file(c"test").unwrap();
        assert_eq!(decode(&good, Some(file.into())).unwrap_err().kind, Kind::Protocol);
    }

    #[test]
    fn a_file_of_another_length_is_refused() {
        let packet = Packet::User { from: 1, bytes: vec![1; INLINE + 1] };
        let file = crate::sys::fd::memory_file(c"test").unwrap();
        file.set_len(INLINE as u64).unwrap();
        assert_eq!(decode(&encode(&packet), Some(file.into())).unwrap_err().kind, Kind::Protocol);
    }
}
