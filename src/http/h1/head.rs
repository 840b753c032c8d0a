//! Request heads: parsing a buffer into a reusable [`Head`], and reading it. The syntax is read by `scan`; what its
//! parts mean is decided here and in `framing` and `target`, each rule with its section. No socket, no allocation when
//! a head is reused.
//!
//! It must never be laxer than hyper: a head hyper refuses is refused here.

use super::framing::{Fields, Framing};
use super::scan::{self, Fault, Line, Pause, Span};
use super::target;
use crate::http::{Limits, Reject};
use bytes::{Buf, BytesMut};

/// The request's HTTP version; others are refused with 505.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// HTTP/1.0.
    Http10,
    /// HTTP/1.1.
    #[default]
    Http11,
    /// HTTP/2.
    Http2,
}

/// Memory for a head's bytes that is kept from request to request.
const KEEP: usize = 8 * 1024;

/// A request head: its bytes as received and where things are in them.
#[derive(Debug, Default)]
pub struct Head {
    bytes: Vec<u8>,
    method: Span,
    target: Span,
    version: Version,
    /// Where the header block starts.
    block: usize,
    /// Places in the block, as `host`.
    fields: Vec<(Span, Span)>,
    host: Span,
    framing: Framing,
    keep_alive: bool,
    expects_continue: bool,
    /// Whether all of the above is of one request.
    whole: bool,
    scanned: usize,
}

impl Head {
    /// Takes one head from the front of `input`. `Ok(false)`: it is not complete; call again with the same `input` when
    /// more has arrived. `Ok(true)`: it is in `self` and gone from `input`. After an error `input` is unchanged.
    pub fn parse(&mut self, input: &mut BytesMut, limits: &Limits) -> Result<bool, Reject> {
        if self.scanned > 0 && !self.may_be_complete(input) {
            return self.incomplete(input, limits);
        }
        match self.read(input, limits) {
            Ok(length) => {
                self.scanned = 0;
                // The usual case, in which the buffer is used from its start again.
                if length == input.len() {
                    input.clear()
                } else {
                    input.advance(length)
                }
                Ok(true)
            }
            Err(Refused::Partial) => self.incomplete(input, limits),
            Err(Refused::Syntax(fault)) => Err(refusal(fault, input, limits)),
            Err(Refused::Meaning(reject)) => Err(reject),
        }
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
        let block = &self.bytes[self.block..];
        self.fields.iter().map(move |(name, value)| (&block[name.range()], &block[value.range()]))
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

    /// The host the request is for: the target's in absolute form (RFC 9112 3.2.2), otherwise the Host field's value.
    pub fn host(&self) -> Option<&[u8]> {
        target::authority(self.target()).or_else(|| self.get("host"))
    }

    /// Whether the method is HEAD, whose answer has no body.
    pub fn is_head(&self) -> bool {
        self.method() == b"HEAD"
    }
}

/// Parsing.
impl Head {
    /// Reads the head at the front of `input`; its length.
    #[inline]
    fn read(&mut self, input: &[u8], limits: &Limits) -> Result<usize, Refused> {
        let line = scan::line(input)?;
        if line.end - 2 - line.method.start as usize > limits.request_line {
            return Err(LINE_TOO_LONG.into());
        }
        let rest = &input[line.end..];
        let length = if self.has_block(line.version, rest) {
            self.bytes.len() - self.block
        } else {
            self.read_block(line.version, rest, limits)?
        };
        if !line.plain || input[line.method.range()] == *b"CONNECT" {
            target::check(&input[line.method.range()], &input[line.target.range()])?;
        }
        self.take(&line, &input[..line.end + length]);
        Ok(line.end + length)
    }

    /// Whether `rest` starts with the same header block as the last request of this version: most clients send one
    /// again and again, and what it means was found out then.
    #[inline]
    fn has_block(&self, version: Version, rest: &[u8]) -> bool {
        let has = self.whole && version == self.version && rest.starts_with(&self.bytes[self.block..]);
        debug_assert!(!has || scan::block(rest, &mut Vec::new()).ok() == Some(self.bytes.len() - self.block));
        has
    }

    /// Reads the header block at the front of `rest`; its length. The last head is still in `self.bytes`.
    fn read_block(&mut self, version: Version, rest: &[u8], limits: &Limits) -> Result<usize, Refused> {
        self.whole = false;
        let length = scan::block(rest, &mut self.fields)?;
        if length - 2 > limits.header_block || self.fields.len() > limits.header_fields {
            return Err(BLOCK_TOO_LARGE.into());
        }
        let mut seen =
            Fields::new(self.bytes.get(self.block..).and_then(|b| b.get(self.host.range())).unwrap_or_default());
        let mut host = Span::default();
        for (name, value) in &self.fields {
            if seen.see(&rest[name.range()], &rest[value.range()])? {
                host = *value;
            }
        }
        let decided = seen.decide(version)?;
        self.host = host;
        self.framing = decided.framing;
        self.keep_alive = decided.keep_alive;
        self.expects_continue = decided.expects_continue;
        Ok(length)
    }

    #[inline]
    fn take(&mut self, line: &Line, bytes: &[u8]) {
        (self.version, self.method, self.target, self.block) = (line.version, line.method, line.target, line.end);
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes);
        self.whole = true;
        if self.bytes.capacity() > KEEP {
            // One client that sent one huge head must not keep its memory.
            self.bytes.shrink_to_fit();
        }
    }

    /// Takes over a request that came in HTTP/2's framing: method, target and fields as `parse` would have found them.
    pub(in crate::http) fn fill_http2<'a>(
        &mut self,
        (method, target): (&[u8], &[u8]),
        host: Option<&'a [u8]>,
        fields: impl Iterator<Item = (&'a [u8], &'a [u8])>,
        framing: Framing,
    ) -> Result<(), Reject> {
        (self.whole, self.version, self.framing) = (false, Version::Http2, framing);
        (self.keep_alive, self.expects_continue) = (true, false);
        target::check(method, target)?;
        // A connection's requests usually all have the same.
        let is_known = |host: &[u8]| self.fields().next().is_some_and(|field| field == (b"host", host));
        if host.is_some_and(|host| !is_known(host) && !target::is_host(host)) {
            return Err(Reject::bad("the authority is not host[:port] (RFC 9110 4.2)"));
        }
        self.bytes.clear();
        self.fields.clear();
        self.method = append(&mut self.bytes, 0, method);
        self.target = append(&mut self.bytes, 0, target);
        self.block = self.bytes.len();
        let host = host.map(|value| (&b"host"[..], value));
        for (name, value) in host.into_iter().chain(fields) {
            let name = append(&mut self.bytes, self.block, name);
            let value = append(&mut self.bytes, self.block, value);
            self.fields.push((name, value));
        }
        if self.bytes.capacity() > KEEP {
            self.bytes.shrink_to_fit();
        }
        Ok(())
    }

    /// Whether what arrived since the last look can end a head. Saves parsing from the start for every few bytes.
    fn may_be_complete(&self, input: &[u8]) -> bool {
        let new = &input[self.scanned.saturating_sub(3).min(input.len())..];
        new.windows(2).any(|w| w == b"\n\n") || new.windows(3).any(|w| w == b"\n\r\n")
    }

    fn incomplete(&mut self, input: &[u8], limits: &Limits) -> Result<bool, Reject> {
        self.scanned = input.len();
        let start = input.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(input.len());
        bare_lf_before(&input[..start])?;
        let line = &input[start..];
        let front = &line[..line.len().min(limits.request_line + 2)];
        if start > limits.request_line || (front.len() > limits.request_line + 1 && !front.contains(&b'\n')) {
            return Err(LINE_TOO_LONG);
        }
        if line.len() > limits.request_line + limits.header_block + 4 {
            return Err(BLOCK_TOO_LARGE);
        }
        Ok(false)
    }
}

/// Appends `part`; its place, counted from `start`.
fn append(bytes: &mut Vec<u8>, start: usize, part: &[u8]) -> Span {
    let at = bytes.len() - start;
    bytes.extend_from_slice(part);
    Span { start: at as u32, end: (at + part.len()) as u32 }
}

/// Why a head was not read.
enum Refused {
    Partial,
    Syntax(Fault),
    Meaning(Reject),
}

impl From<Pause> for Refused {
    fn from(pause: Pause) -> Refused {
        match pause {
            Pause::Partial => Refused::Partial,
            Pause::Bad(fault) => Refused::Syntax(fault),
        }
    }
}

impl From<Reject> for Refused {
    fn from(reject: Reject) -> Refused {
        Refused::Meaning(reject)
    }
}

const LINE_TOO_LONG: Reject = Reject::new(414, "the request line is too long (RFC 9112 3)");
const BLOCK_TOO_LARGE: Reject = Reject::new(431, "the header fields are too many or too large (RFC 6585 5)");
const BARE_LF: Reject = Reject::bad("a line ends with LF alone (RFC 9112 2.2)");

/// Empty lines before a request are skipped (RFC 9112 2.2), as long as they end with CRLF.
fn bare_lf_before(front: &[u8]) -> Result<(), Reject> {
    let pairs = front.chunks(2).all(|pair| pair == b"\r\n" || pair == b"\r");
    if pairs { Ok(()) } else { Err(BARE_LF) }
}

/// What a syntax error is answered with.
fn refusal(fault: Fault, input: &[u8], limits: &Limits) -> Reject {
    let line = input.split(|b| *b == b'\n').find(|line| !matches!(*line, b"" | b"\r")).unwrap_or_default();
    if line.len() > limits.request_line + 1 {
        return LINE_TOO_LONG;
    }
    match fault {
        Fault::LineEnd => BARE_LF,
        Fault::TooMany => BLOCK_TOO_LARGE,
        Fault::Version if names_a_version(line) => {
            Reject::new(505, "only HTTP/1.0 and HTTP/1.1 are spoken (RFC 9110 15.6.6)")
        }
        Fault::Version => Reject::bad("the request line does not end with an HTTP version (RFC 9112 2.3)"),
        Fault::Name => Reject::bad("a field name is no token: blank before the colon, folded line (RFC 9112 5)"),
        Fault::Value => Reject::bad("a field value has a control character (RFC 9110 5.5)"),
        Fault::Token => Reject::bad("the request line is not method, target and version (RFC 9112 3)"),
    }
}

/// Whether the line ends with the name of a version that is not spoken.
fn names_a_version(line: &[u8]) -> bool {
    let version = line.trim_ascii_end().rsplit(|b| *b == b' ').next().unwrap_or_default();
    let Some([major, b'.', minor]) = version.strip_prefix(b"HTTP/") else { return false };
    major.is_ascii_digit() && minor.is_ascii_digit() && !matches!((major, minor), (b'1', b'0' | b'1'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Head, u16> {
        let mut head = Head::default();
        let mut input = BytesMut::from(text);
        match head.parse(&mut input, &Limits::default()) {
            Ok(true) => Ok(head),
            Ok(false) => Err(0),
            Err(reject) => Err(reject.status),
        }
    }

    fn status(text: &str) -> u16 {
        parse(text).map_or_else(|status| status, |_| 200)
    }

    #[test]
    fn a_head_is_read_in_order() {
        let head = parse("GET /a?b=c HTTP/1.1\r\nhost: x\r\nX-A:  1 \r\nx-a:\t2\r\nEmpty:\r\n\r\n").unwrap();
        assert_eq!((head.method(), head.target(), head.path()), (&b"GET"[..], &b"/a?b=c"[..], &b"/a"[..]));
        assert_eq!(head.query(), Some(&b"b=c"[..]));
        assert_eq!(head.get("HOST"), Some(&b"x"[..]));
        assert_eq!(head.all("X-a").collect::<Vec<_>>(), [b"1", b"2"]);
        assert_eq!(head.get("empty"), Some(&b""[..]));
        let names: Vec<_> = head.fields().map(|(name, _)| name).collect();
        assert_eq!(names, [&b"host"[..], b"X-A", b"x-a", b"Empty"]);
        assert!(head.keep_alive() && !head.expects_continue() && head.version() == Version::Http11);
    }

    #[test]
    fn a_head_that_comes_byte_by_byte_is_taken_when_it_is_whole() {
        let text = b"\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        let (mut head, mut input, mut at) = (Head::default(), BytesMut::new(), None);
        for (i, byte) in text.iter().enumerate() {
            input.extend_from_slice(&[*byte]);
            if head.parse(&mut input, &Limits::default()).unwrap() {
                at = Some(i);
                break;
            }
        }
        assert_eq!(at, Some(text.len() - 4));
        assert_eq!((head.method(), head.framing()), (&b"POST"[..], Framing::Length(3)));
        assert!(input.is_empty());
    }

    #[test]
    fn a_header_block_that_comes_again_means_the_same() {
        let mut head = Head::default();
        let mut input = BytesMut::new();
        let mut next = |line: &str, block: &str| {
            input.extend_from_slice(format!("{line}\r\n{block}\r\n\r\n").as_bytes());
            head.parse(&mut input, &Limits::default()).map_err(|reject| reject.status)?;
            let fields: Vec<_> = head.fields().map(|(n, v)| [n, b"=", v].concat()).collect();
            let target = String::from_utf8_lossy(head.target()).into_owned();
            Ok((target, fields.concat(), head.framing(), head.keep_alive()))
        };
        let (block, fields) = ("Host: x\r\nA: b\r\nContent-Length: 0", &b"Host=xA=bContent-Length=0"[..]);
        let expected = |target: &str, keeps| Ok((target.to_string(), fields.to_vec(), Framing::None, keeps));
        assert_eq!(next("GET /a HTTP/1.1", block), expected("/a", true));
        assert_eq!(next("POST /longer?q HTTP/1.1", block), expected("/longer?q", true));
        assert_eq!(next("GET / HTTP/1.0", block), expected("/", false));
        assert_eq!(next("GET / HTTP/1.1", block), expected("/", true));
        let more = next("GET / HTTP/1.1", "Host: x\r\nA: b\r\nContent-Length: 07");
        assert_eq!(more.map(|(_, _, framing, _)| framing), Ok(Framing::Length(7)));
        assert_eq!(next("GET / HTTP/1.0", "A: b").map(|(_, fields, ..)| fields), Ok(b"A=b".to_vec()));
        assert_eq!(next("GET / HTTP/1.1", "A: b"), Err(400));
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let with = |fields: &str| status(&format!("GET / HTTP/1.1\r\nHost: x\r\n{fields}\r\n"));
        assert_eq!(with(""), 200);
        assert_eq!(with("a: b\n"), 400);
        assert_eq!(status("GET / HTTP/1.1\nHost: x\r\n\r\n"), 400);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: x\n\r\n"), 400);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: x\r\n\n"), 400);
        assert_eq!(status("\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
        assert_eq!(with("a: b\r\n c\r\n"), 400);
        assert_eq!(with("a : b\r\n"), 400);
        assert_eq!(with(" a: b\r\n"), 400);
        assert_eq!(with("a: b\rc\r\n"), 400);
        assert_eq!(with("a: \0\r\n"), 400);
        assert_eq!(with("a\r\n"), 400);
        assert_eq!(status("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
        assert_eq!(status("GET /\r\n\r\n"), 400);
        assert_eq!(status("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
        assert_eq!(status("GET / HTTP/1.2\r\nHost: x\r\n\r\n"), 505);
        assert_eq!(status("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
        assert_eq!(status("GET / HTTX/1.1\r\nHost: x\r\n\r\n"), 400);
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), 400);
        assert_eq!(status("GET / HTTP/1.0\r\n\r\n"), 200);
        assert_eq!(with("Host: x\r\n"), 400);
        assert_eq!(with("Expect: x\r\n"), 417);
    }

    #[test]
    fn framing_is_never_in_doubt() {
        let framing =
            |fields: &str| parse(&format!("POST / HTTP/1.1\r\nHost: x\r\n{fields}\r\n\r\n")).map(|head| head.framing());
        assert_eq!(framing("Content-Length: 0"), Ok(Framing::None));
        assert_eq!(framing("Content-Length: 00012"), Ok(Framing::Length(12)));
        assert_eq!(framing("Transfer-Encoding: Chunked"), Ok(Framing::Chunked));
        for bad in ["", "+1", "1,1", "1 1", "-1", "0x1", "99999999999999999999", "1\r\nContent-Length: 1"] {
            assert_eq!(framing(&format!("Content-Length: {bad}")), Err(400), "{bad}");
        }
        for (coding, status) in [
            ("chunked\r\nContent-Length: 3", 400),
            ("chunked, chunked", 400),
            ("chunked\r\nTransfer-Encoding: chunked", 400),
            ("chunked, gzip", 400),
            ("gzip, chunked", 501),
            ("gzip", 501),
            ("identity", 501),
            ("chunked;a=b", 501),
            ("", 501),
        ] {
            assert_eq!(framing(&format!("Transfer-Encoding: {coding}")), Err(status), "{coding}");
        }
        assert_eq!(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    }

    #[test]
    fn persistence_follows_version_and_connection() {
        let keeps = |version: &str, options: &str| {
            parse(&format!("GET / HTTP/{version}\r\nHost: x\r\n{options}\r\n")).unwrap().keep_alive()
        };
        assert!(keeps("1.1", "") && !keeps("1.0", ""));
        assert!(keeps("1.0", "Connection: x, Keep-Alive\r\n"));
        assert!(!keeps("1.1", "Connection: keep-alive\r\nConnection: CLOSE\r\n"));
    }

    #[test]
    fn long_heads_are_refused_as_soon_as_they_are_too_long() {
        assert_eq!(status(&format!("GET /{}", "a".repeat(8 * 1024))), 414);
        assert_eq!(status(&format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(8 * 1024))), 414);
        let line = format!("GET /{} HTTP/1.1", "a".repeat(8 * 1024 - 14));
        assert_eq!((line.len(), status(&format!("{line}\r\nHost: x\r\n\r\n"))), (8 * 1024, 200));
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: x\r\na: {}", "b".repeat(73 * 1024))), 431);
        let many = |n: usize| status(&format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "a: b\r\n".repeat(n)));
        assert_eq!((many(99), many(100)), (200, 431));
        assert_eq!(status(&"\r\n".repeat(5000)), 414);
    }
}
