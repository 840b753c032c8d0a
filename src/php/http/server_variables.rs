//! `$_SERVER` of a request with `request_state`: what php-fpm gives, environment included (`clear_env = no`). Each begins as a
//! copy of what is the same in all; texts that come again and again (keys of fields, addresses) are made once.

use crate::http::Exchange;
use crate::http::h1::head::{Head, Version};
use crate::zend::{Array, PhpThread, Str, Template, Value, environment, main_script};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What every request has, in this order behind what is the same in all.
#[derive(Clone, Copy)]
enum Own {
    Scheme,
    Protocol,
    Method,
    Uri,
    Query,
    Name,
    ServerAddress,
    ServerPort,
    ClientAddress,
    ClientPort,
    Time,
    TimeFloat,
}

const OWN: [&str; 12] = [
    "REQUEST_SCHEME",
    "SERVER_PROTOCOL",
    "REQUEST_METHOD",
    "REQUEST_URI",
    "QUERY_STRING",
    "SERVER_NAME",
    "SERVER_ADDR",
    "SERVER_PORT",
    "REMOTE_ADDR",
    "REMOTE_PORT",
    "REQUEST_TIME",
    "REQUEST_TIME_FLOAT",
];

const KEPT: usize = 64;

/// As many header fields a request has mostly: more make its array grow.
const FIELDS: usize = 16;

/// What is made once in this process, and anew when it has changed its environment.
struct Known {
    environment: u64,
    template: Template,
    /// The place of `OWN[0]`.
    first: usize,
    content_type: Str,
    content_length: Str,
    /// By a sum of the name.
    fields: [Option<FieldKey>; KEPT],
    /// By port.
    addresses: [Option<Address>; KEPT],
}

/// A field's name as a client writes it, and its key.
struct FieldKey {
    name: Box<[u8]>,
    key: Str,
}

/// An address as PHP's texts.
struct Address {
    of: SocketAddr,
    host: Str,
    port: Str,
}

static KNOWN: PhpThread<RefCell<Option<Known>>> = PhpThread::new(RefCell::new(None));

fn key(name: &[u8]) -> Str {
    Str::new(name).interned()
}

/// Environment and script.
fn constants() -> Vec<(Str, Value)> {
    // A variable named like one of ours, or like a field of the request, is none of the environment's to say.
    let is_free = |name: &[u8]| !name.starts_with(b"HTTP_") && !OWN.iter().any(|own| own.as_bytes() == name);
    let mut all: Vec<(Str, Value)> = std::env::vars_os()
        .map(|(name, value)| (name.into_encoded_bytes(), value.into_encoded_bytes()))
        .filter(|(name, _)| is_free(name) && !name.first().is_some_and(u8::is_ascii_digit))
        .map(|(name, value)| (key(&name), Value::from(&value[..])))
        .collect();
    let file = PathBuf::from(OsStr::from_bytes(&main_script()));
    let file = file.canonicalize().unwrap_or(file);
    let root = file.parent().unwrap_or(Path::new("")).as_os_str().as_encoded_bytes();
    let own = [b"/", file.file_name().unwrap_or_default().as_encoded_bytes()].concat();
    let texts: [(&str, &[u8]); 7] = [
        ("GATEWAY_INTERFACE", b"CGI/1.1"),
        ("SERVER_SOFTWARE", concat!("Peregrine/", env!("CARGO_PKG_VERSION")).as_bytes()),
        ("DOCUMENT_ROOT", root),
        ("SCRIPT_FILENAME", file.as_os_str().as_encoded_bytes()),
        ("SCRIPT_NAME", &own),
        ("PHP_SELF", &own),
        ("DOCUMENT_URI", &own),
    ];
    all.extend(texts.into_iter().map(|(name, value)| (key(name.as_bytes()), Value::from(value))));
    all
}

impl Known {
    fn new() -> Known {
        let own = OWN.iter().map(|name| (key(name.as_bytes()), Value::null()));
        let template = Template::new(constants().into_iter().chain(own).collect(), FIELDS);
        Known {
            environment: environment(),
            first: template.place(OWN[0].as_bytes()).expect("just put there"),
            template,
            content_type: key(b"CONTENT_TYPE"),
            content_length: key(b"CONTENT_LENGTH"),
            fields: [const { None }; KEPT],
            addresses: [const { None }; KEPT],
        }
    }

    /// The key of a field; None for one that has none: a name with an underscore could pass for another field, and
    /// HTTP_PROXY is a setting of clients (httpoxy).
    fn key(&mut self, name: &[u8]) -> Option<Str> {
        let sum = name.len() * 7
            + name.first().map_or(0, |b| usize::from(*b))
            + name.last().map_or(0, |b| usize::from(*b) * 3);
        let place = &mut self.fields[sum % KEPT];
        if let Some(known) = place
            && *known.name == *name
        {
            return Some(known.key.clone());
        }
        if name.contains(&b'_') || name.eq_ignore_ascii_case(b"proxy") {
            return None;
        }
        let upper = name.iter().map(|b| if *b == b'-' { b'_' } else { b.to_ascii_uppercase() });
        let key = Str::new(&b"HTTP_".iter().copied().chain(upper).collect::<Vec<u8>>());
        *place = Some(FieldKey { name: name.into(), key: key.clone() });
        Some(key)
    }

    /// Host and port as texts.
    fn address(&mut self, of: SocketAddr) -> (Str, Str) {
        let place = &mut self.addresses[usize::from(of.port()) % KEPT];
        match place {
            Some(known) if known.of == of => (known.host.clone(), known.port.clone()),
            _ => {
                let host = Str::new(of.ip().to_string().as_bytes());
                let port = Str::new(of.port().to_string().as_bytes());
                *place = Some(Address { of, host: host.clone(), port: port.clone() });
                (host, port)
            }
        }
    }
}

/// `$_SERVER` for this request.
pub(super) fn array(exchange: &Exchange) -> Array {
    let mut known = KNOWN.borrow_mut();
    if known.as_ref().is_some_and(|known| known.environment != environment()) {
        *known = None;
    }
    let known = known.get_or_insert_with(Known::new);
    let head = exchange.head();
    let mut copy = known.template.copy();
    let first = known.first;
    let mut fill = |own: Own, value: Value| copy.fill(first + own as usize, value);
    let client = exchange.client();
    let scheme = client.scheme.unwrap_or(if exchange.tls().is_some() { "https" } else { "http" });
    fill(Own::Scheme, scheme.into());
    fill(Own::Protocol, protocol(head).into());
    fill(Own::Method, head.method().into());
    fill(Own::Uri, uri(head));
    fill(Own::Query, head.query().unwrap_or_default().into());
    let host = client.host.as_deref().or_else(|| head.host());
    let (address, port) = match exchange.local() {
        Some(local) => known.address(local),
        None => (Str::new(b""), Str::new(b"")),
    };
    let name = host.map(without_port).filter(|host| !host.is_empty());
    fill(Own::Name, name.map_or_else(|| address.clone().into(), Value::from));
    fill(Own::ServerAddress, address.into());
    fill(Own::ServerPort, port.into());
    let (address, port) = known.address(SocketAddr::new(client.address, client.port));
    fill(Own::ClientAddress, address.into());
    fill(Own::ClientPort, port.into());
    let received = exchange.received().duration_since(UNIX_EPOCH).unwrap_or_default();
    fill(Own::Time, (received.as_secs() as i64).into());
    fill(Own::TimeFloat, received.as_secs_f64().into());
    let mut array = copy.into_array();
    if let Some(type_) = head.get("content-type") {
        array.set_known(&known.content_type, type_);
    }
    if !exchange.body().is_empty() || head.get("content-length").is_some() {
        array.set_known(&known.content_length, exchange.body().len().to_string());
    }
    if scheme == "https" {
        array.set("HTTPS", "on");
    }
    add_fields(known, head, &mut array);
    if is_absolute(head)
        && let Some(host) = head.host()
    {
        // The Host field does not count then (RFC 9112 3.2.2).
        array.set("HTTP_HOST", host);
    }
    array
}

fn is_absolute(head: &Head) -> bool {
    !head.target().starts_with(b"/") && head.target() != b"*"
}

/// Path and query, also of an absolute target, as web servers hand them to PHP: rules about paths must not be passed by in
/// another form of the same request.
fn uri(head: &Head) -> Value {
    match head.query() {
        _ if !is_absolute(head) => head.target().into(),
        None => head.path().into(),
        Some(query) => [head.path(), b"?", query].concat()[..].into(),
    }
}

/// In the words of php-fpm behind a web server.
fn protocol(head: &Head) -> &'static str {
    match head.version() {
        Version::Http10 => "HTTP/1.0",
        Version::Http11 => "HTTP/1.1",
        Version::Http2 => "HTTP/2.0",
    }
}

fn add_fields(known: &mut Known, head: &Head, array: &mut Array) {
    for (name, value) in head.fields() {
        let Some(key) = known.key(name) else { continue };
        match array.get(key.bytes()).and_then(|earlier| earlier.as_bytes()) {
            None => array.set_known(&key, value),
            // RFC 9110 5.3; cookies have a separator of their own (RFC 6265 5.4).
            Some(earlier) => {
                let separator = if key.bytes() == b"HTTP_COOKIE" { &b"; "[..] } else { b", " };
                let joined = [earlier, separator, value].concat();
                array.set_known(&key, &joined[..]);
            }
        }
    }
}

/// `[::1]:80` without its port.
fn without_port(host: &[u8]) -> &[u8] {
    match host.iter().rposition(|b| *b == b':') {
        Some(colon) if !host[colon..].contains(&b']') => &host[..colon],
        _ => host,
    }
}
