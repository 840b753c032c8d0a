//! TLS on one connection: what comes from the socket is opened, what is to be sent is sealed. Never waits; the socket and
//! the queue are the connection's.

use super::settings::openssl_name;
use crate::sys;
use bytes::BytesMut;
use std::io::{self, BufRead, ErrorKind, Read as _, Write};
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use tokio_rustls::rustls::{ProtocolVersion, ServerConfig, ServerConnection};

/// The session of a connection.
pub(in crate::net) struct Session {
    tls: ServerConnection,
    /// The peer sent its end, or what it sent cannot be read.
    ended: bool,
    /// Why nothing more can be read.
    failure: Option<String>,
    /// The first byte that came.
    first: Option<u8>,
    /// The client speaks no TLS: nothing is sealed, and what comes is dropped.
    plain: bool,
}

/// What one look at the socket brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum Read {
    /// As much as there was room for; there may be more.
    More,
    /// All there was.
    All,
    /// Nothing, and there will be nothing.
    End,
}

/// What is known of the peer once the handshake is done.
#[derive(Debug, Clone)]
pub struct Facts {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: &'static str,
    /// The cipher suite by its OpenSSL name.
    pub cipher: String,
    /// The host the client named (SNI).
    pub server_name: Option<String>,
    /// The client's certificate, DER; it was verified.
    pub certificate: Option<Vec<u8>>,
}

/// A socket as rustls reads it.
struct Socket<'a> {
    fd: BorrowedFd<'a>,
    /// The last receive left room.
    short: bool,
    first: &'a mut Option<u8>,
}

impl io::Read for Socket<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = sys::socket::receive_into(self.fd, into)?;
        self.short = got < into.len();
        if got > 0 && self.first.is_none() {
            *self.first = Some(into[0]);
        }
        Ok(got)
    }
}

impl Session {
    pub(in crate::net) fn new(config: Arc<ServerConfig>) -> io::Result<Session> {
        let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
        // What may be queued is limited by who writes; everything given here is sealed at once.
        tls.set_buffer_limit(None);
        Ok(Session { tls, ended: false, failure: None, first: None, plain: false })
    }

    pub(super) fn is_handshaking(&self) -> bool {
        self.tls.is_handshaking()
    }

    /// Whether nothing more can be read from the socket.
    pub(in crate::net) fn has_ended(&self) -> bool {
        self.ended
    }

    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Whether the client sent letters where TLS has the number of a record's type (RFC 8446 5.1), as a request of plain
    /// HTTP begins. What is sent then is sent as it is.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether the client chose HTTP/2 (ALPN).
    pub(super) fn is_http2(&self) -> bool {
        self.tls.alpn_protocol() == Some(b"h2")
    }

    pub(in crate::net) fn facts(&self) -> Facts {
        let version = if self.tls.protocol_version() == Some(ProtocolVersion::TLSv1_3) { "TLSv1.3" } else { "TLSv1.2" };
        Facts {
            version,
            cipher: self.tls.negotiated_cipher_suite().map_or_else(String::new, |suite| openssl_name(suite.suite())),
            server_name: self.tls.server_name().map(str::to_owned),
            certificate: self.tls.peer_certificates().and_then(|chain| chain.first()).map(|own| own.to_vec()),
        }
    }

    /// Whether it has something to say by itself (a handshake message, a ticket, an alert).
    pub(in crate::net) fn wants_write(&self) -> bool {
        !self.plain && self.tls.wants_write()
    }

    /// One receive, and the records it completes.
    pub(in crate::net) fn read(&mut self, fd: BorrowedFd<'_>) -> io::Result<Read> {
        if self.ended {
            return Ok(Read::End);
        }
        let mut socket = Socket { fd, short: false, first: &mut self.first };
        let got = if self.plain { socket.read(&mut [0; 4096])? } else { self.tls.read_tls(&mut socket)? };
        let short = socket.short;
        if got == 0 {
            self.ended = true;
            return Ok(Read::End);
        }
        if !self.plain
            && let Err(error) = self.tls.process_new_packets()
        {
            self.plain = self.tls.is_handshaking() && self.first.is_some_and(|byte| byte.is_ascii_alphabetic());
            self.ended = !self.plain;
            self.failure = Some(error.to_string());
        }
        Ok(if short { Read::All } else { Read::More })
    }

    /// Moves at most `max` bytes that were read to the end of `into`. `None`: there are none, and there will be none.
    pub(in crate::net) fn take(&mut self, into: &mut BytesMut, max: usize) -> Option<usize> {
        let mut taken = 0;
        while taken < max {
            let mut reader = self.tls.reader();
            let piece = match reader.fill_buf() {
                Ok(piece) if !piece.is_empty() => &piece[..piece.len().min(max - taken)],
                // An end without close_notify is one too: HTTP's own framing tells whether a message is whole.
                Err(error) if error.kind() == ErrorKind::WouldBlock && !self.ended => break,
                _ => return (taken > 0).then_some(taken),
            };
            into.extend_from_slice(piece);
            let length = piece.len();
            reader.consume(length);
            taken += length;
        }
        Some(taken)
    }

    /// Replaces what stands in `bytes` from `from` on by the records that carry it, behind those the session has to send
    /// for itself.
    pub(in crate::net) fn seal(&mut self, bytes: &mut Vec<u8>, from: usize) -> io::Result<()> {
        if self.plain {
            return Ok(());
        }
        if bytes.len() > from {
            self.tls.writer().write_all(&bytes[from..])?;
            bytes.truncate(from);
        }
        while self.tls.wants_write() {
            self.tls.write_tls(bytes)?;
        }
        Ok(())
    }

    /// Nothing more will be sealed: close_notify (RFC 8446 6.1).
    pub(in crate::net) fn end(&mut self) {
        if !self.plain {
            self.tls.send_close_notify();
        }
    }
}
