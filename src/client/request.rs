//! A request, checked when it is built: nothing that could end a line or change the framing gets into it.

use super::settings::{Origin, Settings};
use crate::error::{Error, Result};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Uri};

/// A request to the client's origin.
#[derive(Debug, Clone)]
pub struct Request {
    method: Method,
    target: PathAndQuery,
    fields: HeaderMap,
    body: Option<Bytes>,
}

impl Request {
    /// A request with this method (RFC 9110 9.1: a token, case counts) for this path and query. A fragment is left out.
    pub fn new(method: &[u8], target: &[u8]) -> Result<Self> {
        Ok(Request {
            method: check_method(method)?,
            target: check_target(target)?,
            fields: HeaderMap::new(),
            body: None,
        })
    }

    /// Adds a field line. `Content-Length` is left out: it follows from the body.
    pub fn field(&mut self, name: &[u8], value: &[u8]) -> Result<()> {
        let (name, value) = check_field(name, value)?;
        if name == header::HOST {
            self.fields.insert(name, value);
        } else if name != header::CONTENT_LENGTH {
            self.fields.append(name, value);
        }
        Ok(())
    }

    /// Sets `Authorization: Basic` (RFC 7617), which is never shown. The user name has no colon.
    pub fn login(&mut self, user: &[u8], password: &[u8]) -> Result<()> {
        let value = [b"Basic ", &base64(&[user, b":", password].concat())[..]].concat();
        let (name, mut value) = check_field(b"authorization", &value)?;
        value.set_sensitive(true);
        self.fields.insert(name, value);
        Ok(())
    }

    /// Whether there is a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Sets the body.
    pub fn body(&mut self, body: Bytes) {
        self.body = Some(body);
    }

    /// Whether sending it twice is as good as once (RFC 9110 9.2.2).
    pub(super) fn is_idempotent(&self) -> bool {
        self.method.is_idempotent()
    }

    /// Whether the fields ask for the end of the connection.
    pub(super) fn closes(&self) -> bool {
        let values = self.fields.get_all(header::CONNECTION).into_iter();
        values.flat_map(|v| v.as_bytes().split(|b| *b == b',')).any(|v| v.trim_ascii().eq_ignore_ascii_case(b"close"))
    }

    /// Adds what every request has: Host first, then the caller's fields, Connection and Content-Length.
    pub(super) fn complete(&mut self, origin: &Origin, settings: &Settings) -> Result<()> {
        let given = std::mem::take(&mut self.fields);
        let host = match given.get(header::HOST) {
            Some(host) => host.clone(),
            None => {
                HeaderValue::from_str(&origin.authority()).map_err(|_| Error::invalid("the host is no host name"))?
            }
        };
        self.fields.insert(header::HOST, host);
        for (name, value) in given.iter().filter(|(name, _)| *name != header::HOST) {
            self.fields.append(name, value.clone());
        }
        if !self.has("connection") {
            let value = if settings.keep_alive { "keep-alive" } else { "close" };
            self.fields.insert(header::CONNECTION, HeaderValue::from_static(value));
        }
        // RFC 9110 8.6: methods that usually have a body say so when there is none.
        let expects_body = [Method::POST, Method::PUT, Method::PATCH].contains(&self.method);
        if self.body.is_some() || expects_body {
            let length = self.body.as_ref().map_or(0, Bytes::len);
            self.fields.insert(header::CONTENT_LENGTH, length.into());
        }
        Ok(())
    }

    /// The head as it is sent, but for secrets.
    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        for (name, value) in &self.fields {
            let mut start = true;
            for byte in name.as_str().bytes() {
                head.push(if start { byte.to_ascii_uppercase() } else { byte });
                start = byte == b'-';
            }
            let shown = if value.is_sensitive() { b"***" } else { value.as_bytes() };
            [b": ", shown, b"\r\n"].iter().for_each(|piece| head.extend_from_slice(piece));
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    pub(super) fn to_hyper(&self) -> hyper::Request<Full<Bytes>> {
        let mut request = hyper::Request::new(Full::new(self.body.clone().unwrap_or_default()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = Uri::from(self.target.clone());
        *request.headers_mut() = self.fields.clone();
        request
    }
}

/// RFC 4648 4.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { digit } else { b'=' });
        }
    }
    text
}

fn check_method(method: &[u8]) -> Result<Method> {
    match Method::from_bytes(method) {
        Ok(Method::CONNECT) => Err(Error::invalid("method CONNECT is for proxies, which are not supported")),
        Ok(method) => Ok(method),
        Err(_) => Err(Error::invalid("the method must be a token, such as GET")),
    }
}

fn check_target(target: &[u8]) -> Result<PathAndQuery> {
    if target.first() != Some(&b'/') {
        return Err(Error::invalid("the path must begin with '/'; the host is an argument of the constructor"));
    }
    let visible = target.iter().all(|b| (0x21..0x7f).contains(b));
    let parsed = if visible { PathAndQuery::try_from(target).ok() } else { None };
    parsed.ok_or_else(|| Error::invalid("the path has a character that must be percent-encoded (rawurlencode())"))
}

fn check_field(name: &[u8], value: &[u8]) -> Result<(HeaderName, HeaderValue)> {
    let shown = String::from_utf8_lossy(name).escape_debug().to_string();
    let name = HeaderName::from_bytes(name).map_err(|_| {
        Error::invalid(format!("'{shown}' is no name of a header field: letters, digits and !#$%&'*+-.^_`|~"))
    })?;
    if name == header::TRANSFER_ENCODING || name == header::UPGRADE {
        return Err(Error::invalid(format!(
            "header field '{shown}' cannot be set: how the body is sent is the client's"
        )));
    }
    let value = HeaderValue::from_bytes(value).map_err(|_| {
        Error::invalid(format!("the value of header field '{shown}' has a control character, such as CR or LF"))
    })?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin::new("a", 81, false).unwrap()
    }

    #[test]
    fn the_head_as_it_is_sent() {
        let mut request = Request::new(b"POST", b"/x?y=1#z").unwrap();
        request.field(b"x-request-id", b"7").unwrap();
        request.field(b"content-length", b"99").unwrap();
        request.login(b"user", b"pass").unwrap();
        request.body(Bytes::from_static(b"hello"));
        request.complete(&origin(), &Settings::default()).unwrap();
        let expected = "POST /x?y=1 HTTP/1.1\r\nHost: a:81\r\nX-Request-Id: 7\r\nAuthorization: ***\r\n\
                        Connection: keep-alive\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(String::from_utf8(request.head()).unwrap(), expected);
        assert!(!format!("{request:?}").contains("dXNlcjpwYXNz"));
    }

    #[test]
    fn logins() {
        let sent = |user: &[u8], password: &[u8]| {
            let mut request = Request::new(b"GET", b"/").unwrap();
            request.login(user, password).unwrap();
            request.fields[header::AUTHORIZATION].to_str().unwrap().to_owned()
        };
        assert_eq!(sent(b"Aladdin", b"open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(sent(b"a", b"\xff"), "Basic YTr/");
        assert_eq!(sent(b"a", b"bc"), "Basic YTpiYw==");
        assert_eq!(sent(b"a", b"bcd"), "Basic YTpiY2Q=");
    }

    #[test]
    fn injection_is_refused() {
        for target in [&b""[..], b"x", b"/a b", b"/a\r\nX: y", b"/\x00", b"/\xc3\xa4", b"http://b/"] {
            assert!(Request::new(b"GET", target).is_err(), "{target:?}");
        }
        for method in [&b""[..], b"G T", b"GET / HTTP/1.1\r\n", b"CONNECT"] {
            assert!(Request::new(method, b"/").is_err(), "{method:?}");
        }
        let mut request = Request::new(b"GET", b"/").unwrap();
        for (name, value) in [
            (&b"a b"[..], &b"x"[..]),
            (b"a:", b"x"),
            (b"a\r\n", b"x"),
            (b"", b"x"),
            (b"a", b"x\r\ny: z"),
            (b"a", b"x\n"),
            (b"a", b"\0"),
            (b"Transfer-Encoding", b"chunked"),
        ] {
            assert!(request.field(name, value).is_err(), "{name:?}: {value:?}");
        }
    }
}
