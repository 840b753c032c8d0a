//! `Peregrine\Coroutine\Http\Client`: asks one origin, and parks the coroutine until the answer is whole.

use super::outgoing::{self, Wrong};
use super::{answer, options};
use crate::client::{Answer, Client, Download, Failure, Origin, Request, Settings, Stage};
use crate::coroutine::{self as core, Interrupt};
use crate::php::exception::ERROR_NAME;
use crate::zend::{
    Array, Call, Class, Constant, Kind, Outcome, Stop, Str, Thrown, Value, Zval, constants, functions, properties,
    throw,
};
use std::cell::{Cell, RefCell, RefMut};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

const CONNECT_FAILED: i64 = -1;
const REQUEST_TIMEOUT: i64 = -2;
const SERVER_RESET: i64 = -3;
const SEND_FAILED: i64 = -4;
const CANCELED: i64 = 10_017;

/// `SWOOLE_HTTP_CLIENT_ESTATUS_*` and the code of a cancelled wait under our names.
pub(crate) const CONSTANTS: &[Constant] = constants! {
    /// `Http\Client::$statusCode` when there was no connection: name, TCP or TLS.
    "Peregrine\\HTTP_CLIENT_ESTATUS_CONNECT_FAILED" = CONNECT_FAILED;
    /// `Http\Client::$statusCode` when the answer was not whole in time.
    "Peregrine\\HTTP_CLIENT_ESTATUS_REQUEST_TIMEOUT" = REQUEST_TIMEOUT;
    /// `Http\Client::$statusCode` when the connection ended, or the answer was refused, before it was whole.
    "Peregrine\\HTTP_CLIENT_ESTATUS_SERVER_RESET" = SERVER_RESET;
    /// `Http\Client::$statusCode` when the request could not be written.
    "Peregrine\\HTTP_CLIENT_ESTATUS_SEND_FAILED" = SEND_FAILED;
    /// `$errCode` of a wait that `Coroutine::cancel()` ended.
    "Peregrine\\ERROR_CO_CANCELED" = CANCELED;
};

/// `Coroutine\Http\Client`
pub(crate) const CLIENT: Class = Class {
    name: "Peregrine\\Coroutine\\Http\\Client",
    doc: "An HTTP/1.1 client of one server, with or without TLS. One connection is kept for its requests, which are made\n\
          one after the other. Redirects are not followed. A request without an answer gives false; an answer of any\n\
          status gives true.\n",
    kind: Kind::Native,
    properties: properties! {
        /// Why the last request failed: an errno (111 refused, 104 reset, 110 timed out) or 711 no address, 1014
        /// certificate refused, 1018 no TLS, 1201 body too long, 7102 not HTTP/1.1, 10017 cancelled. 0 after an answer.
        "public $errCode = 0";
        /// Why the last request failed, for people; '' after an answer.
        "public $errMsg = ''";
        /// Whether there is a connection for the next request.
        "public $connected = false";
        /// The server.
        "public $host = ''";
        /// Its port.
        "public $port = 0";
        /// Whether TLS is spoken.
        "public $ssl = false";
        /// The options that were set.
        "public $setting = null";
        /// The method of the next `execute()`; null: POST with a body, else GET.
        "public $requestMethod = null";
        /// The header fields of the requests.
        "public $requestHeaders = null";
        /// The body of the next `execute()`.
        "public $requestBody = null";
        /// The answer's status; without an answer one of HTTP_CLIENT_ESTATUS_*.
        "public $statusCode = 0";
        /// The answer's header fields by lower-case name; one that came twice is an array of strings. Set-Cookie is in
        /// `$set_cookie_headers`.
        "public $headers = null";
        /// The answer's Set-Cookie fields; null without any.
        "public $set_cookie_headers = null";
        /// The cookies of the requests, by name: those that were set and those that answers brought.
        "public $cookies = null";
        /// The answer's body.
        "public $body = ''";
    },
    methods: functions! {
        /// A client of that host (a name or an IP address); it connects with the first request.
        ///
        /// @param int $port 0 is 80, with TLS 443
        /// @throws \ValueError for what is no host, or a port above 65,535
        "public function __construct(string $host, int $port = 0, bool $ssl = false)" => construct;
        /// Changes options: `connect_timeout` (seconds for name, TCP and TLS, default 10), `read_timeout` (seconds for the
        /// whole answer, default 60), `timeout` (both), each for ever when 0 or less; `keep_alive` (default true);
        /// `package_max_length` (the longest body taken into memory, in bytes, default 64 MiB); `ssl_verify_peer` (default
        /// true), `ssl_cafile` (PEM file of the authorities to trust instead of the system's), `ssl_host_name` (the name
        /// the certificate must have, default the host).
        ///
        /// @throws \ValueError for an unknown option, with the nearest right name, or a value out of range
        "public function set(array $settings): bool" => set;
        /// Sets the method of the next `execute()`.
        ///
        /// @throws \ValueError for what is no token
        "public function setMethod(string $method): bool" => set_method;
        /// Sets the header fields of the requests, replacing all earlier ones; an array as value writes one line each.
        ///
        /// @throws \ValueError for a name that is no token, a value with a control character, Transfer-Encoding, Upgrade
        "public function setHeaders(array $headers): bool" => set_headers;
        /// Sends `Authorization: Basic` (RFC 7617) with the requests. It is shown nowhere.
        ///
        /// @throws \ValueError for a user name with a colon
        "public function setBasicAuth(string $username, #[\\SensitiveParameter] string $password): void" => set_basic_auth;
        /// Sets the cookies of the requests, name to value, replacing all earlier ones.
        ///
        /// @throws \ValueError for a name with a separator
        "public function setCookies(array $cookies): bool" => set_cookies;
        /// Sets the body of the next `execute()`: an array is sent as a form, a string as it is.
        "public function setData(array|string $data): bool" => set_data;
        /// Sends a request with `$requestMethod` and `$requestBody` and waits for the answer.
        ///
        /// @param string $path path and query, percent-encoded
        /// @return bool false when there is no answer: see `$statusCode`, `$errCode` and `$errMsg`
        /// @throws \ValueError for a path, a method, header fields or cookies that cannot be sent
        /// @throws \Peregrine\Error outside a coroutine, or while another one waits for this client
        "public function execute(string $path): bool" => execute;
        /// The same with method GET and no body.
        "public function get(string $path): bool" => get;
        /// The same with method POST and this body: an array is sent as a form, anything else as a string.
        "public function post(string $path, mixed $data): bool" => post;
        /// GET into a file, which an answer with a status of 2xx replaces; any other leaves it alone and its body is in
        /// `$body`. With an `$offset` the rest from that byte on is asked for; false when the server sends something else.
        /// `package_max_length` does not count here, `read_timeout` does.
        "public function download(string $path, string $file, int $offset = 0): bool" => download;
        /// The answer's body.
        "public function getBody(): string|false" => get_body;
        /// The answer's header fields, as `$headers`.
        "public function getHeaders(): array|false|null" => get_headers;
        /// The cookies, as `$cookies`.
        "public function getCookies(): array|false|null" => get_cookies;
        /// The answer's status, as `$statusCode`.
        "public function getStatusCode(): int|false" => get_status_code;
        /// The head of the last request as it was sent, but for a password; false before the first.
        "public function getHeaderOut(): string|false" => get_header_out;
        /// Closes the connection; the next request makes a new one. False when there is none.
        "public function close(): bool" => close;
    },
    ..Class::EMPTY
};

const ERR_CODE: u32 = 0;
const ERR_MSG: u32 = 1;
const CONNECTED: u32 = 2;
const HOST: u32 = 3;
const PORT: u32 = 4;
const SSL: u32 = 5;
const SETTING: u32 = 6;
const REQUEST_METHOD: u32 = 7;
const REQUEST_HEADERS: u32 = 8;
const REQUEST_BODY: u32 = 9;
const STATUS_CODE: u32 = 10;
const HEADERS: u32 = 11;
const SET_COOKIE_HEADERS: u32 = 12;
const COOKIES: u32 = 13;
const BODY: u32 = 14;

/// What a Client object carries. Who sends keeps `client` borrowed while it is parked.
struct Part {
    client: RefCell<Client>,
    settings: RefCell<Settings>,
    /// User and password.
    login: RefCell<Option<(Str, Str)>>,
    /// The coroutine that waits for the client.
    waits: Cell<i64>,
}

impl Part {
    fn client(&self) -> Result<RefMut<'_, Client>, Thrown> {
        self.client.try_borrow_mut().map_err(|_| {
            let id = self.waits.get();
            let text = format!(
                "this Http\\Client has already been bound to another coroutine#{id}, which waits for its answer: make \
                 one client for each coroutine"
            );
            throw(ERROR_NAME, text, 0)
        })
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let host = call.text(0)?;
    let port = u16::try_from(call.long_or(1, 0)?).map_err(|_| call.invalid(1, "must be from 0 to 65535"))?;
    let tls = call.bool_or(2, false)?;
    let origin = Origin::new(host, port, tls).map_err(|error| call.invalid(0, error.message))?;
    let port = origin.port;
    call.construct(Part {
        client: RefCell::new(Client::new(origin)),
        settings: RefCell::default(),
        login: RefCell::default(),
        waits: Cell::new(0),
    })?;
    call.set_property(HOST, host);
    call.set_property(PORT, i64::from(port));
    call.set_property(SSL, tls);
    Ok(())
}

fn set(call: &Call<'_>) -> Outcome<bool> {
    let part = call.this::<Part>()?;
    let mut settings = part.settings.borrow().clone();
    if options::read(call, 0, &mut settings)? {
        // The connection was checked by the old rules.
        disconnect(call, part)?;
    }
    part.settings.replace(settings);
    let mut all = Array::new(8);
    for options in [call.property(SETTING).to_value(), call.value(0)] {
        for (key, value) in options.elements().into_iter().flatten() {
            all.set(key.text_bytes(), value.to_value());
        }
    }
    call.set_property(SETTING, all);
    Ok(true)
}

/// Tries what a setter was given on a request.
fn check(call: &Call<'_>, add: fn(&mut Request, &Zval) -> Result<(), Wrong>) -> Outcome<Value> {
    let given = call.array(0)?;
    let tried = Request::new(b"GET", b"/").map_err(Wrong::from).and_then(|mut request| add(&mut request, given));
    match tried {
        Ok(()) => Ok(given.to_value()),
        Err(Wrong::Because(text)) => Err(call.invalid(0, format!("is wrong: {text}")).into()),
        Err(Wrong::Thrown(thrown)) => Err(thrown.into()),
    }
}

fn set_method(call: &Call<'_>) -> Outcome<bool> {
    let method = call.str(0)?;
    Request::new(method.bytes(), b"/").map_err(|error| call.invalid(0, format!("is wrong: {}", error.message)))?;
    call.set_property(REQUEST_METHOD, method);
    Ok(true)
}

fn set_headers(call: &Call<'_>) -> Outcome<bool> {
    let headers = check(call, outgoing::add_headers)?;
    call.set_property(REQUEST_HEADERS, headers);
    Ok(true)
}

fn set_cookies(call: &Call<'_>) -> Outcome<bool> {
    let cookies = check(call, outgoing::add_cookies)?;
    call.set_property(COOKIES, cookies);
    Ok(true)
}

fn set_basic_auth(call: &Call<'_>) -> Outcome {
    let (user, password) = (call.str(0)?, call.str(1)?);
    if user.bytes().contains(&b':') {
        return Err(call.invalid(0, "must not contain a colon (RFC 7617)").into());
    }
    call.this::<Part>()?.login.replace(Some((user, password)));
    Ok(())
}

fn set_data(call: &Call<'_>) -> Outcome<bool> {
    let data = match call.arg(0).filter(|data| data.is_array()) {
        Some(form) => form.to_value(),
        None => call.str(0)?.into(),
    };
    call.set_property(REQUEST_BODY, data);
    Ok(true)
}

fn execute(call: &Call<'_>) -> Outcome<bool> {
    let (method, body) = (call.property(REQUEST_METHOD).to_value(), call.property(REQUEST_BODY).to_value());
    let method = match method.to_str().ok_or(Thrown)? {
        given if !given.bytes().is_empty() => given,
        _ if body.is_null() => Str::new(b"GET"),
        _ => Str::new(b"POST"),
    };
    Request::new(method.bytes(), b"/").map_err(|error| Wrong::from(error).of_property("requestMethod"))?;
    let request = request(call, &method, &body)?;
    send(call, request, None)
}

fn get(call: &Call<'_>) -> Outcome<bool> {
    let method = Str::new(b"GET");
    let request = request(call, &method, &Value::null())?;
    call.set_property(REQUEST_METHOD, method);
    send(call, request, None)
}

fn post(call: &Call<'_>) -> Outcome<bool> {
    let (method, body) = (Str::new(b"POST"), call.value(1));
    let request = request(call, &method, &body)?;
    call.set_property(REQUEST_METHOD, method);
    call.set_property(REQUEST_BODY, body);
    send(call, request, None)
}

fn download(call: &Call<'_>) -> Outcome<bool> {
    let file = call.bytes(1)?;
    if file.is_empty() || file.contains(&0) {
        return Err(call.invalid(1, "must be a path without NUL bytes").into());
    }
    let offset = u64::try_from(call.long_or(2, 0)?).map_err(|_| call.invalid(2, "must not be negative"))?;
    let method = Str::new(b"GET");
    let mut request = request(call, &method, &Value::null())?;
    if offset > 0 && !request.has("range") {
        let range = format!("bytes={offset}-");
        request.field(b"Range", range.as_bytes()).map_err(|error| call.invalid(2, error.message))?;
    }
    call.set_property(REQUEST_METHOD, method);
    send(call, request, Some(Download { path: OsStr::from_bytes(file).into(), offset }))
}

/// A request for argument 0 of the call, with what the properties say.
fn request(call: &Call<'_>, method: &Str, body: &Zval) -> Result<Request, Stop> {
    let wrong = |error: crate::error::Error| call.invalid(0, format!("is wrong: {}", error.message));
    let mut request = Request::new(method.bytes(), call.bytes(0)?).map_err(wrong)?;
    let headers = call.property(REQUEST_HEADERS).to_value();
    outgoing::add_headers(&mut request, &headers).map_err(|wrong| wrong.of_property("requestHeaders"))?;
    if let Some((user, password)) = &*call.this::<Part>()?.login.borrow() {
        request.login(user.bytes(), password.bytes()).map_err(wrong)?;
    }
    // One Cookie field at most (RFC 6265 5.4): one among the headers is the caller's own business.
    if !request.has("cookie") {
        let cookies = call.property(COOKIES).to_value();
        outgoing::add_cookies(&mut request, &cookies).map_err(|wrong| wrong.of_property("cookies"))?;
    }
    outgoing::set_body(&mut request, body).map_err(|wrong| wrong.of_property("requestBody"))?;
    Ok(request)
}

fn send(call: &Call<'_>, request: Request, download: Option<Download>) -> Outcome<bool> {
    let part = call.this::<Part>()?;
    let mut client = part.client()?;
    forget_answer(call);
    part.waits.set(core::current_id());
    let settings = part.settings.borrow().clone();
    let sent = core::future("the answer to an HTTP request", client.send(request, &settings, download.as_ref()));
    call.set_property(CONNECTED, client.is_connected());
    drop(client);
    match sent {
        Ok(Ok(answer)) => Ok(show_answer(call, &answer)),
        Ok(Err(failure)) => Ok(fail(call, status_of(&failure), failure.error.code.into(), &failure.error.message)),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(Interrupt::Cancelled | Interrupt::TimedOut) => {
            Ok(fail(call, SERVER_RESET, CANCELED, "the wait for the answer was cancelled"))
        }
    }
}

fn status_of(failure: &Failure) -> i64 {
    match failure.stage {
        Stage::Connect => CONNECT_FAILED,
        Stage::Timeout => REQUEST_TIMEOUT,
        Stage::Receive => SERVER_RESET,
        Stage::Send => SEND_FAILED,
    }
}

fn fail(call: &Call<'_>, status: i64, code: i64, message: &str) -> bool {
    call.set_property(STATUS_CODE, status);
    call.set_property(ERR_CODE, code);
    call.set_property(ERR_MSG, message);
    false
}

fn forget_answer(call: &Call<'_>) {
    fail(call, 0, 0, "");
    call.set_property(HEADERS, Value::null());
    call.set_property(SET_COOKIE_HEADERS, Value::null());
    call.set_property(BODY, "");
}

fn show_answer(call: &Call<'_>, received: &Answer) -> bool {
    call.set_property(STATUS_CODE, i64::from(received.status));
    call.set_property(HEADERS, answer::headers(received));
    call.set_property(BODY, &*received.body);
    let set_cookies = answer::set_cookies(received);
    if !set_cookies.is_empty() {
        call.set_property(SET_COOKIE_HEADERS, answer::list(&set_cookies));
        let cookies = answer::merged(&call.property(COOKIES).to_value(), &set_cookies);
        call.set_property(COOKIES, cookies);
    }
    true
}

fn property(call: &Call<'_>, index: u32) -> Outcome<Value> {
    call.this::<Part>()?;
    Ok(call.property(index).to_value())
}

fn get_body(call: &Call<'_>) -> Outcome<Value> {
    property(call, BODY)
}

fn get_headers(call: &Call<'_>) -> Outcome<Value> {
    property(call, HEADERS)
}

fn get_cookies(call: &Call<'_>) -> Outcome<Value> {
    property(call, COOKIES)
}

fn get_status_code(call: &Call<'_>) -> Outcome<Value> {
    property(call, STATUS_CODE)
}

fn get_header_out(call: &Call<'_>) -> Outcome<Value> {
    let client = call.this::<Part>()?.client()?;
    Ok(if client.head_out().is_empty() { false.into() } else { client.head_out().into() })
}

fn close(call: &Call<'_>) -> Outcome<bool> {
    disconnect(call, call.this::<Part>()?)
}

fn disconnect(call: &Call<'_>, part: &Part) -> Outcome<bool> {
    let closed = part.client()?.close();
    call.set_property(CONNECTED, false);
    Ok(closed)
}
