//! Request targets (RFC 9112 3.2) and Host values (RFC 9110 7.2): what is accepted, and their parts.

use crate::http::Reject;
use crate::http::class::{self, HOST, PATH, QUERY};

/// Whether this method may have this target.
pub(super) fn check(method: &[u8], target: &[u8]) -> Result<(), Reject> {
    if method == b"CONNECT" {
        // An origin server has nothing to tunnel to.
        return Err(Reject::new(501, "CONNECT is for proxies (RFC 9110 9.3.6)"));
    }
    if target.first() == Some(&b'/') {
        return check_path_and_query(target);
    }
    if target == b"*" {
        let allowed = method == b"OPTIONS";
        return allowed.then_some(()).ok_or(Reject::bad("the target * is for OPTIONS only (RFC 9112 3.2.4)"));
    }
    let authority =
        authority(target).ok_or(Reject::bad("the target is neither a path nor an http URI (RFC 9112 3.2)"))?;
    // A server's own name needs no percent sign, and hyper refuses it here.
    if authority.is_empty() || authority.contains(&b'%') || !is_host(authority) {
        return Err(Reject::bad("the target's authority is not host[:port] (RFC 9110 4.2)"));
    }
    check_path_and_query(&target[scheme_end(target)? + authority.len()..])
}

fn scheme_end(target: &[u8]) -> Result<usize, Reject> {
    scheme(target).ok_or(Reject::bad("the target's scheme is not http or https (RFC 9112 3.2.2)"))
}

fn check_path_and_query(text: &[u8]) -> Result<(), Reject> {
    let query = &text[class::count(text, PATH)..];
    let valid = query.is_empty() || (query[0] == b'?' && class::count(query, QUERY) == query.len());
    valid.then_some(()).ok_or(Reject::bad("the target has a byte a URI cannot have (RFC 3986 2)"))
}

/// How long `http://` or `https://` is at the front; `None` for anything else.
fn scheme(target: &[u8]) -> Option<usize> {
    [&b"http://"[..], b"https://"].iter().find_map(|scheme| {
        let front = target.get(..scheme.len())?;
        front.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    })
}

/// The authority of a target in absolute form.
pub(super) fn authority(target: &[u8]) -> Option<&[u8]> {
    let rest = &target[scheme(target)?..];
    let end = rest.iter().position(|b| matches!(b, b'/' | b'?')).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The path of an accepted target, still encoded. An absolute form without a path has `/`.
pub(super) fn path(target: &[u8]) -> &[u8] {
    let end = target.iter().position(|b| *b == b'?').unwrap_or(target.len());
    let start = scheme(target).map_or(0, |scheme| scheme + authority(target).map_or(0, <[u8]>::len));
    if start >= end { b"/" } else { &target[start..end] }
}

/// What follows the first `?`.
pub(super) fn query(target: &[u8]) -> Option<&[u8]> {
    target.iter().position(|b| *b == b'?').map(|at| &target[at + 1..])
}

/// uri-host [":" port] (RFC 9110 7.2); the empty host is one. No user part.
pub(super) fn is_host(text: &[u8]) -> bool {
    if text.first() == Some(&b'[') {
        let Some(end) = text.iter().position(|b| *b == b']') else {
            return false;
        };
        let inside = std::str::from_utf8(&text[1..end]).unwrap_or_default();
        return inside.parse::<std::net::Ipv6Addr>().is_ok() && is_port(&text[end + 1..]);
    }
    // The first byte a name cannot have must be the port's colon.
    is_port(&text[class::count(text, HOST)..])
}

fn is_port(text: &[u8]) -> bool {
    match text.split_first() {
        None => true,
        Some((b':', digits)) => digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &str, target: &str) -> u16 {
        check(method.as_bytes(), target.as_bytes()).map_or_else(|reject| reject.status, |()| 200)
    }

    #[test]
    fn targets_have_one_of_three_forms() {
        for ok in
            ["/", "/a/b?c[]=d&e={f}|`", "/%zz", "//x", "/a?b?c", "http://h/", "HTTP://h:80/x?y", "https://[::1]?q"]
        {
            assert_eq!(status("GET", ok), 200, "{ok}");
        }
        for bad in [
            "a",
            "*",
            "h:80",
            "ftp://h/",
            "http:///x",
            "http://u@h/",
            "http://a%41/",
            "/a#b",
            "/\"",
            "/\u{e9}",
            "/a\\b",
            "/<",
        ] {
            assert_eq!(status("GET", bad), 400, "{bad}");
        }
        assert_eq!(status("OPTIONS", "*"), 200);
        assert_eq!(status("CONNECT", "h:80"), 501);
        assert_eq!(status("CONNECT", "/"), 501);
    }

    #[test]
    fn targets_split_into_path_and_query() {
        let parts = |t: &'static str| (path(t.as_bytes()), query(t.as_bytes()));
        assert_eq!(parts("/a?b?c"), (&b"/a"[..], Some(&b"b?c"[..])));
        assert_eq!(parts("http://h/a"), (&b"/a"[..], None));
        assert_eq!(parts("http://h?q=/"), (&b"/"[..], Some(&b"q=/"[..])));
        assert_eq!(parts("*"), (&b"*"[..], None));
        assert_eq!(parts("/?"), (&b"/"[..], Some(&b""[..])));
    }

    #[test]
    fn hosts_are_names_or_addresses_with_a_port() {
        for ok in ["", "a", "a.b:80", "1.2.3.4", "[::1]:9501", "a:", "under_score"] {
            assert!(is_host(ok.as_bytes()), "{ok}");
        }
        for bad in ["a b", "a:x", "a:123456", "u@h", "[::1", "[x]", "[::1]x", "a/b", "a,b:1:2"] {
            assert!(!is_host(bad.as_bytes()), "{bad}");
        }
    }
}
