//! An HTTP/2 request's head as handlers know heads. h2 has checked the pseudo fields and that no field belongs to another
//! version's framing (RFC 9113 8.2.2, 8.3.1); the rules that hold in every version are checked here.

use crate::http::h1::head::Head;
use crate::http::h1::{Framing, UNEXPECTED, expectation};
use crate::http::{Limits, Reject};
use http::Request;
use http::header::{CONTENT_LENGTH, COOKIE, EXPECT, HOST, HeaderMap};

/// Takes the head over into `head`. `has_body`: whether anything follows it.
pub(super) fn take<B>(request: &Request<B>, has_body: bool, head: &mut Head, limits: &Limits) -> Result<(), Reject> {
    let target = match request.uri().path_and_query() {
        Some(target) => target.as_str().as_bytes(),
        None => b"/",
    };
    if target.len() > limits.request_line {
        return Err(Reject::new(414, "the path is too long (RFC 9110 15.5.15)"));
    }
    let authority = request.uri().authority().map(|a| a.as_str().as_bytes());
    let seen = Seen::of(request.headers());
    if seen.hosts > 1 || seen.host.is_some_and(|host| authority.is_some_and(|a| !a.eq_ignore_ascii_case(host))) {
        return Err(Reject::bad("the host field is not the authority (RFC 9113 8.3.1)"));
    }
    if authority.or(seen.host).is_none() {
        return Err(Reject::bad("a request needs an authority or a Host field (RFC 9110 4.2.1, 7.2)"));
    }
    // Clients may send each cookie in a field of its own (RFC 9113 8.2.3).
    if seen.others > limits.header_fields || seen.cookies > 10 * limits.header_fields {
        return Err(Reject::new(431, "the header fields are too many (RFC 6585 5)"));
    }
    if seen.padded {
        return Err(Reject::bad("a field's value begins or ends with white space (RFC 9113 8.2.1)"));
    }
    if seen.unexpected {
        return Err(UNEXPECTED);
    }
    let framing = match seen.length {
        _ if !has_body => Framing::None,
        Some(length) => Framing::Length(length),
        None => Framing::Chunked,
    };
    // The authority replaces a Host field (RFC 9113 8.3.1).
    let fields = request.headers().iter().filter(|(name, _)| **name != HOST);
    let fields = fields.map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()));
    let line = (request.method().as_str().as_bytes(), target);
    head.fill_http2(line, authority.or(seen.host), fields, framing)
}

/// What the fields say, looked at once.
#[derive(Default)]
struct Seen<'a> {
    hosts: usize,
    host: Option<&'a [u8]>,
    cookies: usize,
    others: usize,
    length: Option<u64>,
    unexpected: bool,
    /// A value has white space around it.
    padded: bool,
}

impl<'a> Seen<'a> {
    fn of(fields: &'a HeaderMap) -> Seen<'a> {
        let mut seen = Seen::default();
        for (name, value) in fields {
            seen.padded |= is_padded(value.as_bytes());
            if *name == HOST {
                seen.hosts += 1;
                seen.host = Some(value.as_bytes());
            } else if *name == COOKIE {
                seen.cookies += 1;
            } else {
                seen.others += 1;
                if *name == CONTENT_LENGTH {
                    seen.length = value.to_str().ok().and_then(|text| text.parse().ok());
                } else if *name == EXPECT {
                    seen.unexpected |= expectation(value.as_bytes()).is_none();
                }
            }
        }
        seen
    }
}

#[inline]
fn is_padded(value: &[u8]) -> bool {
    let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    is_space(value.first()) || is_space(value.last())
}
