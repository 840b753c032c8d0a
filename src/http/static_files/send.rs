//! The answers for files: 200, 206, 304, 412, 416, and for what is none: 301, 404, 405.

use super::lookup::Opened;
use super::mime;
use super::range::{self, Wanted};
use super::validators::{Outcome, Validators};
use crate::error::Result;
use crate::http::Exchange;
use crate::http::answer::{Case, HeadWriter};
use crate::http::front::Intercept;
use std::cell::RefCell;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::SystemTime;

/// Up to this many bytes a file is read and leaves with its head in one send; more goes by sendfile(2).
const READ: u64 = 64 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Sends the file, or what the request's conditions make of it.
pub(super) fn file<'a>(exchange: &Exchange, opened: Opened, cache: impl Fn(&[u8]) -> Option<&'a str>) -> Intercept {
    let (head, size) = (exchange.head(), opened.metadata.len());
    let validators = Validators::new(&opened.metadata, opened.coding, exchange.received());
    let (status, part) = match validators.judge(head) {
        Outcome::Failed => (412, None),
        Outcome::NotModified => (304, None),
        Outcome::Send(ranges) => match head.get("range").filter(|_| ranges && !head.is_head()) {
            None => (200, Some((0, size))),
            Some(value) => match range::wanted(value, size) {
                Wanted::Whole => (200, Some((0, size))),
                Wanted::Part(offset, length) => (206, Some((offset, length))),
                Wanted::Nothing => (416, None),
            },
        },
    };
    let prepared = exchange.respond(status, None, |w| {
        let mut field = |name: &[u8], value: &[u8]| w.field(name, value, Case::AsIs);
        match (status, part) {
            (206, Some((from, length))) => {
                field(b"Content-Range", format!("bytes {from}-{}/{size}", from + length - 1).as_bytes())?;
            }
            (416, _) => field(b"Content-Range", format!("bytes */{size}").as_bytes())?,
            _ => {}
        }
        if part.is_some() {
            field(b"Content-Type", mime::of(opened.path.to_bytes()).as_bytes())?;
            field(b"Accept-Ranges", b"bytes")?;
            if let Some(coding) = opened.coding {
                field(b"Content-Encoding", coding.name().as_bytes())?;
            }
        }
        describe(w, &validators, cache(opened.path.to_bytes()), opened.varies)
    });
    let sent = prepared.and_then(|()| match part {
        Some((offset, length)) => body(exchange, opened.file, offset, length),
        None => exchange.end(b""),
    });
    answered(exchange, sent)
}

/// What every answer about the file has, also a 304 (RFC 9110 15.4.5).
fn describe(w: &mut HeadWriter<'_>, validators: &Validators, cache: Option<&str>, varies: bool) -> Result<()> {
    let mut field = |name: &[u8], value: &[u8]| w.field(name, value, Case::AsIs);
    field(b"ETag", validators.etag.as_bytes())?;
    field(b"Last-Modified", date(validators.modified).as_bytes())?;
    if let Some(cache) = cache {
        field(b"Cache-Control", cache.as_bytes())?;
    }
    if varies { field(b"Vary", b"Accept-Encoding") } else { Ok(()) }
}

fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}

fn body(exchange: &Exchange, file: File, offset: u64, length: u64) -> Result<()> {
    if length > READ || exchange.head().is_head() {
        return exchange.send_file(file, offset, Some(length));
    }
    BUFFER.with_borrow_mut(|buffer| {
        buffer.resize(length as usize, 0);
        match file.read_exact_at(buffer, offset) {
            Ok(()) => exchange.end(buffer),
            // Shorter than it just was, or unreadable: what sendfile would find, too.
            Err(_) => exchange.send_file(file, offset, Some(length)),
        }
    })
}

/// The path with a slash at its end. It begins with one slash: a path with two is no place.
pub(super) fn redirect(exchange: &Exchange) -> Intercept {
    let (path, query) = (exchange.head().path(), exchange.head().query());
    let mark: &[u8] = if query.is_some() { b"?" } else { b"" };
    let location = [path, b"/", mark, query.unwrap_or_default()].concat();
    plain(exchange, 301, Some((b"Location", &location)))
}

/// 404
pub(super) fn not_found(exchange: &Exchange) -> Intercept {
    plain(exchange, 404, None)
}

/// 405: files are read.
pub(super) fn not_allowed(exchange: &Exchange) -> Intercept {
    plain(exchange, 405, Some((b"Allow", b"GET, HEAD")))
}

fn plain(exchange: &Exchange, status: u16, field: Option<(&[u8], &[u8])>) -> Intercept {
    let prepared = exchange.respond(status, None, |w| {
        if let Some((name, value)) = field {
            w.field(name, value, Case::AsIs)?;
        }
        w.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs)
    });
    let text = format!("{status} {}\n", crate::http::answer::reason(status));
    answered(exchange, prepared.and_then(|()| exchange.end(text.as_bytes())))
}

/// An answer that could not be made (the file became shorter meanwhile) is 500; a client that left needs none.
fn answered(exchange: &Exchange, result: Result<()>) -> Intercept {
    if result.is_err() {
        exchange.abandon();
    }
    Intercept::Answered
}
