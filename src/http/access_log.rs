//! One line for each request, in the common, combined or JSON format. Lines are gathered in the worker and written by the
//! blocking pool, one write at a time: no request waits for the disk or for whoever reads a pipe. When the reader falls
//! behind by more than `MOST`, lines are dropped and counted.
//!
//! No secrets: the query, cookies and Authorization are never written, a referrer's query neither.

use super::h1::head::{Head, Version};
use crate::log::{self, Level};
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Gathered lines are written from here on without waiting for [`AccessLog::flush`] (bytes).
const ENOUGH: usize = 32 * 1024;
/// Lines nobody takes are kept up to this (bytes).
const MOST: usize = 4 * 1024 * 1024;
/// What goes into a pipe in one piece whoever else writes to it: PIPE_BUF of pipe(7) (bytes).
const PIPE: usize = 4096;

/// How a line reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// NCSA's: `host - - [time] "request" status bytes`.
    #[default]
    Common,
    /// The same with referrer and user agent.
    Combined,
    /// An object.
    Json,
}

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "common" => Some(Format::Common),
            "combined" => Some(Format::Combined),
            "json" => Some(Format::Json),
            _ => None,
        }
    }
}

/// A request that is over.
pub(super) struct Entry<'a> {
    /// `None` when it could not be read.
    pub(super) head: Option<&'a Head>,
    pub(super) peer: SocketAddr,
    /// The answer's status; 499 when the client left before there was one.
    pub(super) status: u16,
    /// Bytes of the answer's body.
    pub(super) bytes: u64,
    /// Since the head had arrived.
    pub(super) took: Duration,
}

/// A worker's end of the log.
#[derive(Debug, Clone)]
pub struct AccessLog {
    file: Arc<File>,
    format: Format,
    state: Rc<State>,
}

#[derive(Debug, Default)]
struct State {
    lines: RefCell<Vec<u8>>,
    writing: Cell<bool>,
    dropped: Cell<u64>,
}

impl AccessLog {
    /// A log into `file`, which several workers may share (it must be open for appending, or a pipe).
    pub fn new(file: Arc<File>, format: Format) -> AccessLog {
        AccessLog { file, format, state: Rc::default() }
    }

    /// Appends a line.
    pub(super) fn write(&self, entry: &Entry<'_>, client: IpAddr) {
        let mut lines = self.state.lines.borrow_mut();
        if lines.len() > MOST {
            self.state.dropped.set(self.state.dropped.get() + 1);
            return;
        }
        match self.format {
            Format::Json => write_json(entry, client, SystemTime::now(), &mut lines),
            format => write_common(entry, client, SystemTime::now(), format == Format::Combined, &mut lines),
        }
        let enough = lines.len() >= ENOUGH;
        drop(lines);
        if enough {
            self.flush();
        }
    }

    /// Has what was gathered written, unless a write is under way. Inside a tokio runtime with local tasks.
    pub fn flush(&self) {
        if self.state.writing.get() || self.state.lines.borrow().is_empty() {
            return;
        }
        let lines = std::mem::take(&mut *self.state.lines.borrow_mut());
        let (this, file) = (self.clone(), self.file.clone());
        self.state.writing.set(true);
        tokio::task::spawn_local(async move {
            let written = tokio::task::spawn_blocking(move || write_lines(&file, &lines)).await;
            this.state.writing.set(false);
            if let Ok(Err(error)) = written {
                log::write(Level::Warning, &format!("lines of the access log were lost: {error}"));
            }
            this.tell_dropped();
        });
    }

    fn tell_dropped(&self) {
        let dropped = self.state.dropped.replace(0);
        if dropped > 0 {
            log::write(
                Level::Warning,
                &format!("{dropped} lines of the access log were lost: nobody took them in time"),
            );
        }
    }

    /// Writes what is left, at the worker's end; waits for the write that is under way.
    pub async fn finish(&self) {
        while self.state.writing.get() || !self.state.lines.borrow().is_empty() {
            self.flush();
            crate::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// Writes whole lines. What is no regular file gets them in pieces that are not torn apart.
fn write_lines(file: &File, lines: &[u8]) -> io::Result<()> {
    let mut file = file;
    if file.metadata()?.is_file() {
        return file.write_all(lines);
    }
    let mut rest = lines;
    while !rest.is_empty() {
        let front = &rest[..rest.len().min(PIPE)];
        let end = front.iter().rposition(|b| *b == b'\n').map_or(front.len(), |at| at + 1);
        file.write_all(&rest[..end])?;
        rest = &rest[end..];
    }
    Ok(())
}

/// The path without the query, which may hold what only the two sides should know.
fn path(head: &Head) -> &[u8] {
    head.target().split(|b| *b == b'?').next().unwrap_or_default()
}

fn protocol(head: &Head) -> &'static str {
    match head.version() {
        Version::Http10 => "HTTP/1.0",
        Version::Http11 => "HTTP/1.1",
        Version::Http2 => "HTTP/2.0",
    }
}

fn referrer(head: &Head) -> Option<&[u8]> {
    head.get("referer").map(|value| value.split(|b| matches!(b, b'?' | b'#')).next().unwrap_or_default())
}

fn write_common(entry: &Entry<'_>, client: IpAddr, now: SystemTime, combined: bool, out: &mut Vec<u8>) {
    let mut line = format!("{client} - - [{}] \"", clf_time(now));
    match entry.head {
        Some(head) => {
            quote(head.method(), &mut line);
            line.push(' ');
            quote(path(head), &mut line);
            let _ = write!(line, " {}", protocol(head));
        }
        None => line.push('-'),
    }
    let _ = write!(line, "\" {} {}", entry.status, entry.bytes);
    if combined {
        for field in [entry.head.and_then(referrer), entry.head.and_then(|h| h.get("user-agent"))] {
            line.push_str(" \"");
            quote(field.unwrap_or(b"-"), &mut line);
            line.push('"');
        }
    }
    line.push('\n');
    out.extend_from_slice(line.as_bytes());
}

/// What a client sent, so that it cannot end the field or the line: `\xHH` for all but plain characters.
fn quote(text: &[u8], line: &mut String) {
    for byte in text {
        match byte {
            b'"' | b'\\' => line.extend(['\\', char::from(*byte)]),
            0x20..0x7f => line.push(char::from(*byte)),
            _ => {
                let _ = write!(line, "\\x{byte:02x}");
            }
        }
    }
}

/// `21/Nov/2026:02:28:27 +0000`
fn clf_time(now: SystemTime) -> String {
    let date = httpdate::fmt_http_date(now); // Sat, 21 Nov 2026 02:28:27 GMT
    format!("{}/{}/{}:{} +0000", &date[5..7], &date[8..11], &date[12..16], &date[17..25])
}

fn write_json(entry: &Entry<'_>, client: IpAddr, now: SystemTime, out: &mut Vec<u8>) {
    let mut line = format!("{{\"time\":\"{}\",\"remote_addr\":\"{client}\"", log::rfc3339(now));
    if let Some(head) = entry.head {
        let fields = [
            ("method", Some(head.method())),
            ("path", Some(path(head))),
            ("protocol", Some(protocol(head).as_bytes())),
            ("host", head.host()),
            ("referer", referrer(head)),
            ("user_agent", head.get("user-agent")),
        ];
        for (name, value) in fields {
            let Some(value) = value else { continue };
            let _ = write!(line, ",\"{name}\":\"");
            escape(&String::from_utf8_lossy(value), &mut line);
            line.push('"');
        }
    }
    let (status, bytes, took) = (entry.status, entry.bytes, entry.took.as_secs_f64());
    let _ = writeln!(line, ",\"status\":{status},\"bytes\":{bytes},\"duration\":{took:.6}}}");
    out.extend_from_slice(line.as_bytes());
}

/// RFC 8259 7.
fn escape(text: &str, line: &mut String) {
    for character in text.chars() {
        match character {
            '"' | '\\' => line.extend(['\\', character]),
            '\u{0}'..'\u{20}' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(line, "\\u{:04x}", u32::from(character));
            }
            _ => line.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Limits;
    use bytes::BytesMut;

    fn line(format: Format, text: &[u8]) -> String {
        let mut head = Head::default();
        assert!(head.parse(&mut BytesMut::from(text), &Limits::default()).unwrap());
        let entry = Entry {
            head: Some(&head),
            peer: "127.0.0.1:9".parse().unwrap(),
            status: 200,
            bytes: 12,
            took: Duration::from_micros(1500),
        };
        let (mut out, now) = (Vec::new(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_228_107));
        let client = "1.2.3.4".parse().unwrap();
        match format {
            Format::Json => write_json(&entry, client, now, &mut out),
            other => write_common(&entry, client, now, other == Format::Combined, &mut out),
        }
        String::from_utf8(out).unwrap()
    }

    const REQUEST: &[u8] = b"GET /a%20b?token=secret HTTP/1.1\r\nHost: h\r\nUser-Agent: a\"b\\\xff\t\r\n\
        Referer: http://x/y?password=secret#secret\r\nCookie: secret\r\nAuthorization: Basic secret\r\n\r\n";

    #[test]
    fn formats_are_as_known() {
        let request = "1.2.3.4 - - [21/Nov/2026:02:28:27 +0000] \"GET /a%20b HTTP/1.1\" 200 12";
        assert_eq!(line(Format::Common, REQUEST), format!("{request}\n"));
        assert_eq!(line(Format::Combined, REQUEST), format!("{request} \"http://x/y\" \"a\\\"b\\\\\\xff\"\n"));
        assert_eq!(
            line(Format::Json, REQUEST),
            "{\"time\":\"2026-11-21T02:28:27.000Z\",\"remote_addr\":\"1.2.3.4\",\"method\":\"GET\",\"path\":\"/a%20b\",\
             \"protocol\":\"HTTP/1.1\",\"host\":\"h\",\"referer\":\"http://x/y\",\"user_agent\":\"a\\\"b\\\\\u{fffd}\",\
             \"status\":200,\"bytes\":12,\"duration\":0.001500}\n"
        );
    }

    #[test]
    fn no_secret_gets_in() {
        for format in [Format::Common, Format::Combined, Format::Json] {
            assert!(!line(format, REQUEST).contains("secret"));
        }
    }

    #[test]
    fn pieces_for_pipes_end_with_lines() {
        use std::io::Read;
        let (mut reader, writer) = std::io::pipe().unwrap();
        let lines: Vec<u8> = (0..500).flat_map(|n| format!("line {n} {}\n", "x".repeat(n % 90)).into_bytes()).collect();
        write_lines(&File::from(std::os::fd::OwnedFd::from(writer)), &lines).unwrap();
        let mut read = Vec::new();
        reader.read_to_end(&mut read).unwrap();
        assert_eq!(read, lines);
    }
}
