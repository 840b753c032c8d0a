//! Socket pairs between processes: one mailbox per slot, made before the first fork and kept open at both ends by the
//! master (what waits in it outlives its reader), and one control line per process, made right before its fork.

use super::message::{self, HEAD, INLINE, LONGEST, Packet};
use crate::error::{Error, Kind, Result};
use crate::sys::{fd, packet};
use socket2::{Domain, Socket, Type};
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};

/// Asked for in each direction; the kernel gives what net.core.wmem_max allows.
const BUFFER: usize = 4 << 20;

/// Both ends of a slot's mailbox.
#[derive(Debug)]
pub(super) struct Mailbox {
    /// Any process writes here.
    pub(super) sender: OwnedFd,
    /// The slot's process reads here.
    pub(super) receiver: OwnedFd,
}

impl Mailbox {
    pub(super) fn new() -> Result<Mailbox> {
        let (sender, receiver) = pair()?;
        Ok(Mailbox { sender, receiver })
    }
}

/// Two connected ends that keep message boundaries (SOCK_SEQPACKET, unix(7)).
pub(super) fn pair() -> Result<(OwnedFd, OwnedFd)> {
    let (a, b) = Socket::pair(Domain::UNIX, Type::SEQPACKET.nonblocking(), None)
        .map_err(|e| Error::io("make a socket pair between processes", e))?;
    for end in [&a, &b] {
        // Less room than asked for only means that a sender has to wait sooner.
        let _ = end.set_send_buffer_size(BUFFER);
    }
    Ok((a.into(), b.into()))
}

/// Sends one packet without waiting. [`Kind::Limit`]: the reader has too much waiting already, try later.
pub(super) fn send(to: &OwnedFd, packet: &Packet) -> Result<()> {
    let bytes = message::encode(packet);
    let sent = match packet {
        Packet::ReopenLogs(_, fd) | Packet::Line { end: fd, .. } => packet::send(to.as_fd(), &bytes, Some(fd.as_fd())),
        Packet::User { bytes: payload, .. } if payload.len() > INLINE => {
            let file = in_file(payload)?;
            packet::send(to.as_fd(), &bytes, Some(file.as_fd()))
        }
        _ => packet::send(to.as_fd(), &bytes, None),
    };
    sent.map_err(|e| match e.kind() {
        io::ErrorKind::WouldBlock => Error::new(Kind::Limit, "the receiver's mailbox is full"),
        io::ErrorKind::BrokenPipe => Error::new(Kind::Closed, "the receiver is gone"),
        _ => Error::io("send a message to another process", e),
    })
}

/// Receives packets into a buffer it keeps.
#[derive(Debug)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    pub(super) fn new() -> Reader {
        Reader { buffer: vec![0; HEAD + INLINE] }
    }

    /// The next packet; an I/O error is `WouldBlock` when none waits and `UnexpectedEof` when the other end is closed.
    /// The inner result is an error when the packet was malformed; it is gone then, the next one can be read.
    pub(super) fn read(&mut self, from: &OwnedFd) -> io::Result<Result<Packet>> {
        match packet::receive(from.as_fd(), &mut self.buffer) {
            Ok((0, None)) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok((length, attached)) => Ok(message::decode(&self.buffer[..length], attached)),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                Ok(Err(Error::new(Kind::Protocol, format!("malformed message between processes: {e}"))))
            }
            Err(e) => Err(e),
        }
    }
}

fn in_file(payload: &[u8]) -> Result<OwnedFd> {
    if payload.len() as u64 > LONGEST {
        return Err(Error::invalid(format!("a message can have at most {LONGEST} bytes")));
    }
    let fill = |payload| -> io::Result<OwnedFd> {
        let mut file = fd::memory_file(c"peregrine-message")?;
        file.write_all(payload)?;
        Ok(file.into())
    };
    fill(payload).map_err(|e| Error::io("put a large message into a memory file", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(bytes: Vec<u8>) -> Packet {
        Packet::User { from: 2, bytes }
    }

    #[test]
    fn small_and_large_messages_arrive_whole() {
        let mailbox = Mailbox::new().unwrap();
        let mut reader = Reader::new();
        for length in [0, 1, INLINE, INLINE + 1, 5 << 20] {
            let sent: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            send(&mailbox.sender, &user(sent.clone())).unwrap();
            let Packet::User { from: 2, bytes } = reader.read(&mailbox.receiver).unwrap().unwrap() else {
                panic!("another packet");
            };
            assert!(bytes == sent, "{length} bytes");
        }
        assert_eq!(reader.read(&mailbox.receiver).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    }

    #[test]
    fn a_full_mailbox_says_so_and_keeps_what_it_has() {
        let mailbox = Mailbox::new().unwrap();
        let mut sent = 0;
        let error = loop {
            match send(&mailbox.sender, &user(vec![7; 1000])) {
                Ok(()) => sent += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, Kind::Limit);
        let mut reader = Reader::new();
        let received = std::iter::from_fn(|| reader.read(&mailbox.receiver).ok()).filter(|p| p.is_ok()).count();
        assert_eq!(received, sent);
        assert!(sent > 50, "{sent}");
    }

    #[test]
    fn garbage_is_refused_and_the_next_message_still_arrives() {
        let mailbox = Mailbox::new().unwrap();
        let mut reader = Reader::new();
        packet::send(mailbox.sender.as_fd(), b"garbage", None).unwrap();
        packet::send(mailbox.sender.as_fd(), &vec![5; HEAD + INLINE + 1], None).unwrap();
        send(&mailbox.sender, &Packet::Ready).unwrap();
        assert!(reader.read(&mailbox.receiver).unwrap().is_err());
        assert!(reader.read(&mailbox.receiver).unwrap().is_err());
        assert!(matches!(reader.read(&mailbox.receiver).unwrap(), Ok(Packet::Ready)));
    }
}
