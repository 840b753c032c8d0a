//! A `Set-Cookie` field as it was received (RFC 6265 5.2): name, value and whether it removes the cookie. Domain and path
//! are not looked at: a client asks one origin only.

use std::time::SystemTime;

/// What a `Set-Cookie` field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetCookie<'a> {
    /// The cookie's name, not empty.
    pub name: &'a [u8],
    /// Its value as it was sent.
    pub value: &'a [u8],
    /// Whether it is over: a Max-Age of 0 or less, or else an Expires in the past.
    pub removes: bool,
}

impl<'a> SetCookie<'a> {
    /// Reads a field's value; None when it is to be ignored.
    pub fn parse(field: &'a [u8]) -> Option<Self> {
        let mut parts = field.split(|b| *b == b';');
        let (name, value) = pair(parts.next()?)?;
        let (mut max_age, mut expires) = (None, None);
        for (name, value) in parts.filter_map(pair) {
            let text = std::str::from_utf8(value).unwrap_or_default();
            if name.eq_ignore_ascii_case(b"max-age") {
                max_age = text.parse::<i64>().ok().map(|seconds| seconds <= 0).or(max_age);
            } else if name.eq_ignore_ascii_case(b"expires") {
                expires = httpdate::parse_http_date(text).ok().map(|at| at <= SystemTime::now()).or(expires);
            }
        }
        (!name.is_empty()).then(|| SetCookie { name, value, removes: max_age.or(expires).unwrap_or(false) })
    }
}

fn pair(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = part.iter().position(|b| *b == b'=')?;
    Some((part[..at].trim_ascii(), part[at + 1..].trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_field_says() {
        let read = |field: &'static str| SetCookie::parse(field.as_bytes()).map(|c| (c.name, c.value, c.removes));
        assert_eq!(read("a=b=c; Path=/; HttpOnly"), Some((&b"a"[..], &b"b=c"[..], false)));
        assert_eq!(read(" a = b "), Some((&b"a"[..], &b"b"[..], false)));
        assert_eq!(read("a=x; max-age=0"), Some((&b"a"[..], &b"x"[..], true)));
        assert_eq!(read("a=x; Expires=Thu, 01 Jan 1970 00:00:01 GMT"), Some((&b"a"[..], &b"x"[..], true)));
        assert_eq!(read("a=x; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=9"), Some((&b"a"[..], &b"x"[..], false)));
        assert_eq!(read("a"), None);
        assert_eq!(read("=b"), None);
    }
}
