//! `$_SERVER` of a request with `request_state`: what php-fpm gives, environment included (`clear_env = no`).
//! Names that come again and again are made once.

use crate::http::Exchange;
use crate::zend::{Array, PhpThread, Str, Value, main_script};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The names that do not depend on the request's fields.
const NAMES: [&str; 21] = [
    "GATEWAY_INTERFACE",
    "SERVER_SOFTWARE",
    "DOCUMENT_ROOT",
    "SCRIPT_FILENAME",
    "SCRIPT_NAME",
    "PHP_SELF",
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
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "REQUEST_TIME",
    "REQUEST_TIME_FLOAT",
    "DOCUMENT_URI",
];

/// What stays the same from request to request in this process.
struct Known {
    names: Vec<Str>,
    /// Environment and script.
    constant: Vec<(Str, Value)>,
    fields: [Option<FieldKey>; 64],
}

/// A field's name as clients write it, and its key.
struct FieldKey {
    name: Box<[u8]>,
    key: Str,
}

static KNOWN: PhpThread<RefCell<Option<Known>>> = PhpThread::new(RefCell::new(None));

fn constants() -> Vec<(Str, Value)> {
    let key = |name: &[u8]| Str::new(name).interned();
    let mut all: Vec<(Str, Value)> = Vec::new();
    for (name, value) in std::env::vars_os() {
        let (name, value) = (name.into_encoded_bytes(), value.into_encoded_bytes());
        // A variable of that name would pass for a field of the request.
        if !name.starts_with(b"HTTP_") {
            all.push((key(&name), Value::from(&value[..])));
        }
    }
    let file = PathBuf::from(OsStr::from_bytes(&main_script()));
    let file = file.canonicalize().unwrap_or(file);
    let root = file.parent().unwrap_or(Path::new("")).as_os_str().as_encoded_bytes();
    let own = [b"/", file.file_name().unwrap_or_default().as_encoded_bytes()].concat();
    let texts: [(&str, &[u8]); 8] = [
        ("GATEWAY_INTERFACE", b"CGI/1.1"),
        ("SERVER_SOFTWARE", concat!("Peregrine/", env!("CARGO_PKG_VERSION")).as_bytes()),
        ("DOCUMENT_ROOT", root),
        ("SCRIPT_FILENAME", file.as_os_str().as_encoded_bytes()),
        ("SCRIPT_NAME", &own),
        ("PHP_SELF", &own),
        ("DOCUMENT_URI", &own),
        ("REQUEST_SCHEME", b"http"),
    ];
    all.extend(texts.into_iter().map(|(name, value)| (key(name.as_bytes()), Value::from(value))));
    all
}

impl Known {
    fn new() -> Known {
        let names = NAMES.iter().map(|name| Str::new(name.as_bytes()).interned()).collect();
        Known { names, constant: constants(), fields: [const { None }; 64] }
    }

    /// The key of a field; None for one that has none: a name with an underscore could pass for another field, and
    /// HTTP_PROXY is a setting of clients (httpoxy).
    fn key(&mut self, name: &[u8]) -> Option<Str> {
        let sum = name.iter().fold(name.len(), |sum, b| sum.wrapping_mul(31).wrapping_add(usize::from(*b)));
        let place = &mut self.fields[sum % 64];
        if let Some(known) = place
            && *known.name == *name
        {
            return Some(known.key.clone());
        }
        if name.contains(&b'_') || name.eq_ignore_ascii_case(b"proxy") {
            return None;
        }
        let mut key = b"HTTP_".to_vec();
        key.extend(name.iter().map(|b| if *b == b'-' { b'_' } else { b.to_ascii_uppercase() }));
        let key = Str::new(&key);
        *place = Some(FieldKey { name: name.into(), key: key.clone() });
        Some(key)
    }
}

/// `$_SERVER` for this request.
pub(super) fn array(exchange: &Exchange, protocol: &str) -> Array {
    let mut known = KNOWN.borrow_mut();
    let known = known.get_or_insert_with(Known::new);
    let head = exchange.head();
    let mut array = Array::new(known.constant.len() + 13 + head.len());
    for (name, value) in &known.constant {
        array.set_known(name, value.clone());
    }
    let names = &known.names;
    let at = |name: &str| &names[NAMES.iter().position(|n| *n == name).expect("in the list")];
    array.set_known(at("SERVER_PROTOCOL"), protocol);
    array.set_known(at("REQUEST_METHOD"), head.method());
    array.set_known(at("REQUEST_URI"), head.target());
    array.set_known(at("QUERY_STRING"), head.query().unwrap_or_default());
    let host = head.get("host").map(without_port).filter(|host| !host.is_empty());
    if let Some(local) = exchange.local() {
        let address = local.ip().to_string();
        array.set_known(at("SERVER_NAME"), host.unwrap_or(address.as_bytes()));
        array.set_known(at("SERVER_ADDR"), address);
        array.set_known(at("SERVER_PORT"), local.port().to_string());
    }
    array.set_known(at("REMOTE_ADDR"), exchange.peer().ip().to_string());
    array.set_known(at("REMOTE_PORT"), exchange.peer().port().to_string());
    if let Some(type_) = head.get("content-type") {
        array.set_known(at("CONTENT_TYPE"), type_);
    }
    if !exchange.body().is_empty() || head.get("content-length").is_some() {
        array.set_known(at("CONTENT_LENGTH"), exchange.body().len().to_string());
    }
    let received = exchange.received().duration_since(UNIX_EPOCH).unwrap_or_default();
    array.set_known(at("REQUEST_TIME"), received.as_secs() as i64);
    array.set_known(at("REQUEST_TIME_FLOAT"), received.as_secs_f64());
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
    array
}

/// `[::1]:80` without its port.
fn without_port(host: &[u8]) -> &[u8] {
    match host.iter().rposition(|b| *b == b':') {
        Some(colon) if !host[colon..].contains(&b']') => &host[..colon],
        _ => host,
    }
}
