//! Cookies: the text of a `Set-Cookie` field as Swoole writes it, and the pairs of a `Cookie` field (RFC 6265).

use crate::error::{Error, Result};
use std::borrow::Cow;
use std::time::{Duration, SystemTime};

/// What `Response::cookie()` is called with, and what an `Http\Cookie` holds.
#[derive(Debug, Clone, Default)]
pub struct Cookie<'a> {
    /// Its name.
    pub name: Cow<'a, [u8]>,
    /// Its value; an empty one deletes the cookie at the client.
    pub value: Cow<'a, [u8]>,
    /// When the client forgets it: seconds since 1970; 0 or less: at the end of its session.
    pub expires: i64,
    /// `path` attribute; empty: none.
    pub path: Cow<'a, [u8]>,
    /// `domain` attribute; empty: none.
    pub domain: Cow<'a, [u8]>,
    /// Only over TLS.
    pub secure: bool,
    /// Not for scripts.
    pub http_only: bool,
    /// `SameSite` attribute (`Lax`, `Strict`, `None`); empty: none.
    pub same_site: Cow<'a, [u8]>,
    /// `Priority` attribute (`Low`, `Medium`, `High`); empty: none.
    pub priority: Cow<'a, [u8]>,
    /// `Partitioned` attribute.
    pub partitioned: bool,
}

/// How a cookie's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Value {
    /// As PHP's `urlencode()` does it: `cookie()`.
    #[default]
    Encoded,
    /// As it is; refused when it has bytes that would end it: `rawcookie()`.
    Raw,
}

/// The first second of the year 10000, which no date field can say.
const TOO_LATE: i64 = 253_402_300_800;

impl Cookie<'_> {
    /// The value of a `Set-Cookie` field: `a=b+c; expires=…; Max-Age=…; path=/; secure; HttpOnly; SameSite=Lax`. Fails
    /// when a part has bytes that would break out of it.
    pub fn line(&self, value: Value) -> Result<Vec<u8>> {
        self.check(value)?;
        let out = &mut Vec::new();
        out.extend_from_slice(&self.name);
        out.push(b'=');
        if self.value.is_empty() {
            // What browsers take for a removal, in Swoole's words.
            out.extend_from_slice(b"deleted");
            lasts(out, 1, 0);
        } else {
            match value {
                Value::Encoded => url_encode(&self.value, out),
                Value::Raw => out.extend_from_slice(&self.value),
            }
            if self.expires > 0 {
                let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
                lasts(out, self.expires as u64, (self.expires as u64).saturating_sub(now));
            }
        }
        self.write_attributes(out);
        Ok(std::mem::take(out))
    }

    fn write_attributes(&self, out: &mut Vec<u8>) {
        attribute(out, b"path", &self.path);
        attribute(out, b"domain", &self.domain);
        if self.secure {
            out.extend_from_slice(b"; secure");
        }
        if self.http_only {
            out.extend_from_slice(b"; HttpOnly");
        }
        attribute(out, b"SameSite", &self.same_site);
        attribute(out, b"Priority", &self.priority);
        if self.partitioned {
            out.extend_from_slice(b"; Partitioned");
        }
    }

    fn check(&self, value: Value) -> Result<()> {
        if self.name.is_empty() || self.name.iter().any(|b| *b == b'=' || ends_value(*b)) {
            return Err(Error::invalid(
                "a cookie's name must not be empty and must not have '=', commas, semicolons, blanks or controls",
            ));
        }
        if value == Value::Raw && self.value.iter().any(|b| ends_value(*b)) {
            return Err(Error::invalid(
                "a raw cookie's value must not have commas, semicolons, blanks or controls; an encoded one may",
            ));
        }
        if self.expires >= TOO_LATE {
            return Err(Error::invalid("a cookie must expire before the year 10000: 'expires' is seconds since 1970"));
        }
        let attributes = [
            ("path", &self.path),
            ("domain", &self.domain),
            ("samesite", &self.same_site),
            ("priority", &self.priority),
        ];
        for (name, text) in attributes {
            if text.iter().any(|b| *b != b' ' && ends_value(*b)) {
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

/// The attributes that say how long: until this second since 1970, and for so many from now (RFC 6265 4.1.2.2), which
/// counts where a client's clock is wrong.
fn lasts(out: &mut Vec<u8>, until: u64, seconds: u64) {
    let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(until));
    attribute(out, b"expires", date.as_bytes());
    attribute(out, b"Max-Age", seconds.to_string().as_bytes());
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

/// Whether a client could take the byte for the end of a name or a value, or the field cannot have it.
fn ends_value(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7f || matches!(byte, b',' | b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cookie: Cookie<'_>, value: Value) -> Result<String> {
        cookie.line(value).map(|line| String::from_utf8(line).unwrap())
    }

    fn named(name: &'static str, value: &'static str) -> Cookie<'static> {
        Cookie { name: name.as_bytes().into(), value: value.as_bytes().into(), ..Cookie::default() }
    }

    #[test]
    fn set_cookie_reads_as_swooles() {
        let full =
            Cookie { path: b"/".into(), secure: true, http_only: true, same_site: b"Lax".into(), ..named("a", "b c") };
        assert_eq!(text(full.clone(), Value::Encoded).unwrap(), "a=b+c; path=/; secure; HttpOnly; SameSite=Lax");
        let more = Cookie {
            expires: 1_000_000_000,
            domain: b"x.org".into(),
            priority: b"High".into(),
            partitioned: true,
            ..full
        };
        assert_eq!(
            text(more, Value::Encoded).unwrap(),
            "a=b+c; expires=Sun, 09 Sep 2001 01:46:40 GMT; Max-Age=0; path=/; domain=x.org; secure; HttpOnly; \
             SameSite=Lax; Priority=High; Partitioned"
        );
        let gone = Cookie { path: b"/".into(), ..named("a", "") };
        assert_eq!(
            text(gone, Value::Encoded).unwrap(),
            "a=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/"
        );
        assert_eq!(text(Cookie { expires: -5, ..named("a", "b") }, Value::Encoded).unwrap(), "a=b");
    }

    #[test]
    fn a_cookie_lasts_until_it_expires() {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() as i64;
        let line = text(Cookie { expires: now + 7200, ..named("a", "b") }, Value::Encoded).unwrap();
        let age: i64 = line.rsplit_once("; Max-Age=").unwrap().1.parse().unwrap();
        assert!((7000..=7200).contains(&age), "{line}");
        assert!(text(Cookie { expires: TOO_LATE - 1, ..named("a", "b") }, Value::Encoded).is_ok());
        assert!(text(Cookie { expires: TOO_LATE, ..named("a", "b") }, Value::Encoded).is_err());
    }

    #[test]
    fn nothing_breaks_out_of_a_cookie() {
        for name in ["a b", "", "a=b", "a;b", "a,b", "a\tb", "a\r\n", "a\0", "a\x7f"] {
            assert!(text(named(name, "1"), Value::Encoded).is_err(), "{name:?}");
        }
        for value in ["1\r\nX: y", "1; path=/x", "a b", "a,b", "\0"] {
            assert!(text(named("a", value), Value::Raw).is_err(), "{value:?}");
        }
        for path in [&b"/\r\n"[..], b"/; secure", b"/,", b"/\0"] {
            assert!(text(Cookie { path: path.into(), ..named("a", "1") }, Value::Encoded).is_err(), "{path:?}");
        }
        let bytes = Cookie { value: b"1;\r\n\xff".into(), ..named("a", "") };
        assert_eq!(text(bytes, Value::Encoded).unwrap(), "a=1%3B%0D%0A%FF");
        assert_eq!(text(named("a[b]", "x=%20\"\u{e9}"), Value::Raw).unwrap(), "a[b]=x=%20\"\u{e9}");
    }

    #[test]
    fn a_cookie_field_splits_into_pairs() {
        let all: Vec<_> = pairs(b"a=1; b = x=y ;;flag; =z; c=").collect();
        assert_eq!(all, [(&b"a"[..], &b"1"[..]), (b"b", b"x=y"), (b"c", b"")]);
    }
}
