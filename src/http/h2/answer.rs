//! Heads and trailers of answers in h2's terms. They were checked when the program wrote them.

use crate::http::answer::{Additions, Frame, Prepared, date, lines};
use http::header::{CONTENT_LENGTH, DATE, HeaderMap, HeaderName, HeaderValue, SERVER};
use http::{Response, StatusCode};
use std::cell::RefCell;

thread_local! {
    static NOW: RefCell<(u64, HeaderValue)> = const { RefCell::new((0, HeaderValue::from_static(""))) };
}

/// The head of a final answer with what the server adds. Fields about the connection do not exist here (RFC 9113 8.2.2).
pub(in crate::http) fn head(prepared: &Prepared, add: &Additions<'_>) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(prepared.status()).unwrap_or_default();
    let fields = response.headers_mut();
    fields.reserve(prepared.fields().count() + 3);
    append(fields, prepared.fields());
    if !prepared.has_server()
        && !add.server.is_empty()
        && let Ok(server) = HeaderValue::from_str(add.server)
    {
        fields.insert(SERVER, server);
    }
    if !prepared.has_date() {
        fields.insert(DATE, now());
    }
    if let Frame::Length(length) = add.frame {
        fields.insert(CONTENT_LENGTH, length.into());
    }
    response
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
    const OF_THE_CONNECTION: [&str; 3] = ["upgrade", "keep-alive", "proxy-connection"];
    for (name, value) in fields {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
            && !OF_THE_CONNECTION.contains(&name.as_str())
        {
            to.append(name, value);
        }
    }
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
