//! Cross-origin resource sharing (Fetch standard, 3.2): which pages of other origins may read answers. Preflight requests
//! are answered here; other answers get the fields that let the page read them.

use crate::error::{Error, Result};
use crate::http::answer::{Case, HeadWriter, Prepared, is_field_value, is_token};
use crate::http::h1::head::Head;

/// The rules for other origins. Checked by [`Cors::check`] before the server starts.
#[derive(Debug, Clone)]
pub struct Cors {
    /// `https://a.example`, `https://*.example.com` (any name below it), or `*` for all.
    pub origins: Vec<String>,
    /// Methods pages may use; `*`: whichever is asked for. Default GET, HEAD, POST, PUT, PATCH, DELETE.
    pub methods: Vec<String>,
    /// Request fields pages may send; `*`: whichever are asked for. Default `*`.
    pub headers: Vec<String>,
    /// Answer fields pages may read, besides those they always may. Default none.
    pub exposed: Vec<String>,
    /// Whether pages may send cookies and read the answers. Default false.
    pub credentials: bool,
    /// Seconds a browser may remember a preflight's answer. Default 600.
    pub max_age: u32,
}

impl Default for Cors {
    fn default() -> Self {
        let list = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Cors {
            origins: Vec::new(),
            methods: list(&["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
            headers: list(&["*"]),
            exposed: Vec::new(),
            credentials: false,
            max_age: 600,
        }
    }
}

/// How a preflight request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Preflight {
    /// 204 with what may be done.
    Allowed,
    /// 403: this origin may do nothing, or not this.
    Refused,
}

/// Whether a browser asks for leave (Fetch standard, 4.8).
pub(in crate::http) fn is_preflight(head: &Head) -> bool {
    head.method() == b"OPTIONS" && head.get("origin").is_some() && head.get("access-control-request-method").is_some()
}

impl Cors {
    /// Refuses rules that browsers refuse or that open more than they say.
    pub fn check(&self) -> Result<()> {
        for origin in &self.origins {
            if origin != "*" && !is_origin(origin) {
                return Err(Error::invalid(format!(
                    "'{origin}' is no origin; write scheme://host[:port] without a path, scheme://*.host, or *"
                )));
            }
        }
        if self.credentials && self.origins.iter().any(|o| o == "*") {
            return Err(Error::invalid(
                "cors_credentials needs named origins: with * every page could act as its visitor",
            ));
        }
        for name in self.methods.iter().chain(&self.headers).chain(&self.exposed) {
            if name.is_empty() || !name.bytes().all(is_token) {
                return Err(Error::invalid(format!("'{name}' is no method or header name")));
            }
        }
        Ok(())
    }

    /// What Access-Control-Allow-Origin says to this origin.
    fn allowed<'a>(&self, origin: &'a [u8]) -> Option<&'a [u8]> {
        if self.is_for_all() {
            return Some(b"*");
        }
        self.origins.iter().any(|rule| matches(rule, origin)).then_some(origin)
    }

    fn is_for_all(&self) -> bool {
        self.origins.iter().any(|o| o == "*")
    }

    pub(in crate::http) fn preflight(&self, head: &Head) -> Preflight {
        let value = |name| head.get(name).unwrap_or_default();
        let method = value("access-control-request-method");
        let known = |method: &[u8]| self.methods.iter().any(|m| m == "*" || m.as_bytes() == method);
        if self.allowed(value("origin")).is_some() && known(method) && method.iter().all(|b| is_token(*b)) {
            Preflight::Allowed
        } else {
            Preflight::Refused
        }
    }

    /// The fields of the 204 that allows; what every answer has comes from [`Cors::apply`].
    pub(in crate::http) fn permit(&self, head: &Head, w: &mut HeadWriter<'_>) -> Result<()> {
        let mut field = |name: &[u8], value: &[u8]| w.field(name, value, Case::AsIs);
        let asked = |name| head.get(name).filter(|value| is_field_value(value)).unwrap_or_default();
        let list =
            |all: &[String], name| if all.iter().any(|one| one == "*") { asked(name).to_vec() } else { join(all) };
        field(b"Access-Control-Allow-Methods", &list(&self.methods, "access-control-request-method"))?;
        let headers = list(&self.headers, "access-control-request-headers");
        if !headers.is_empty() {
            field(b"Access-Control-Allow-Headers", &headers)?;
        }
        field(b"Access-Control-Max-Age", self.max_age.to_string().as_bytes())?;
        // The answer depends on these too (and on Origin, as all do).
        field(b"Vary", b"Access-Control-Request-Method, Access-Control-Request-Headers")
    }

    /// Lets the page read this answer, unless the program has said itself who may.
    pub(in crate::http) fn apply(&self, head: &Head, answer: &mut Prepared) {
        if answer.get("access-control-allow-origin").is_some() {
            return;
        }
        if !self.is_for_all() {
            answer.vary("Origin");
        }
        let Some(allowed) = head.get("origin").and_then(|origin| self.allowed(origin)) else { return };
        answer.add("Access-Control-Allow-Origin", allowed);
        if self.credentials {
            answer.add("Access-Control-Allow-Credentials", b"true");
        }
        if !self.exposed.is_empty() && !is_preflight(head) {
            answer.add("Access-Control-Expose-Headers", &join(&self.exposed));
        }
    }
}

fn join(all: &[String]) -> Vec<u8> {
    all.join(", ").into_bytes()
}

/// `scheme://host[:port]`, as browsers write it: lower case, nothing behind it. One `*.` may stand before the host.
fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let host = authority.strip_prefix("*.").unwrap_or(authority);
    let is_part =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':' | b'[' | b']' | b'_');
    !scheme.is_empty()
        && scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'))
        && !host.is_empty()
        && host.bytes().all(is_part)
}

fn matches(rule: &str, origin: &[u8]) -> bool {
    let Some((scheme, below)) = rule.split_once("://*.") else { return rule.as_bytes() == origin };
    let Some(host) = origin.strip_prefix(scheme.as_bytes()).and_then(|rest| rest.strip_prefix(b"://")) else {
        return false;
    };
    let name = host.strip_suffix(below.as_bytes()).and_then(|name| name.strip_suffix(b"."));
    name.is_some_and(|name| {
        !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Limits;
    use crate::http::compress::contains_token;
    use bytes::BytesMut;

    fn varies(answer: &Prepared, token: &str) -> bool {
        answer.fields().any(|(n, v)| n.eq_ignore_ascii_case(b"vary") && contains_token(v, token.as_bytes()))
    }

    fn head(text: &str) -> Head {
        let mut head = Head::default();
        let text = format!("{text}\r\nHost: x\r\n\r\n");
        assert!(head.parse(&mut BytesMut::from(text.as_str()), &Limits::default()).unwrap());
        head
    }

    fn cors(origins: &[&str]) -> Cors {
        Cors { origins: origins.iter().map(|o| (*o).to_owned()).collect(), ..Cors::default() }
    }

    #[test]
    fn origins_match_exactly_or_below_a_name() {
        let rules = cors(&["https://a.example", "https://*.b.example", "http://localhost:3000"]);
        rules.check().unwrap();
        for ok in ["https://a.example", "https://x.b.example", "https://x.y.b.example", "http://localhost:3000"] {
            assert_eq!(rules.allowed(ok.as_bytes()), Some(ok.as_bytes()), "{ok}");
        }
        for bad in [
            "http://a.example",
            "https://a.example:8443",
            "https://b.example",
            "https://evilb.example",
            "https://evil/.b.example",
            "https://x.b.example.evil",
            "null",
            "",
        ] {
            assert_eq!(rules.allowed(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(cors(&["*"]).allowed(b"null"), Some(&b"*"[..]));
    }

    #[test]
    fn rules_that_cannot_work_are_refused() {
        for bad in ["a.example", "https://a.example/", "https://a.example/x", "https://*", "HTTPS://A", "https://a b"] {
            assert!(cors(&[bad]).check().is_err(), "{bad}");
        }
        assert!(Cors { credentials: true, ..cors(&["*"]) }.check().unwrap_err().message.contains("named origins"));
        assert!(Cors { methods: vec!["GET, POST".into()], ..cors(&["*"]) }.check().is_err());
    }

    #[test]
    fn answers_say_who_may_read_them() {
        let rules = Cors { credentials: true, exposed: vec!["X-A".into()], ..cors(&["https://a.example"]) };
        let mut answer = Prepared::default();
        rules.apply(&head("GET / HTTP/1.1\r\nOrigin: https://a.example"), &mut answer);
        assert_eq!(answer.get("access-control-allow-origin"), Some(&b"https://a.example"[..]));
        assert_eq!(answer.get("access-control-allow-credentials"), Some(&b"true"[..]));
        assert_eq!(answer.get("access-control-expose-headers"), Some(&b"X-A"[..]));
        assert!(varies(&answer, "origin"));
        let mut other = Prepared::default();
        rules.apply(&head("GET / HTTP/1.1\r\nOrigin: https://b.example"), &mut other);
        assert!(other.get("access-control-allow-origin").is_none() && varies(&other, "origin"));
        let mut own = Prepared::default();
        own.add("Access-Control-Allow-Origin", b"https://mine");
        rules.apply(&head("GET / HTTP/1.1\r\nOrigin: https://a.example"), &mut own);
        assert_eq!(own.fields().count(), 1);
    }

    #[test]
    fn a_preflight_is_allowed_what_the_rules_allow() {
        let rules = Cors { headers: vec!["X-A".into()], ..cors(&["https://a.example"]) };
        let asks = |origin: &str, method: &str| {
            let head =
                head(&format!("OPTIONS / HTTP/1.1\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: {method}"));
            assert!(is_preflight(&head));
            rules.preflight(&head)
        };
        assert_eq!(asks("https://a.example", "PUT"), Preflight::Allowed);
        assert_eq!(asks("https://a.example", "TRACE"), Preflight::Refused);
        assert_eq!(asks("https://b.example", "GET"), Preflight::Refused);
        assert!(!is_preflight(&head("OPTIONS / HTTP/1.1\r\nOrigin: https://a.example")));
        assert!(!is_preflight(&head("GET / HTTP/1.1\r\nOrigin: a\r\nAccess-Control-Request-Method: GET")));
    }
}
