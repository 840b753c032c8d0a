//! The grammar of a request head (RFC 9112 2 to 5), read once from front to back: where each part is. What the parts
//! mean is `target`'s and `framing`'s. Lines end with CRLF; a bare LF, which RFC 9112 2.2 lets a recipient take and
//! hyper does, is refused as its section on security (11.2) advises. No socket, no allocation.

use super::head::Version;
use crate::http::class::{self, PATH, QUERY, TOKEN};
use std::ops::Range;

/// More fields than any setting allows: where the scan stops.
const MAX_FIELDS: usize = 100;

/// A part of the bytes that were scanned.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What is wrong with the syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A line ends with LF alone, or CR stands alone.
    LineEnd,
    /// Method or target is none.
    Token,
    /// The request line does not end with HTTP/1.0 or HTTP/1.1.
    Version,
    /// A field name is no token followed by a colon.
    Name,
    /// A field value has a control character.
    Value,
    /// More fields than any setting allows.
    TooMany,
}

/// Why there is no whole head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    /// It is good so far and goes on.
    Partial,
    /// It is none.
    Bad(Fault),
}

/// A request line that was found whole.
pub(super) struct Line {
    pub(super) method: Span,
    pub(super) target: Span,
    pub(super) version: Version,
    /// Whether the target is a path and a query of allowed bytes; any other target is still to be looked at.
    pub(super) plain: bool,
    /// Where it ends, behind its CRLF: there the header block starts.
    pub(super) end: usize,
}

/// Scans one request line at the front of `bytes`.
#[inline]
pub(super) fn line(bytes: &[u8]) -> Result<Line, Pause> {
    let mut scan = Scan { bytes, at: 0 };
    scan.empty_lines()?;
    let method = scan.method()?;
    let (target, plain) = scan.target()?;
    let version = scan.version()?;
    scan.line_end()?;
    Ok(Line { method, target, version, plain, end: scan.at })
}

/// Scans one header block at the front of `bytes`; name and value of each field go to `fields`. Its length, with the
/// empty line that ends it.
pub(super) fn block(bytes: &[u8], fields: &mut Vec<(Span, Span)>) -> Result<usize, Pause> {
    let mut scan = Scan { bytes, at: 0 };
    fields.clear();
    while scan.peek()? != b'\r' {
        let field = scan.field()?;
        if fields.len() == MAX_FIELDS {
            return Err(Pause::Bad(Fault::TooMany));
        }
        fields.push(field);
    }
    scan.line_end()?;
    Ok(scan.at)
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    #[inline]
    fn peek(&self) -> Result<u8, Pause> {
        self.bytes.get(self.at).copied().ok_or(Pause::Partial)
    }

    #[inline]
    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// CR LF.
    #[inline]
    fn line_end(&mut self) -> Result<(), Pause> {
        match self.rest() {
            [b'\r', b'\n', ..] => {
                self.at += 2;
                Ok(())
            }
            [] | [b'\r'] => Err(Pause::Partial),
            _ => Err(Pause::Bad(Fault::LineEnd)),
        }
    }

    /// RFC 9112 2.2: empty lines before a request are skipped.
    #[inline]
    fn empty_lines(&mut self) -> Result<(), Pause> {
        while matches!(self.peek()?, b'\r' | b'\n') {
            self.line_end()?;
        }
        Ok(())
    }

    #[inline]
    fn method(&mut self) -> Result<Span, Pause> {
        let start = self.at;
        self.at += if self.rest().starts_with(b"GET ") { 3 } else { class::count(self.rest(), TOKEN) };
        if self.peek()? != b' ' || self.at == start {
            return Err(Pause::Bad(Fault::Token));
        }
        self.at += 1;
        Ok(Span::new(start, self.at - 1))
    }

    #[inline]
    fn target(&mut self) -> Result<(Span, bool), Pause> {
        let start = self.at;
        let mut plain = self.peek()? == b'/';
        if plain {
            self.at += class::count(self.rest(), PATH);
            if self.peek()? == b'?' {
                self.at += class::count(self.rest(), QUERY);
            }
        }
        if self.peek()? != b' ' {
            plain = false;
            let visible = |b: &u8| *b > b' ' && *b != 127;
            self.at += self.rest().iter().position(|b| !visible(b)).unwrap_or(self.rest().len());
        }
        if self.peek()? != b' ' || self.at == start {
            return Err(Pause::Bad(Fault::Token));
        }
        self.at += 1;
        Ok((Span::new(start, self.at - 1), plain))
    }

    #[inline]
    fn version(&mut self) -> Result<Version, Pause> {
        let version = match self.rest().first_chunk::<8>() {
            Some(b"HTTP/1.1") => Version::Http11,
            Some(b"HTTP/1.0") => Version::Http10,
            None if b"HTTP/1.".starts_with(self.rest()) => return Err(Pause::Partial),
            _ => return Err(Pause::Bad(Fault::Version)),
        };
        self.at += 8;
        Ok(version)
    }

    /// One field line (RFC 9112 5). A line that begins with a blank (obsolete folding) has no name.
    #[inline]
    fn field(&mut self) -> Result<(Span, Span), Pause> {
        let start = self.at;
        self.at += class::count(self.rest(), TOKEN);
        let name = Span::new(start, self.at);
        match self.peek()? {
            b':' if self.at > start => self.at += 1,
            b'\n' if self.at == start => return Err(Pause::Bad(Fault::LineEnd)),
            _ => return Err(Pause::Bad(Fault::Name)),
        }
        while matches!(self.peek()?, b' ' | b'\t') {
            self.at += 1;
        }
        let start = self.at;
        self.at = class::control(self.bytes, self.at);
        let mut end = self.at;
        match self.peek()? {
            b'\r' | b'\n' => self.line_end()?,
            _ => return Err(Pause::Bad(Fault::Value)),
        }
        while end > start && matches!(self.bytes[end - 1], b' ' | b'\t') {
            end -= 1;
        }
        Ok((name, Span::new(start, end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_of_a_head_is_partial() {
        let (first, fields) = (b"\r\nPOST /a?b HTTP/1.1\r\n", b"Host: x\r\nEmpty:\r\nA:\t b \t\r\n\r\n");
        for end in 0..first.len() {
            assert_eq!(line(&first[..end]).err(), Some(Pause::Partial), "{end}");
        }
        let mut places = Vec::new();
        for end in 0..fields.len() {
            assert_eq!(block(&fields[..end], &mut places), Err(Pause::Partial), "{end}");
        }
        assert_eq!(block(fields, &mut places), Ok(fields.len()));
        let values: Vec<_> = places.iter().map(|(_, value)| &fields[value.range()]).collect();
        assert_eq!((line(first).map(|line| line.end), values), (Ok(first.len()), vec![&b"x"[..], b"", b"b"]));
    }
}
