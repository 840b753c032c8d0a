//! The head of an answer: prepared by the program in one piece, finished by the server with what it alone decides
//! (Server, Date, Connection, framing). Nothing that could end a line gets into it.

use super::{date, status};
use crate::error::{Error, Result};
use crate::http::class;

/// How a field's name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Each word capitalised, as Swoole does by default: `x-request-ID` becomes `X-Request-Id`.
    Capitalised,
    /// As it is.
    AsIs,
}

/// How the body of an answer whose head is out goes on and ends (RFC 9112 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Chunks, then the last chunk.
    Chunked,
    /// As it is; this many bytes are still owed.
    Owed(u64),
    /// As it is, until the connection closes (HTTP/1.0).
    Close,
    /// As it is, until the stream ends (HTTP/2).
    Stream,
    /// There is no body: HEAD, 204, 205, 304.
    Silent,
}

/// The framing fields of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    Length(u64),
    Chunked,
    None,
}

/// What the server adds to a head.
pub(crate) struct Additions<'a> {
    pub(crate) server: &'a str,
    pub(crate) frame: Frame,
    pub(crate) closes: bool,
    /// HTTP/1.0 clients must be told that the connection stays.
    pub(crate) tell_keep: bool,
}

/// A head as the program prepared it. Reused from answer to answer.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(super) lines: Vec<u8>,
    status: u16,
    options: Vec<u8>,
    length: Option<u64>,
    closes: bool,
    chunked: bool,
    has_date: bool,
    has_server: bool,
    /// Fields behind the body, as lines. A head that is written anew keeps them.
    trailers: Vec<u8>,
}

impl Prepared {
    pub(crate) fn clear(&mut self) {
        self.trailers.clear();
        self.clear_head();
    }

    fn clear_head(&mut self) {
        self.lines.clear();
        self.options.clear();
        self.length = None;
        self.status = 0;
        (self.closes, self.chunked, self.has_date, self.has_server) = (false, false, false, false);
    }

    /// Writes a final head anew: status, reason, the program's fields.
    pub(crate) fn write(
        &mut self,
        status: u16,
        reason: Option<&[u8]>,
        fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        self.clear_head();
        if !(200..1000).contains(&status) {
            return Err(Error::invalid(format!("{status} is no status of a final answer; use 200 to 999")));
        }
        status::write_line(status, reason, &mut self.lines)?;
        self.status = status;
        fields(&mut HeadWriter { head: self })
    }

    /// Writes an interim head.
    pub(crate) fn write_interim(
        &mut self,
        status: u16,
        fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        if !(100..200).contains(&status) || status == 101 {
            return Err(Error::invalid(format!("{status} is no interim status; use 100 to 199 without 101")));
        }
        self.write_bare(status, fields)
    }

    /// Writes a head after which comes no body: an interim one, or 101.
    pub(crate) fn write_bare(
        &mut self,
        status: u16,
        fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        self.clear_head();
        status::write_line(status, None, &mut self.lines)?;
        self.status = status;
        fields(&mut HeadWriter { head: self })
    }

    /// Status line and fields so far.
    pub(crate) fn lines(&self) -> &[u8] {
        &self.lines
    }

    pub(crate) fn finish_interim(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.lines);
        out.extend_from_slice(b"\r\n");
    }

    pub(crate) fn status(&self) -> u16 {
        if self.status == 0 { 200 } else { self.status }
    }

    /// Content-Length as the program gave it.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Forgets the program's Content-Length: the body will have another.
    pub(crate) fn forget_length(&mut self) {
        self.length = None;
    }

    /// Whether an answer of this status has content.
    pub(crate) fn has_content(&self) -> bool {
        !matches!(self.status(), 204 | 205 | 304)
    }

    /// Whether the program asked for `Connection: close`.
    pub(crate) fn closes(&self) -> bool {
        self.closes
    }

    /// Whether the program asked for chunks, or for trailers, which need them.
    pub(crate) fn chunked(&self) -> bool {
        self.chunked || !self.trailers.is_empty()
    }

    /// The fields behind the body, as lines.
    pub(crate) fn trailers(&self) -> &[u8] {
        &self.trailers
    }

    /// Adds a field behind the body. Not those that are read before it (RFC 9110 6.5.1).
    pub(crate) fn add_trailer(&mut self, name: &[u8], value: &[u8], case: Case) -> Result<()> {
        const EARLY: [&str; 16] = [
            "age",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "host",
            "location",
            "server",
            "set-cookie",
            "trailer",
            "transfer-encoding",
            "vary",
        ];
        if EARLY.iter().any(|early| name.eq_ignore_ascii_case(early.as_bytes())) {
            let name = String::from_utf8_lossy(name);
            return Err(Error::invalid(format!("{name} cannot be a trailer: set it as a header (RFC 9110 6.5.1)")));
        }
        let mut field = Prepared::default();
        HeadWriter { head: &mut field }.field(name, value, case)?;
        self.trailers.extend_from_slice(&field.lines);
        Ok(())
    }

    /// Name and value of each field the program wrote, without those only the server can set right.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        // Behind the status line.
        let start = self.lines.iter().position(|b| *b == b'\n').map_or(0, |end| end + 1);
        lines(&self.lines[start..])
    }

    /// The status line and the fields of [`Prepared::fields`] as they were written.
    pub(crate) fn written(&self) -> &[u8] {
        &self.lines
    }

    /// Whether the program set Date.
    pub(crate) fn has_date(&self) -> bool {
        self.has_date
    }

    /// Whether the program set Server.
    pub(crate) fn has_server(&self) -> bool {
        self.has_server
    }

    /// Appends the whole head with the empty line that ends it.
    #[inline]
    pub(crate) fn finish(&self, add: &Additions<'_>, out: &mut Vec<u8>) {
        let lines = if self.lines.is_empty() { b"HTTP/1.1 200 OK\r\n" } else { &self.lines[..] };
        out.extend_from_slice(lines);
        if !self.has_server && !add.server.is_empty() {
            out.extend_from_slice(b"Server: ");
            out.extend_from_slice(add.server.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        if add.closes || add.tell_keep || !self.options.is_empty() {
            self.write_connection(add, out);
        }
        if !self.has_date {
            date::write(out);
        }
        match add.frame {
            Frame::Length(length) => write_length(length, out),
            Frame::Chunked => out.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n"),
            Frame::None => out.extend_from_slice(b"\r\n"),
        }
    }

    fn write_connection(&self, add: &Additions<'_>, out: &mut Vec<u8>) {
        let own: &[u8] = match (add.closes, add.tell_keep) {
            (true, _) => b"close",
            (false, true) => b"keep-alive",
            (false, false) => b"",
        };
        out.extend_from_slice(b"Connection: ");
        out.extend_from_slice(own);
        if !own.is_empty() && !self.options.is_empty() {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(&self.options);
        out.extend_from_slice(b"\r\n");
    }
}

/// Name and value of each of the field lines, which are whole.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|b| *b == b'\n').filter_map(|line| {
        let line = line.strip_suffix(b"\r")?;
        let colon = line.iter().position(|b| *b == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii_start()))
    })
}

/// A field name that was checked and written in its case once, for a program that sends it again and again.
#[derive(Debug)]
pub struct FieldName {
    /// `Content-Type: `
    line: Box<[u8]>,
    /// Whether it is one that [`HeadWriter`] looks into.
    is_special: bool,
    is_type: bool,
}

impl FieldName {
    /// Fails when the name is no token.
    pub fn new(name: &[u8], case: Case) -> Result<FieldName> {
        let mut line = name.to_vec();
        if name.is_empty() || !write_case(&mut line, case) {
            return Err(bad_name(name));
        }
        line.extend_from_slice(b": ");
        let special: [&[u8]; 5] = [b"date", b"server", b"connection", b"content-length", b"transfer-encoding"];
        let is_special = special.iter().any(|s| name.eq_ignore_ascii_case(s));
        let is_type = name.eq_ignore_ascii_case(b"content-type");
        Ok(FieldName { line: line.into_boxed_slice(), is_special, is_type })
    }

    /// Whether it is Content-Type.
    pub fn is_content_type(&self) -> bool {
        self.is_type
    }

    /// The name, in its case.
    pub fn name(&self) -> &[u8] {
        &self.line[..self.line.len() - 2]
    }
}

/// Whether a field may have this value: no control characters but tab (RFC 9110 5.5).
pub fn is_field_value(value: &[u8]) -> bool {
    class::control(value, 0) == value.len()
}

/// Takes the fields of one head; see `Exchange::respond`.
pub struct HeadWriter<'a> {
    head: &'a mut Prepared,
}

impl HeadWriter<'_> {
    /// Appends a field. Fails when the name is no token, when the value has control characters other than tab (CR, LF
    /// and NUL would break the message: RFC 9110 5.5), and when the field is one only the server can set right.
    #[inline]
    pub fn field(&mut self, name: &[u8], value: &[u8], case: Case) -> Result<()> {
        check_value(name, value)?;
        if self.is_the_servers(name, value)? {
            return Ok(());
        }
        let lines = &mut self.head.lines;
        let start = lines.len();
        lines.reserve(name.len() + value.len() + 4);
        lines.extend_from_slice(name);
        if !write_case(&mut lines[start..], case) || name.is_empty() {
            lines.truncate(start);
            return Err(bad_name(name));
        }
        lines.extend_from_slice(b": ");
        lines.extend_from_slice(value);
        lines.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// As [`HeadWriter::field`], for a name that was checked before, and a value for which [`is_field_value`] is true.
    #[inline]
    pub fn named(&mut self, name: &FieldName, value: &[u8]) -> Result<()> {
        debug_assert!(is_field_value(value));
        if name.is_special && self.is_the_servers(name.name(), value)? {
            return Ok(());
        }
        let lines = &mut self.head.lines;
        lines.reserve(name.line.len() + value.len() + 2);
        lines.extend_from_slice(&name.line);
        lines.extend_from_slice(value);
        lines.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Notes the fields the server finishes itself; true when the field is not to be written as it is.
    fn is_the_servers(&mut self, name: &[u8], value: &[u8]) -> Result<bool> {
        let head = &mut *self.head;
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"date") => head.has_date = true,
            6 if name.eq_ignore_ascii_case(b"server") => head.has_server = true,
            10 if name.eq_ignore_ascii_case(b"connection") => {
                head.take_options(value);
                return Ok(true);
            }
            14 if name.eq_ignore_ascii_case(b"content-length") => {
                let length = number(value).filter(|n| head.length.is_none_or(|known| known == *n));
                head.length = Some(length.ok_or_else(|| Error::invalid("Content-Length must be one decimal number"))?);
                return Ok(true);
            }
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                if !value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return Err(Error::invalid("Transfer-Encoding can only be chunked; the server does the framing"));
                }
                head.chunked = true;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }
}

impl Prepared {
    /// `close` and `keep-alive` are the server's to write; other options (`Upgrade`) are the program's.
    fn take_options(&mut self, value: &[u8]) {
        for option in value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
            if option.eq_ignore_ascii_case(b"close") {
                self.closes = true;
            } else if !option.is_empty() && !option.eq_ignore_ascii_case(b"keep-alive") {
                if !self.options.is_empty() {
                    self.options.extend_from_slice(b", ");
                }
                self.options.extend_from_slice(option);
            }
        }
    }
}

fn check_value(name: &[u8], value: &[u8]) -> Result<()> {
    if is_field_value(value) { Ok(()) } else { Err(bad_value(name)) }
}

#[cold]
fn bad_name(name: &[u8]) -> Error {
    let name = String::from_utf8_lossy(name);
    let rule = "must be a non-empty token: letters, digits and !#$%&'*+-.^_`|~";
    Error::invalid(format!("header name {name:?} {rule}"))
}

#[cold]
fn bad_value(name: &[u8]) -> Error {
    let name = String::from_utf8_lossy(name);
    Error::invalid(format!("the value of header {name:?} has a line end or another control character; remove it"))
}

/// Writes the name's letters in their case; false when it is no token.
fn write_case(name: &mut [u8], case: Case) -> bool {
    if case == Case::AsIs {
        return name.iter().fold(true, |valid, b| valid & is_token(*b));
    }
    let (mut valid, mut start) = (true, true);
    for byte in name {
        valid &= is_token(*byte);
        let case_bit = if byte.is_ascii_alphabetic() { 0x20 } else { 0 };
        *byte = if start { *byte & !case_bit } else { *byte | case_bit };
        start = *byte == b'-';
    }
    valid
}

/// tchar of RFC 9110 5.6.2.
pub(crate) fn is_token(byte: u8) -> bool {
    class::is(byte, class::TOKEN)
}

/// A decimal number without sign or blanks; `None` when it is none or does not fit.
pub(crate) fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// Appends a Content-Length line and the empty line.
fn write_length(length: u64, out: &mut Vec<u8>) {
    const NAME: &[u8] = b"Content-Length: ";
    const END: &[u8] = b"\r\n\r\n";
    const FIRST: usize = NAME.len() + 20;
    // Built from its end, so that it is appended in one piece.
    let mut line = [0; FIRST + END.len()];
    line[FIRST..].copy_from_slice(END);
    let start = put_number(length, &mut line[..FIRST]) - NAME.len();
    line[start..start + NAME.len()].copy_from_slice(NAME);
    out.extend_from_slice(&line[start..]);
}

/// Appends `n` in decimal.
pub(crate) fn write_number(n: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let start = put_number(n, &mut digits);
    out.extend_from_slice(&digits[start..]);
}

/// Puts `n` in decimal at the end of `room`, which has 20 bytes or more; returns where it starts.
#[inline]
fn put_number(mut n: u64, room: &mut [u8]) -> usize {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            return at;
        }
    }
}

/// Appends the line that opens a chunk of `n` bytes.
pub(crate) fn write_chunk_line(n: usize, out: &mut Vec<u8>) {
    use std::io::Write;
    // Writing to a Vec cannot fail.
    let _ = write!(out, "{n:x}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(fields: &[(&str, &str)], case: Case) -> Result<String> {
        let mut prepared = Prepared::default();
        prepared
            .write(200, None, |w| fields.iter().try_for_each(|(n, v)| w.field(n.as_bytes(), v.as_bytes(), case)))?;
        let mut out = Vec::new();
        let add = Additions { server: "s", frame: Frame::Length(13), closes: false, tell_keep: false };
        prepared.finish(&add, &mut out);
        let text = String::from_utf8(out).unwrap();
        let without_date: Vec<_> = text.split("\r\n").filter(|line| !line.starts_with("Date: ")).collect();
        Ok(without_date.join("|"))
    }

    #[test]
    fn heads_are_written_in_order_with_the_servers_fields_last() {
        assert_eq!(
            head(&[("content-TYPE", "text/plain"), ("x-a", "1"), ("x-a", "2")], Case::Capitalised).unwrap(),
            "HTTP/1.1 200 OK|Content-Type: text/plain|X-A: 1|X-A: 2|Server: s|Content-Length: 13||"
        );
        assert_eq!(
            head(&[("x-aB", ""), ("server", "mine"), ("content-length", "13")], Case::AsIs).unwrap(),
            "HTTP/1.1 200 OK|x-aB: |server: mine|Content-Length: 13||"
        );
        assert_eq!(
            head(&[("Connection", "upgrade, keep-alive"), ("Upgrade", "x")], Case::AsIs).unwrap(),
            "HTTP/1.1 200 OK|Upgrade: x|Server: s|Connection: upgrade|Content-Length: 13||"
        );
    }

    #[test]
    fn nothing_can_be_injected() {
        for (name, value) in [
            ("a", "b\r\nc: d"),
            ("a", "b\nc"),
            ("a", "b\rc"),
            ("a", "b\0c"),
            ("a", "b\u{7f}"),
            ("a\r\nb", "c"),
            ("a:b", "c"),
            ("a b", "c"),
            ("", "c"),
            ("content-length", "1, 2"),
            ("content-length", "-1"),
            ("transfer-encoding", "gzip"),
        ] {
            assert!(head(&[(name, value)], Case::Capitalised).is_err(), "{name:?}: {value:?}");
        }
        assert!(head(&[("a", "tab\tand \u{e9}")], Case::AsIs).is_ok());
        let mut prepared = Prepared::default();
        assert!(prepared.write(200, Some(b"OK\r\nX: y"), |_| Ok(())).is_err());
        assert!(prepared.write(101, None, |_| Ok(())).is_err());
    }

    #[test]
    fn controls_are_found_wherever_they_are() {
        for length in 0..40 {
            for at in 0..length {
                for byte in 0..=255u8 {
                    let mut value = vec![b'a'; length];
                    value[at] = byte;
                    let bad = byte != b'\t' && byte.is_ascii_control();
                    assert_eq!(check_value(b"x", &value).is_err(), bad, "{byte} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_decimal_and_bounded() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        for bad in ["", "18446744073709551616", "+1", "-1", " 1", "1 ", "0x1", "1_0"] {
            assert_eq!(number(bad.as_bytes()), None, "{bad:?}");
        }
        let mut out = Vec::new();
        write_number(0, &mut out);
        write_number(u64::MAX, &mut out);
        write_chunk_line(255, &mut out);
        assert_eq!(out, b"018446744073709551615ff\r\n");
    }
}
