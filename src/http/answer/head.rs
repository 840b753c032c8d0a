//! The head of an answer: prepared by the program in one piece, finished by the server with what it alone decides
//! (Server, Date, Connection, framing). Nothing that could end a line gets into it: `head/writer.rs` takes the fields.

mod writer;

use super::field::{Case, lines};
use super::number::put_number;
use super::{date, status};
use crate::error::{Error, Result};

pub use writer::HeadWriter;

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
        assert_eq!(
            head(&[("upgrade", "x"), ("Connection", "y, upgrade, close, Y")], Case::Capitalised).unwrap(),
            "HTTP/1.1 200 OK|Upgrade: x|Server: s|Connection: Upgrade, y|Content-Length: 13||"
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
}
