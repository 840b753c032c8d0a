//! Request heads: parsing a buffer into a reusable [`Head`], and reading it. Syntax comes from httparse; every rule it
//! leaves open is closed here and in `framing` and `target`, each with its section. No socket, no allocation when a
//! head is reused.
//!
//! It must never be laxer than hyper: a head hyper refuses is refused here.

use super::framing::Framing;
use super::target;
use crate::http::{Limits, Reject};
use bytes::{Buf, BytesMut};
use httparse::{Error as Syntax, Status};
use std::mem::MaybeUninit;
use std::ops::Range;

/// More fields than any setting allows: where the parser stops.
const MAX_FIELDS: usize = 100;

/// The request's HTTP version; others are refused with 505.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// HTTP/1.0.
    Http10,
    /// HTTP/1.1.
    #[default]
    Http11,
}

#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A request head: its bytes as received and where things are in them.
#[derive(Debug, Default)]
pub struct Head {
    bytes: Vec<u8>,
    method: Span,
    target: Span,
    version: Version,
    fields: Vec<(Span, Span)>,
    framing: Framing,
    keep_alive: bool,
    expects_continue: bool,
    scanned: usize,
}

impl Head {
    /// Takes one head from the front of `input`. `Ok(false)`: it is not complete; call again with the same `input` when
    /// more has arrived. `Ok(true)`: it is in `self` and gone from `input`. After an error `input` is unchanged.
    pub fn parse(&mut self, input: &mut BytesMut, limits: &Limits) -> Result<bool, Reject> {
        let _ = (input, limits, &mut self.scanned);
        todo!()
    }

    /// The method, a token of any letters in any case.
    pub fn method(&self) -> &[u8] {
        &self.bytes[self.method.range()]
    }

    /// The request target as received: `/path?query`, `http://host/path`, or `*`.
    pub fn target(&self) -> &[u8] {
        &self.bytes[self.target.range()]
    }

    /// The path: the target without its query and, in absolute form, without scheme and authority. Still encoded.
    pub fn path(&self) -> &[u8] {
        target::path(self.target())
    }

    /// What follows the first `?` of the target; `None` without one.
    pub fn query(&self) -> Option<&[u8]> {
        target::query(self.target())
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// How many field lines there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field line.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Name (as received) and value (without surrounding blanks) of each field line, in order of arrival.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|(name, value)| (&self.bytes[name.range()], &self.bytes[value.range()]))
    }

    /// The value of the first field of that name, in any case.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.fields().find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// The values of all fields of that name, in any case, in order of arrival.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.fields().filter(move |(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// How the body is framed.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// Whether the client wants the connection kept after the answer (RFC 9112 9.3).
    pub fn keep_alive(&self) -> bool {
        self.keep_alive
    }

    /// Whether the client waits for 100 before it sends the body (RFC 9110 10.1.1).
    pub fn expects_continue(&self) -> bool {
        self.expects_continue
    }

    /// Whether the method is HEAD, whose answer has no body.
    pub fn is_head(&self) -> bool {
        self.method() == b"HEAD"
    }
}
