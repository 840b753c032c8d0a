//! What the fields of a head decide about the message and the connection: body framing, persistence, expectation,
//! Host. Every doubt is a refusal, because two readers that disagree here can be played against each other
//! (RFC 9112 11.2). No socket, no allocation.

use super::head::Version;
use super::target;
use crate::http::Reject;
use crate::http::answer::number;

/// How a request's body is delimited (RFC 9112 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// No body.
    #[default]
    None,
    /// Exactly this many bytes (at least one).
    Length(u64),
    /// Chunked transfer coding.
    Chunked,
}

/// What was seen while the fields went by, one [`Fields::see`] each.
#[derive(Default)]
pub(super) struct Fields<'a> {
    known_host: &'a [u8],
    host: bool,
    length: Option<u64>,
    chunked: bool,
    close: bool,
    keep_alive: bool,
    continues: bool,
    other_expectation: bool,
}

/// The decisions.
pub(super) struct Decided {
    pub(super) framing: Framing,
    pub(super) keep_alive: bool,
    pub(super) expects_continue: bool,
}

/// Whether the value of an Expect field asks for 100; `None`: it asks for something nobody knows (RFC 9110 10.1.1). Empty
/// elements of a list count for nothing (RFC 9110 5.6.1.2).
pub(in crate::http) fn expectation(value: &[u8]) -> Option<bool> {
    let mut named = value.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|one| !one.is_empty()).peekable();
    let asks = named.peek().is_some();
    named.all(|one| one.eq_ignore_ascii_case(b"100-continue")).then_some(asks)
}

/// What asks for something else is answered.
pub(in crate::http) const UNEXPECTED: Reject =
    Reject::new(417, "the only expectation understood is 100-continue (RFC 9110 10.1.1)");

impl<'a> Fields<'a> {
    /// Nothing seen yet. `known_host` is a Host value that was accepted before, or empty: a connection's requests
    /// usually all have the same.
    pub(super) fn new(known_host: &'a [u8]) -> Self {
        Fields { known_host, ..Fields::default() }
    }

    /// Looks at one field line; whether it is Host.
    #[inline]
    pub(super) fn see(&mut self, name: &[u8], value: &[u8]) -> Result<bool, Reject> {
        match name.len() {
            // The two spellings nearly every client uses, each one comparison.
            4 if name == b"Host" || name == b"host" || name.eq_ignore_ascii_case(b"host") => {
                self.see_host(value)?;
                return Ok(true);
            }
            6 if name.eq_ignore_ascii_case(b"expect") => self.see_expect(value),
            10 if name.eq_ignore_ascii_case(b"connection") => self.see_connection(value),
            14 if name.eq_ignore_ascii_case(b"content-length") => self.see_length(value)?,
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => self.see_coding(value)?,
            _ => {}
        }
        Ok(false)
    }

    fn see_host(&mut self, value: &[u8]) -> Result<(), Reject> {
        // hyper does not look at Host at all.
        if std::mem::replace(&mut self.host, true) {
            return Err(Reject::bad("more than one Host field (RFC 9112 3.2)"));
        }
        let valid = value == self.known_host || target::is_host(value);
        valid.then_some(()).ok_or(Reject::bad("the Host field is not host[:port] (RFC 9112 3.2)"))
    }

    fn see_expect(&mut self, value: &[u8]) {
        match expectation(value) {
            Some(continues) => self.continues |= continues,
            None => self.other_expectation = true,
        }
    }

    fn see_connection(&mut self, value: &[u8]) {
        for option in value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
            self.close |= option.eq_ignore_ascii_case(b"close");
            self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
        }
    }

    fn see_length(&mut self, value: &[u8]) -> Result<(), Reject> {
        // RFC 9112 6.3 item 5 lets a recipient take repeated equal values, and hyper does; here they are refused.
        if self.length.is_some() {
            return Err(Reject::bad("more than one Content-Length field (RFC 9112 6.3)"));
        }
        let length = number(value).ok_or(Reject::bad("Content-Length is not one decimal number (RFC 9112 6.3)"))?;
        self.length = Some(length);
        Ok(())
    }

    fn see_coding(&mut self, value: &[u8]) -> Result<(), Reject> {
        for coding in value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
            if self.chunked {
                return Err(Reject::bad("chunked must be the last transfer coding and stand once (RFC 9112 6.1, 6.3)"));
            }
            if !coding.eq_ignore_ascii_case(b"chunked") {
                return Err(Reject::new(501, "the only transfer coding understood is chunked (RFC 9112 6.1)"));
            }
            self.chunked = true;
        }
        Ok(())
    }

    /// Decides, once all fields were seen.
    pub(super) fn decide(&self, version: Version) -> Result<Decided, Reject> {
        let http11 = version == Version::Http11;
        if http11 && !self.host {
            return Err(Reject::bad("an HTTP/1.1 request needs a Host field (RFC 9112 3.2)"));
        }
        let framing = match (self.chunked, self.length) {
            (true, Some(_)) => {
                return Err(Reject::bad("Transfer-Encoding and Content-Length exclude each other (RFC 9112 6.3)"));
            }
            (true, None) if !http11 => {
                return Err(Reject::bad("HTTP/1.0 has no Transfer-Encoding (RFC 9112 6.1)"));
            }
            (true, None) => Framing::Chunked,
            (false, None | Some(0)) => Framing::None,
            (false, Some(length)) => Framing::Length(length),
        };
        if http11 && self.other_expectation {
            return Err(UNEXPECTED);
        }
        Ok(Decided {
            framing,
            // RFC 9112 9.3, in its order.
            keep_alive: !self.close && (http11 || self.keep_alive),
            // RFC 9110 10.1.1: an expectation in HTTP/1.0, or without a body, is ignored.
            expects_continue: http11 && self.continues && framing != Framing::None,
        })
    }
}
