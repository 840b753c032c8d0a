//! Cookies: the text of a `Set-Cookie` field as Swoole writes it, and the pairs of a `Cookie` field (RFC 6265).

use crate::error::{Error, Result};
use std::time::{Duration, SystemTime};

/// What `Response::cookie()` is called with.
#[derive(Debug, Clone, Default)]
pub struct Cookie<'a> {
    /// Its name, a token (RFC 6265 4.1.1).
    pub name: &'a [u8],
    /// Its value; an empty one deletes the cookie at the client.
    pub value: &'a [u8],
    /// When the client forgets it: seconds since 1970; 0: at the end of its session.
    pub expires: i64,
    /// `path` attribute; empty: none.
    pub path: &'a [u8],
    /// `domain` attribute; empty: none.
    pub domain: &'a [u8],
    /// Only over TLS.
    pub secure: bool,
    /// Not for scripts.
    pub http_only: bool,
    /// `SameSite` attribute (`Lax`, `Strict`, `None`); empty: none.
    pub same_site: &'a [u8],
    /// `Priority` attribute (`Low`, `Medium`, `High`); empty: none.
    pub priority: &'a [u8],
    /// `Partitioned` attribute.
    pub partitioned: bool,
}

/// How a cookie's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// As PHP's `urlencode()` does it: `cookie()`.
    Encoded,
    /// As it is; refused when it has bytes a cookie value may not have: `rawcookie()`.
    Raw,
}

impl Cookie<'_> {
    /// Appends the value of a `Set-Cookie` field: `a=b+c; expires=…; path=/; secure; HttpOnly; SameSite=Lax`. Fails, and
    /// appends nothing, when a part has bytes that would break out of it.
    pub fn write(&self, value: Value, out: &mut Vec<u8>) -> Result<()> {
        self.check(value)?;
        out.extend_from_slice(self.name);
        out.push(b'=');
        if self.value.is_empty() {
            // What browsers take for a removal, in Swoole's words.
            out.extend_from_slice(b"deleted");
            attribute(out, b"expires", expires(1).as_bytes());
        } else {
            match value {
                Value::Encoded => url_encode(self.value, out),
                Value::Raw => out.extend_from_slice(self.value),
            }
            if self.expires > 0 {
                attribute(out, b"expires", expires(self.expires).as_bytes());
            }
        }
        self.write_attributes(out);
        Ok(())
    }

    fn write_attributes(&self, out: &mut Vec<u8>) {
        let named: [(&[u8], &[u8]); 2] = [(b"path", self.path), (b"domain", self.domain)];
        named.into_iter().for_each(|(name, text)| attribute(out, name, text));
        if self.secure {
            out.extend_from_slice(b"; secure");
        }
        if self.http_only {
            out.extend_from_slice(b"; HttpOnly");
        }
        attribute(out, b"SameSite", self.same_site);
        attribute(out, b"Priority", self.priority);
        if self.partitioned {
            out.extend_from_slice(b"; Partitioned");
        }
    }

    fn check(&self, value: Value) -> Result<()> {
        if self.name.is_empty() || !self.name.iter().all(|b| super::answer::is_token(*b)) {
            return Err(Error::invalid(
                "a cookie's name must be a non-empty token: letters, digits and !#$%&'*+-.^_`|~",
            ));
        }
        if value == Value::Raw && !self.value.iter().all(|b| is_cookie_octet(*b)) {
            return Err(Error::invalid(
                "a raw cookie's value must not have blanks, quotes, commas, semicolons, backslashes, controls or bytes \
                 above 126; use cookie(), which encodes them",
            ));
        }
        for (name, text) in
            [("path", self.path), ("domain", self.domain), ("samesite", self.same_site), ("priority", self.priority)]
        {
            if text.iter().any(|b| *b < 0x20 || *b == 0x7f || matches!(b, b';' | b',')) {
                return Err(Error::invalid(format!("a cookie's {name} must not have semicolons, commas or controls")));
            }
        }
        Ok(())
    }
}

/// The pairs of one `Cookie` field's value in order; blanks around names and values are cut, as PHP does, and parts
/// without `=` or without a name are left out. Values are as sent, still encoded.
pub fn pairs(field: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    field.split(|b| *b == b';').filter_map(|part| {
        let at = part.iter().position(|b| *b == b'=')?;
        let (name, value) = (part[..at].trim_ascii(), part[at + 1..].trim_ascii());
        (!name.is_empty()).then_some((name, value))
    })
}

fn attribute(out: &mut Vec<u8>, name: &[u8], text: &[u8]) {
    if !text.is_empty() {
        out.extend_from_slice(b"; ");
        out.extend_from_slice(name);
        out.push(b'=');
        out.extend_from_slice(text);
    }
}

fn expires(seconds: i64) -> String {
    // httpdate knows the years up to 9999.
    let seconds = seconds.clamp(0, 253_402_300_799) as u64;
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// PHP's urlencode(): letters, digits and `-_.` stay, a space becomes `+`.
pub fn url_encode(text: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte),
            b' ' => out.push(b'+'),
            _ => out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
        }
    }
}

/// cookie-octet of RFC 6265 4.1.1.
fn is_cookie_octet(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cookie: Cookie<'_>, value: Value) -> Result<String> {
        let mut out = Vec::new();
        cookie.write(value, &mut out).map(|()| String::from_utf8(out).unwrap())
    }

    #[test]
    fn set_cookie_reads_as_swooles() {
        let full = Cookie {
            name: b"a",
            value: b"b c",
            path: b"/",
            secure: true,
            http_only: true,
            same_site: b"Lax",
            ..Cookie::default()
        };
        assert_eq!(text(full.clone(), Value::Encoded).unwrap(), "a=b+c; path=/; secure; HttpOnly; SameSite=Lax");
        let more = Cookie { expires: 1_795_228_107, domain: b"x.org", priority: b"High", partitioned: true, ..full };
        assert_eq!(
            text(more, Value::Encoded).unwrap(),
            "a=b+c; expires=Sat, 21 Nov 2026 02:28:27 GMT; path=/; domain=x.org; secure; HttpOnly; SameSite=Lax; \
             Priority=High; Partitioned"
        );
        let gone = Cookie { name: b"a", path: b"/", ..Cookie::default() };
        assert_eq!(text(gone, Value::Encoded).unwrap(), "a=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; path=/");
    }

    #[test]
    fn nothing_breaks_out_of_a_cookie() {
        let with = |name, value, path| Cookie { name, value, path, ..Cookie::default() };
        assert!(text(with(b"a b", b"1", b"/"), Value::Encoded).is_err());
        assert!(text(with(b"", b"1", b"/"), Value::Encoded).is_err());
        assert!(text(with(b"a", b"1\r\nX: y", b"/"), Value::Raw).is_err());
        assert!(text(with(b"a", b"1; path=/x", b"/"), Value::Raw).is_err());
        assert!(text(with(b"a", b"1", b"/\r\n"), Value::Encoded).is_err());
        assert_eq!(text(with(b"a", b"1;\r\n\xff", b""), Value::Encoded).unwrap(), "a=1%3B%0D%0A%FF");
        assert_eq!(text(with(b"a", b"x=%20", b""), Value::Raw).unwrap(), "a=x=%20");
    }

    #[test]
    fn a_cookie_field_splits_into_pairs() {
        let all: Vec<_> = pairs(b"a=1; b = x=y ;;flag; =z; c=").collect();
        assert_eq!(all, [(&b"a"[..], &b"1"[..]), (b"b", b"x=y"), (b"c", b"")]);
    }
}
