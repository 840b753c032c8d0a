//! `Peregrine\Http\Request`: what a client sent. The arrays are made when PHP code first reads them.

use super::body;
use super::uploads::Parts;
use crate::http::h1::head::{Head, Version};
use crate::http::{Exchange, cookie};
use crate::net::tls::Facts;
use crate::zend::{
    Array, Call, Class, Instance, Kind, Lazy, Outcome, PhpThread, Str, Value, functions, input_files, input_post,
    parse_query, properties,
};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::time::UNIX_EPOCH;

/// `Http\Request`
pub(crate) const REQUEST: Class = Class {
    name: "Peregrine\\Http\\Request",
    doc: "A request as the client sent it.\n",
    kind: Kind::Lazy,
    properties: properties! {
        /// The connection's number, positive.
        "public $fd";
        /// The number of the request's HTTP/2 stream; 0 with HTTP/1.
        "public $streamId";
        /// The header fields by lower-case name; one that was sent twice is an array of strings. Cookies are in `$cookie`.
        "public $header";
        /// request_method, request_uri (as sent, without the query), path_info (decoded), query_string (when there is
        /// one), request_time, request_time_float, server_protocol, server_addr, server_port, remote_addr, remote_port (0 when a
        /// proxy did not say), master_time, request_scheme (http or https), http_host (when one was sent). What a trusted
        /// proxy says about the client counts here (`trusted_proxies`); `$header` is as it was sent. Over TLS also https
        /// ('on'), ssl_protocol, ssl_cipher, and where the client gave them ssl_server_name and ssl_client_cert (PEM,
        /// verified).
        "public $server";
        /// The cookies, decoded; null without any.
        "public $cookie";
        /// The query's variables by PHP's rules (max_input_vars); null without any.
        "public $get";
        /// Uploaded files in the shape of `$_FILES`; null without any.
        "public $files";
        /// The form's variables by PHP's rules; null without any.
        "public $post";
        /// Where the uploaded files are; null without any. They are removed with the request.
        "public $tmpfiles";
    },
    methods: functions! {
        /// The body; '' for multipart/form-data, whose parts are in `$post` and `$files`. With `stream_request_body` the
        /// coroutine waits here until it has arrived, as it does where `$post`, `$files` and `$tmpfiles` are first read.
        ///
        /// @return string|false false when it will not come, or (with a warning) when `read()` took parts of it
        "public function rawContent(): string|false" => raw_content;
        /// The body; the same as `rawContent()`.
        "public function getContent(): string|false" => raw_content;
        /// The next piece of the body, at most `$length` bytes, as it is on the wire also for multipart/form-data; '' at its
        /// end. With `stream_request_body` it is received when it is asked for: the coroutine waits here, and a client
        /// that sends faster than this reads is held back. Until the response is ended.
        ///
        /// @param float $timeout seconds; 0 or less waits as long as `body_timeout` allows
        /// @return string|false false when `$timeout` passed, or when the rest will not come: the client is gone, or what it
        ///   sent was refused (too long, too slow, malformed), which has ended the response; `Response::isWritable()` tells
        "public function read(int $length = 65536, float $timeout = -1): string|false" => body::read;
        /// The whole request: request line, header fields and body.
        "public function getData(): string|false" => get_data;
        /// The method, as sent.
        "public function getMethod(): string|false" => get_method;
    },
    ..Class::EMPTY
};

/// What a Request object carries.
#[derive(Default)]
pub(super) struct Part {
    exchange: RefCell<Option<Rc<Exchange>>>,
    parts: OnceCell<Parts>,
}

/// A Request object for this exchange.
pub(super) fn make(exchange: Rc<Exchange>) -> Instance {
    Instance::lazy(REQUEST.name, Part { exchange: RefCell::new(Some(exchange)), parts: OnceCell::new() })
}

impl Part {
    /// Shows another exchange, or none; only while nobody else holds the object.
    pub(super) fn show(&self, exchange: Option<Rc<Exchange>>) {
        *self.exchange.borrow_mut() = exchange;
    }

    /// The exchange it shows.
    pub(super) fn exchange(&self) -> Option<Rc<Exchange>> {
        self.exchange.borrow().clone()
    }

    /// Whether it took a form apart: then it is not reused.
    pub(super) fn has_parts(&self) -> bool {
        self.parts.get().is_some()
    }

    fn form(&self, exchange: &Exchange) -> &Parts {
        self.parts.get_or_init(|| Parts::new(exchange.take_form().unwrap_or_default()))
    }
}

/// Property names in the order of their declaration.
const FILLED: [fn(&Part, &Rc<Exchange>) -> Value; 9] =
    [fd, stream_id, header, server, cookies, get, files, post, tmpfiles];

impl Lazy for Part {
    fn fill(&self, index: u32) -> Value {
        match (&*self.exchange.borrow(), FILLED.get(index as usize)) {
            (Some(exchange), Some(fill)) => fill(self, exchange),
            _ => Value::null(),
        }
    }
}

fn fd(_: &Part, exchange: &Rc<Exchange>) -> Value {
    exchange.connection_id().number().into()
}

fn stream_id(_: &Part, exchange: &Rc<Exchange>) -> Value {
    i64::from(exchange.stream_id()).into()
}

/// The names clients send most, as strings whose hash is known.
struct Names {
    fields: Vec<Str>,
    server: Vec<Str>,
}

static NAMES: PhpThread<OnceCell<Names>> = PhpThread::new(OnceCell::new());

const FIELDS: &[&str] = &[
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-type",
    "content-length",
    "cache-control",
    "referer",
    "origin",
    "authorization",
    "upgrade-insecure-requests",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-dest",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-request-id",
    "te",
];
const SERVER: &[&str] = &[
    "request_method",
    "request_uri",
    "path_info",
    "query_string",
    "request_time",
    "request_time_float",
    "server_protocol",
    "server_addr",
    "server_port",
    "remote_addr",
    "remote_port",
    "master_time",
    "request_scheme",
    "http_host",
];

/// Makes the known names; at start-up, when permanent strings may be made.
pub(crate) fn register_names() {
    let permanent = |names: &[&str]| names.iter().map(|n| Str::permanent(n)).collect();
    let _ = NAMES.set(Names { fields: permanent(FIELDS), server: permanent(SERVER) });
}

fn names() -> &'static Names {
    NAMES.get().expect("made at start-up")
}

fn header(_: &Part, exchange: &Rc<Exchange>) -> Value {
    let head = exchange.head();
    let mut array = Array::new(head.len());
    let mut lower = [0_u8; 64];
    for (name, value) in head.fields() {
        if name.eq_ignore_ascii_case(b"cookie") {
            continue;
        }
        let mut long = Vec::new();
        let name = match lower.get_mut(..name.len()) {
            Some(short) => {
                short.copy_from_slice(name);
                short.make_ascii_lowercase();
                &*short
            }
            None => {
                long.extend(name.to_ascii_lowercase());
                &long[..]
            }
        };
        add_field(&mut array, name, value);
    }
    array.into()
}

fn add_field(array: &mut Array, name: &[u8], value: &[u8]) {
    let earlier = array.get(name).map(|e| e.to_value());
    let value = match earlier {
        None => Value::from(value),
        Some(earlier) => {
            let mut all = Array::new(2);
            match earlier.elements() {
                Some(elements) => elements.for_each(|(_, e)| all.push(e.to_value())),
                None => all.push(earlier.clone()),
            }
            all.push(value);
            all.into()
        }
    };
    match names().fields.iter().find(|known| known.bytes() == name) {
        Some(known) => array.set_known(known, value),
        None => array.set(name, value),
    }
}

fn version(head: &Head) -> &'static str {
    match head.version() {
        Version::Http10 => "HTTP/1.0",
        Version::Http11 => "HTTP/1.1",
        Version::Http2 => "HTTP/2",
    }
}

fn server(_: &Part, exchange: &Rc<Exchange>) -> Value {
    let (head, names) = (exchange.head(), &names().server);
    let mut array = Array::new(SERVER.len());
    let path = head.path();
    array.set_known(&names[0], head.method());
    array.set_known(&names[1], path);
    array.set_known(&names[2], &*percent_decode(path));
    if let Some(query) = head.query() {
        array.set_known(&names[3], query);
    }
    let received = exchange.received().duration_since(UNIX_EPOCH).unwrap_or_default();
    array.set_known(&names[4], received.as_secs() as i64);
    array.set_known(&names[5], received.as_secs_f64());
    array.set_known(&names[6], version(head));
    if let Some(local) = exchange.local() {
        array.set_known(&names[7], local.ip().to_string());
        array.set_known(&names[8], i64::from(local.port()));
    }
    let client = exchange.client();
    array.set_known(&names[9], client.address.to_string());
    array.set_known(&names[10], i64::from(client.port));
    array.set_known(&names[11], received.as_secs() as i64);
    array.set_known(&names[12], client.scheme.unwrap_or(if exchange.tls().is_some() { "https" } else { "http" }));
    if let Some(host) = client.host.as_deref().or_else(|| head.host()) {
        array.set_known(&names[13], host);
    }
    if let Some(tls) = exchange.tls() {
        add_tls(&mut array, tls);
    }
    array.into()
}

/// What the TLS handshake brought, under the names of `$request->server`.
#[cold]
pub(in crate::php) fn add_tls(array: &mut Array, tls: Facts) {
    array.set("https", "on");
    array.set("ssl_protocol", tls.version);
    array.set("ssl_cipher", tls.cipher);
    if let Some(name) = tls.server_name {
        array.set("ssl_server_name", name);
    }
    if let Some(certificate) = tls.certificate {
        array.set("ssl_client_cert", pem(&certificate));
    }
}

/// A certificate in PEM (RFC 7468).
fn pem(certificate: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in certificate.chunks(48) {
        for three in line.chunks(3) {
            let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
            let digit = |at: usize| match at <= three.len() {
                true => char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]),
                false => '=',
            };
            text.extend((0..4).map(digit));
        }
        text.push('\n');
    }
    text + "-----END CERTIFICATE-----\n"
}

/// RFC 3986 2.1; what is no escape stays.
pub(in crate::php) fn percent_decode(text: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if !text.contains(&b'%') {
        return text.into();
    }
    let hex = |at: usize| text.get(at).and_then(|b| char::from(*b).to_digit(16));
    let (mut decoded, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = text.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded.into()
}

fn cookies(_: &Part, exchange: &Rc<Exchange>) -> Value {
    let mut array: Option<Array> = None;
    for field in exchange.head().all("cookie") {
        for (name, value) in cookie::pairs(field) {
            let array = array.get_or_insert_with(|| Array::new(8));
            // The first of a name counts, as in $_COOKIE: browsers send the most specific path first.
            if array.get(name).is_none() {
                let spaces: Vec<u8> = value.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
                array.set(name, &*percent_decode(&spaces));
            }
        }
    }
    array.into()
}

fn get(_: &Part, exchange: &Rc<Exchange>) -> Value {
    exchange.head().query().and_then(parse_query).into()
}

fn is_urlencoded(exchange: &Exchange) -> bool {
    let essence = exchange.head().get("content-type").and_then(|v| v.split(|b| *b == b';').next()).unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

fn post(part: &Part, exchange: &Rc<Exchange>) -> Value {
    if !body::is_there(exchange) {
        return Value::null();
    }
    if is_urlencoded(exchange) {
        return parse_query(exchange.body()).into();
    }
    input_post().unwrap_or_else(|| part.form(exchange).post.clone().into())
}

fn files(part: &Part, exchange: &Rc<Exchange>) -> Value {
    if !body::is_there(exchange) {
        return Value::null();
    }
    input_files().unwrap_or_else(|| part.form(exchange).files.clone().into())
}

fn tmpfiles(part: &Part, exchange: &Rc<Exchange>) -> Value {
    if !body::is_there(exchange) {
        return Value::null();
    }
    part.form(exchange).paths().into()
}

fn with_exchange(call: &Call<'_>, read: impl FnOnce(&Exchange) -> Value) -> Outcome<Value> {
    let part = call.this::<Part>()?;
    Ok(part.exchange.borrow().as_deref().map_or(Value::from(false), read))
}

fn raw_content(call: &Call<'_>) -> Outcome<Value> {
    if body::gather(call)? { with_exchange(call, |exchange| exchange.body().into()) } else { Ok(false.into()) }
}

fn get_method(call: &Call<'_>) -> Outcome<Value> {
    with_exchange(call, |exchange| exchange.head().method().into())
}

fn get_data(call: &Call<'_>) -> Outcome<Value> {
    if !body::gather(call)? {
        return Ok(false.into());
    }
    with_exchange(call, |exchange| {
        let head = exchange.head();
        let mut data = [head.method(), b" ", head.target(), b" ", version(head).as_bytes(), b"\r\n"].concat();
        for (name, value) in head.fields() {
            [name, b": ", value, b"\r\n"].iter().for_each(|piece| data.extend_from_slice(piece));
        }
        data.extend_from_slice(b"\r\n");
        data.extend_from_slice(exchange.body());
        data.as_slice().into()
    })
}
