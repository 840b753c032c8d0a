//! An HTTP/2 request's head as handlers know heads. h2 has checked the pseudo fields and that no field belongs to another
//! version's framing (RFC 9113 8.2.2, 8.3.1); the rules that hold in every version are checked here.

use crate::http::h1::Framing;
use crate::http::h1::head::Head;
use crate::http::{Limits, Reject};
use http::request::Parts;

/// Takes the head over into `head`. `has_body`: whether anything follows it.
pub(super) fn take(parts: &Parts, has_body: bool, head: &mut Head, limits: &Limits) -> Result<(), Reject> {
    let target = match parts.uri.path_and_query() {
        Some(target) => target.as_str().as_bytes(),
        None => b"/",
    };
    let authority = parts.uri.authority().map(|a| a.as_str().as_bytes());
    check(parts, authority, limits)?;
    let length = parts.headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
    let framing = match length {
        _ if !has_body => Framing::None,
        Some(length) => Framing::Length(length),
        None => Framing::Chunked,
    };
    let host = authority.map(|value| (&b"host"[..], value));
    let fields = parts.headers.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()));
    // The authority replaces a Host field (RFC 9113 8.3.1).
    let fields = fields.filter(|(name, _)| authority.is_none() || *name != b"host");
    head.fill_http2(parts.method.as_str().as_bytes(), target, host.into_iter().chain(fields), framing)?;
    if head.target().len() > limits.request_line {
        return Err(Reject::new(414, "the path is too long (RFC 9110 15.5.15)"));
    }
    Ok(())
}

fn check(parts: &Parts, authority: Option<&[u8]>, limits: &Limits) -> Result<(), Reject> {
    let mut hosts = parts.headers.get_all("host").iter();
    let host = hosts.next().map(|value| value.as_bytes());
    let differs = host.is_some_and(|host| authority.is_some_and(|authority| !authority.eq_ignore_ascii_case(host)));
    if differs || hosts.next().is_some() {
        return Err(Reject::bad("the host field is not the authority (RFC 9113 8.3.1)"));
    }
    // Clients may send each cookie in a field of its own (RFC 9113 8.2.3).
    let cookies = parts.headers.get_all("cookie").iter().count();
    if parts.headers.len() - cookies > limits.header_fields || cookies > 10 * limits.header_fields {
        return Err(Reject::new(431, "the header fields are too many (RFC 6585 5)"));
    }
    Ok(())
}
