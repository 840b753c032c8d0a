//! Heads and trailers of answers in h2's terms. They were checked when the program wrote them.

use crate::http::answer::{Additions, Frame, Prepared, date, lines};
use http::header::{CONTENT_LENGTH, DATE, HeaderMap, HeaderName, HeaderValue, SERVER};
use http::{Response, StatusCode};
use std::cell::RefCell;

/// Fields about the connection, which is h2's here; an answer with one of them it would not send at all.
const OF_THE_CONNECTION: [&str; 4] = ["upgrade", "keep-alive", "proxy-connection", "te"];
/// Room for the fields of a usual answer.
const FIELDS: usize = 6;
const NAMES_KNOWN: usize = 32;

type KnownName = (Box<[u8]>, Option<HeaderName>);

thread_local! {
    static NAMES: RefCell<[Option<KnownName>; NAMES_KNOWN]> = const { RefCell::new([const { None }; NAMES_KNOWN]) };
    static LAST: RefCell<Last> = const { RefCell::new(Last::NONE) };
    static NOW: RefCell<(u64, HeaderValue)> = const { RefCell::new((0, HeaderValue::from_static(""))) };
}

/// The head of a final answer with what the server adds. Fields about the connection do not exist here (RFC 9113 8.2.2).
pub(in crate::http) fn head(prepared: &Prepared, add: &Additions<'_>) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(prepared.status()).unwrap_or_default();
    *response.headers_mut() = LAST.with_borrow_mut(|last| last.fields(prepared, add));
    response
}

/// The fields of the last final head, for a program whose answers have the same ones again and again: a copy costs less
/// than making them. They are kept when they have come a second time.
struct Last {
    written: Vec<u8>,
    server: String,
    second: u64,
    frame: Frame,
    fields: Option<HeaderMap>,
}

impl Last {
    const NONE: Last = Last { written: Vec::new(), server: String::new(), second: 0, frame: Frame::None, fields: None };

    fn fields(&mut self, prepared: &Prepared, add: &Additions<'_>) -> HeaderMap {
        let second = crate::sys::clock::coarse_seconds();
        let same = self.second == second && self.written == prepared.written() && self.server == add.server;
        if same && let Some(known) = &self.fields {
            let mut fields = known.clone();
            if self.frame != add.frame {
                set_length(&mut fields, add.frame);
            }
            return fields;
        }
        let fields = make(prepared, add);
        if same {
            (self.frame, self.fields) = (add.frame, Some(fields.clone()));
        } else {
            self.fields = None;
            self.second = second;
            self.written.clear();
            self.written.extend_from_slice(prepared.written());
            self.server.clear();
            self.server.push_str(add.server);
        }
        fields
    }
}

fn make(prepared: &Prepared, add: &Additions<'_>) -> HeaderMap {
    let mut fields = HeaderMap::with_capacity(FIELDS);
    append(&mut fields, prepared.fields());
    if !prepared.has_server()
        && !add.server.is_empty()
        && let Ok(server) = HeaderValue::from_str(add.server)
    {
        fields.insert(SERVER, server);
    }
    if !prepared.has_date() {
        fields.insert(DATE, now());
    }
    set_length(&mut fields, add.frame);
    fields
}

fn set_length(fields: &mut HeaderMap, frame: Frame) {
    match frame {
        Frame::Length(length) => drop(fields.insert(CONTENT_LENGTH, length.into())),
        _ => drop(fields.remove(CONTENT_LENGTH)),
    }
}

/// The head of an interim answer.
pub(in crate::http) fn interim(prepared: &Prepared) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(prepared.status()).unwrap_or(StatusCode::CONTINUE);
    append(response.headers_mut(), prepared.fields());
    response
}

/// Trailer fields.
pub(in crate::http) fn trailers(text: &[u8]) -> HeaderMap {
    let mut fields = HeaderMap::new();
    append(&mut fields, lines(text));
    fields
}

fn append<'a>(to: &mut HeaderMap, fields: impl Iterator<Item = (&'a [u8], &'a [u8])>) {
    for (name, value) in fields {
        if let (Some(name), Ok(value)) = (known_name(name), HeaderValue::from_bytes(value)) {
            to.append(name, value);
        }
    }
}

/// A name as h2 has names; `None` for one that belongs to a connection. The last of each length is remembered: programs
/// send the same ones again and again.
fn known_name(name: &[u8]) -> Option<HeaderName> {
    NAMES.with_borrow_mut(|names| {
        let place = &mut names[name.len() % NAMES_KNOWN];
        if let Some((known, read)) = place
            && **known == *name
        {
            return read.clone();
        }
        let read = HeaderName::from_bytes(name).ok().filter(|name| !OF_THE_CONNECTION.contains(&name.as_str()));
        *place = Some((name.into(), read.clone()));
        read
    })
}

/// The Date field's value, made once a second.
fn now() -> HeaderValue {
    let second = crate::sys::clock::coarse_seconds();
    NOW.with_borrow_mut(|(known, value)| {
        if *known != second {
            *known = second;
            *value = HeaderValue::from_bytes(date::value().as_slice()).unwrap_or(HeaderValue::from_static(""));
        }
        value.clone()
    })
}
