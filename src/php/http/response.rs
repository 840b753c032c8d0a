//! `Peregrine\Http\Response`: the answer to a request. It may be kept and ended later, by any coroutine of the worker.

use super::remote::Remote;
use crate::coroutine::{self as core, Interrupt};
use crate::error::{Error, Kind as ErrorKind};
use crate::http::answer::{Case, FieldName, HeadWriter, is_field_value};
use crate::http::cookie::{self, Cookie};
use crate::http::order::{Act, Draft};
use crate::http::{Exchange, Flow};
use crate::zend::{
    Call, Class, Instance, Kind, Lazy, Outcome, PhpThread, Str, Value, functions, properties, throw::warn,
};
use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

/// `Http\Response`
pub(crate) const RESPONSE: Class = Class {
    name: "Peregrine\\Http\\Response",
    doc: "The answer to a request. It ends with `end()`, `sendfile()` or `redirect()`; one that nobody holds any more and\n\
          nobody ended is answered with 500.\n",
    kind: Kind::Lazy,
    properties: properties! {
        /// The connection's number, positive.
        "public $fd";
    },
    methods: functions! {
        /// Sets the status code (200 to 999) and the reason; '' is the code's own.
        ///
        /// @return bool false, with a warning, when the head is sent
        "public function status(int $http_code, string $reason = ''): bool" => status;
        /// The same as `status()`.
        "public function setStatusCode(int $http_code, string $reason = ''): bool" => status;
        /// Sets a header field, replacing one of that name; an array writes one line each. `$format` writes the name
        /// like `Content-Type`. Without a Content-Type of yours it is text/html.
        ///
        /// @throws \ValueError for a name that is no token, or a value with CR, LF or NUL
        /// @return bool false, with a warning, when the head is sent
        "public function header(string $key, array|string $value, bool $format = true): bool" => header;
        /// The same as `header()`.
        "public function setHeader(string $key, array|string $value, bool $format = true): bool" => header;
        /// Adds a cookie (RFC 6265) with an encoded value; '' deletes it. `$expires` is seconds since 1970, 0 the end of
        /// the session.
        ///
        /// @throws \ValueError for a part that would break out of the field
        "public function cookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => cookie;
        /// The same as `cookie()`.
        "public function setCookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => cookie;
        /// Adds a cookie whose value is written as it is.
        "public function rawcookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => raw_cookie;
        /// The same as `rawcookie()`.
        "public function setRawCookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => raw_cookie;
        /// Adds a field that is sent behind the body (RFC 9110 6.5): with HTTP/2, and with HTTP/1.1 when the body is chunked,
        /// which it then is. Until `end()`.
        ///
        /// @throws \ValueError for a name that is no token or is read before the body, or a value with CR, LF or NUL
        /// @return bool false, with a warning, when the response is ended or has a Content-Length that is sent
        "public function trailer(string $key, string $value): bool" => trailer;
        /// Sends a piece of the body at once (chunked, unless a Content-Length was set). When the client takes less than
        /// is written, the coroutine waits here.
        ///
        /// @return bool false when the response is ended or the client is gone
        "public function write(string $content): bool" => write;
        /// Ends the response with this body, or with the last piece after `write()`.
        ///
        /// @return bool false when it is ended already (with a warning) or the client is gone
        "public function end(?string $content = null): bool" => end;
        /// Ends the response with `$length` bytes (0: all) of a file from `$offset` on, without loading it. Without a
        /// Content-Type of yours the file name decides.
        ///
        /// @return bool false, with a warning, when the file cannot be read or does not have these bytes
        "public function sendfile(string $filename, int $offset = 0, int $length = 0): bool" => sendfile;
        /// Ends the response with a Location field and this status (301, 302, 303, 307 or 308).
        "public function redirect(string $location, int $http_code = 302): bool" => redirect;
        /// Whether it can still be written to: not ended, client not gone.
        "public function isWritable(): bool" => is_writable;
        /// Takes the connection over for another protocol, which the client must have asked for with Upgrade (RFC 9110 7.8,
        /// HTTP/1.1): answers 101 with the headers and cookies that were set, and ends this response.
        ///
        /// @return Peregrine\\Http\\Connection|false false, with a warning, when the client did not ask for it, the body has
        ///   not been read, or the head is sent
        "public function switchProtocol(string $protocol): Peregrine\\Http\\Connection|false" => switch_protocol;
        /// Lets go of the response without ending it: `Response::create($fd)` finds it again, in any process of the server.
        /// `$fd` stays readable.
        "public function detach(): bool" => detach;
        /// The response of that connection (with HTTP/2 the one detached last), detached in this worker or, inside a
        /// coroutine, in another one: then each call on it waits until that worker has done it, and status, headers and
        /// cookies set here are sent with the first `write()`, `end()` or `sendfile()`. False when there is none, also
        /// because its client or its worker is gone.
        ///
        /// @param object|array|int $server the Server, or the connection's number
        "public static function create(object|array|int $server = -1, int $fd = -1): Peregrine\\Http\\Response|false" => create;
    },
    ..Class::EMPTY
};

struct Field {
    name: Rc<FieldName>,
    value: Value,
}

/// Names a program sends again and again, as they are written; found by the address of the literal that names them.
struct KnownNames([RefCell<Option<KnownName>>; 32]);

/// The name as the program gave it, how it was to be written, and how that reads.
type KnownName = (Str, Case, Rc<FieldName>);

static NAMES: PhpThread<KnownNames> = PhpThread::new(KnownNames([const { RefCell::new(None) }; 32]));

fn field_name(name: &Str, case: Case) -> Result<Rc<FieldName>, Error> {
    let place = &NAMES.0[(name.address() >> 5) % NAMES.0.len()];
    if let Some((known, known_case, written)) = &*place.borrow()
        && *known_case == case
        && known.bytes() == name.bytes()
    {
        return Ok(written.clone());
    }
    let written = Rc::new(FieldName::new(name.bytes(), case)?);
    *place.borrow_mut() = Some((Str::new(name.bytes()), case, written.clone()));
    Ok(written)
}

/// What a Response object carries.
#[derive(Default)]
pub(super) struct Part {
    exchange: RefCell<Option<Rc<Exchange>>>,
    /// Instead of it: an answer of another process.
    remote: RefCell<Option<Rc<Remote>>>,
    /// The connection's number, once it is detached.
    detached: Cell<i64>,
    status: Cell<u16>,
    reason: RefCell<Option<Str>>,
    fields: RefCell<Vec<Field>>,
    /// Whether one of them is Content-Type.
    has_type: Cell<bool>,
    cookies: RefCell<Vec<Vec<u8>>>,
}

/// A Response object for this exchange.
pub(super) fn make(exchange: Rc<Exchange>) -> Instance {
    let part = Part::default();
    part.show(exchange);
    Instance::lazy(RESPONSE.name, part)
}

fn make_remote(remote: Rc<Remote>) -> Instance {
    let part = Part::default();
    part.status.set(200);
    part.remote.replace(Some(remote));
    Instance::lazy(RESPONSE.name, part)
}

impl Part {
    /// Answers another exchange; only while nobody else holds the object.
    pub(super) fn show(&self, exchange: Rc<Exchange>) {
        self.status.set(200);
        self.has_type.set(false);
        *self.exchange.borrow_mut() = Some(exchange);
    }

    /// Forgets what was prepared for an exchange that is over.
    pub(super) fn forget(&self) {
        self.fields.borrow_mut().clear();
        if self.reason.borrow().is_some() || !self.cookies.borrow().is_empty() {
            self.reason.take();
            self.cookies.take();
        }
    }

    /// Nobody can end it any more.
    pub(super) fn abandon(&self) {
        if let Some(exchange) = self.exchange.take() {
            exchange.abandon();
        }
    }

    /// Ends the answer in the server's own name, if it is not ended.
    pub(super) fn fail(&self, status: u16) {
        let exchange = self.exchange.borrow().clone();
        if let Some(exchange) = exchange {
            exchange.fail(status);
        }
    }

    /// Whether status, fields or cookies were set.
    pub(super) fn is_touched(&self) -> bool {
        self.status.get() != 200 || !self.fields.borrow().is_empty() || !self.cookies.borrow().is_empty()
    }

    /// Hands status and fields over with the first piece of the body.
    pub(super) fn send_head(&self, exchange: &Exchange) -> Result<(), Error> {
        if exchange.is_head_sent() {
            return Ok(());
        }
        let reason = self.reason.borrow();
        exchange.respond(self.status.get(), reason.as_ref().map(Str::bytes), |head| {
            self.write_fields(head)?;
            if !self.has_type.get() && !matches!(self.status.get(), 204 | 304) {
                head.field(b"Content-Type", b"text/html", Case::AsIs)?;
            }
            self.write_cookies(head)
        })
    }

    #[inline]
    fn write_cookies(&self, head: &mut HeadWriter<'_>) -> Result<(), Error> {
        self.cookies.borrow().iter().try_for_each(|cookie| head.field(b"Set-Cookie", cookie, Case::AsIs))
    }

    #[inline]
    fn write_fields(&self, head: &mut HeadWriter<'_>) -> Result<(), Error> {
        for field in self.fields.borrow().iter() {
            match field.value.elements() {
                None => head.named(&field.name, field.value.as_bytes().unwrap_or_default())?,
                Some(lines) => {
                    for (_, line) in lines {
                        // An object may become another text each time it is asked.
                        let line = line.to_str().filter(|l| is_field_value(l.bytes()));
                        let line = line.ok_or_else(|| Error::invalid("a header value has a line end in it"))?;
                        head.named(&field.name, line.bytes())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Status and fields for another process's answer, unless its head is out.
    fn draft(&self, remote: &Remote) -> Option<Draft> {
        if remote.is_head_sent() {
            return None;
        }
        let reason = self.reason.borrow().as_ref().map_or(Vec::new(), |reason| reason.bytes().to_vec());
        let mut draft = Draft { status: self.status.get(), reason, fields: Vec::new() };
        for field in self.fields.borrow().iter() {
            let name = field.name.name();
            match field.value.elements() {
                None => draft.add(name, field.value.as_bytes().unwrap_or_default()),
                Some(lines) => {
                    lines.filter_map(|(_, line)| line.to_str()).for_each(|line| draft.add(name, line.bytes()))
                }
            }
        }
        if !self.has_type.get() && !matches!(draft.status, 204 | 304) {
            draft.add(b"Content-Type", b"text/html");
        }
        self.cookies.borrow().iter().for_each(|cookie| draft.add(b"Set-Cookie", cookie));
        Some(draft)
    }

    /// Sets a field, replacing one of that name.
    fn set_field(&self, name: Rc<FieldName>, value: Value) {
        if name.is_content_type() {
            self.has_type.set(true);
        }
        let mut fields = self.fields.borrow_mut();
        let same = |f: &&mut Field| Rc::ptr_eq(&f.name, &name) || f.name.name().eq_ignore_ascii_case(name.name());
        match fields.iter_mut().find(same) {
            None => fields.push(Field { name, value }),
            Some(earlier) => {
                let gone = std::mem::replace(earlier, Field { name, value });
                drop(fields);
                drop(gone);
            }
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.abandon();
    }
}

impl Lazy for Part {
    fn fill(&self, _: u32) -> Value {
        let remote = || self.remote.borrow().as_ref().map_or(self.detached.get(), |remote| remote.number());
        self.exchange.borrow().as_ref().map_or_else(remote, |e| e.connection_id().number()).into()
    }
}

/// Who gives the answer, while it can be given.
enum Open<'a> {
    /// This process.
    Here(&'a Part, Rc<Exchange>),
    /// Another one.
    There(&'a Part, Rc<Remote>),
    /// Nobody any more; there was a warning, unless the client is gone.
    Not,
}

#[inline]
fn open<'a>(call: &Call<'a>) -> Outcome<Open<'a>> {
    let part = call.this::<Part>()?;
    let exchange = part.exchange.borrow().clone();
    match exchange {
        Some(exchange) if !exchange.is_ended() => Ok(Open::Here(part, exchange)),
        _ => Ok(open_elsewhere(part)),
    }
}

#[cold]
fn open_elsewhere(part: &Part) -> Open<'_> {
    let remote = part.remote.borrow().clone();
    match remote {
        Some(remote) if !remote.is_ended() => Open::There(part, remote),
        _ => {
            let exchange = part.exchange.borrow().clone();
            // That a client is gone needs no warning.
            if !exchange.is_some_and(|exchange| exchange.is_lost()) {
                warn("the response is ended already");
            }
            Open::Not
        }
    }
}

/// The same, before the head is sent.
fn unsent<'a>(call: &Call<'a>) -> Outcome<Option<&'a Part>> {
    let (part, is_sent) = match open(call)? {
        Open::Here(part, exchange) => (part, exchange.is_head_sent()),
        Open::There(part, remote) => (part, remote.is_head_sent()),
        Open::Not => return Ok(None),
    };
    if is_sent {
        warn("the response's head is sent already: set status, headers and cookies before the first write()");
    }
    Ok((!is_sent).then_some(part))
}

/// True, or false for a client that is gone (that is life, no warning) and other errors (with one).
fn done(result: Result<(), Error>) -> bool {
    if let Err(error) = &result
        && error.kind != ErrorKind::Closed
    {
        warn(&error.message);
    }
    result.is_ok()
}

fn status(call: &Call<'_>) -> Outcome<bool> {
    let code = call.long(0)?;
    if !(200..=999).contains(&code) {
        return Err(call.invalid(0, "must be from 200 to 999").into());
    }
    let reason = call.optional_str(1)?.filter(|r| !r.bytes().is_empty());
    if reason.as_ref().is_some_and(|r| breaks_out(r.bytes())) {
        return Err(call.invalid(1, "must not contain CR, LF or NUL").into());
    }
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.status.set(code as u16);
    *part.reason.borrow_mut() = reason;
    Ok(true)
}

fn breaks_out(bytes: &[u8]) -> bool {
    bytes.iter().any(|b| matches!(b, b'\r' | b'\n' | 0))
}

fn header(call: &Call<'_>) -> Outcome<bool> {
    let name = call.str(0)?;
    let is_array = call.arg(1).is_some_and(|v| v.is_array());
    let value = if is_array { call.value(1) } else { call.str(1)?.into() };
    let case = if call.bool_or(2, true)? { Case::Capitalised } else { Case::AsIs };
    let Ok(name) = field_name(&name, case) else {
        return Err(call.invalid(0, "must be a header name: letters, digits and !#$%&'*+-.^_`|~").into());
    };
    let bad = match value.elements() {
        None => !is_field_value(value.as_bytes().unwrap_or_default()),
        Some(mut lines) => lines.any(|(_, line)| line.to_str().is_none_or(|l| !is_field_value(l.bytes()))),
    };
    if bad {
        return Err(call.invalid(1, "must not contain CR, LF or NUL").into());
    }
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.set_field(name, value);
    Ok(true)
}

/// Sets a field whose name is ours.
fn set_known(part: &Part, name: &str, value: Value) {
    if let Ok(name) = FieldName::new(name.as_bytes(), Case::AsIs) {
        part.set_field(Rc::new(name), value);
    }
}

fn add_cookie(call: &Call<'_>, value: cookie::Value) -> Outcome<bool> {
    let text = |n: usize, default: &'static [u8]| if call.count() > n { call.bytes(n) } else { Ok(default) };
    let cookie = Cookie {
        name: call.bytes(0)?,
        value: text(1, b"")?,
        expires: call.long_or(2, 0)?,
        path: text(3, b"/")?,
        domain: text(4, b"")?,
        secure: call.bool_or(5, false)?,
        http_only: call.bool_or(6, false)?,
        same_site: text(7, b"")?,
        priority: text(8, b"")?,
        partitioned: call.bool_or(9, false)?,
    };
    let mut line = Vec::new();
    if let Err(error) = cookie.write(value, &mut line) {
        return Err(call.invalid(0, format!("makes no cookie: {}", error.message)).into());
    }
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.cookies.borrow_mut().push(line);
    Ok(true)
}

fn cookie(call: &Call<'_>) -> Outcome<bool> {
    add_cookie(call, cookie::Value::Encoded)
}

fn raw_cookie(call: &Call<'_>) -> Outcome<bool> {
    add_cookie(call, cookie::Value::Raw)
}

fn trailer(call: &Call<'_>) -> Outcome<bool> {
    let (name, value) = (call.bytes(0)?, call.bytes(1)?);
    if !is_field_value(value) {
        return Err(call.invalid(1, "must not contain CR, LF or NUL").into());
    }
    let exchange = match open(call)? {
        Open::Here(_, exchange) => exchange,
        Open::There(_, remote) => return remote.act(None, Act::Trailer(name.to_vec(), value.to_vec())),
        Open::Not => return Ok(false),
    };
    let was_sent = exchange.is_head_sent();
    match exchange.trailer(name, value, Case::Capitalised) {
        Err(error) if !was_sent && error.kind == ErrorKind::Invalid => {
            Err(call.invalid(0, format!("cannot be a trailer: {}", error.message)).into())
        }
        result => Ok(done(result)),
    }
}

fn write(call: &Call<'_>) -> Outcome<bool> {
    let content = call.bytes(0)?;
    let (part, exchange) = match open(call)? {
        Open::Here(part, exchange) => (part, exchange),
        Open::There(part, remote) => return remote.act(part.draft(&remote), Act::Write(content.to_vec())),
        Open::Not => return Ok(false),
    };
    match part.send_head(&exchange).and_then(|()| exchange.write(content)) {
        Ok(Flow::Full) if core::current_id() > 0 => match core::future("a slow client", exchange.drained()) {
            Ok(there) => Ok(there),
            Err(Interrupt::Stop(stop)) => Err(stop),
            Err(_) => Ok(false),
        },
        other => Ok(done(other.map(|_| ()))),
    }
}

fn end(call: &Call<'_>) -> Outcome<bool> {
    let content = if call.has(0) { call.bytes(0)? } else { b"" };
    match open(call)? {
        Open::Here(part, exchange) => Ok(done(part.send_head(&exchange).and_then(|()| exchange.end(content)))),
        Open::There(part, remote) => remote.act(part.draft(&remote), Act::End(content.to_vec())),
        Open::Not => Ok(false),
    }
}

fn sendfile(call: &Call<'_>) -> Outcome<bool> {
    let (path, offset, length) = (call.str(0)?, call.long_or(1, 0)?, call.long_or(2, 0)?);
    if path.bytes().contains(&0) {
        return Err(call.invalid(0, "must not contain any null bytes").into());
    }
    if offset < 0 {
        return Err(call.invalid(1, "must not be negative").into());
    }
    if length < 0 {
        return Err(call.invalid(2, "must not be negative").into());
    }
    let (part, exchange) = match open(call)? {
        Open::Here(part, exchange) => (part, exchange),
        Open::There(part, remote) => return send_file_there(part, &remote, &path, (offset as u64, length as u64)),
        Open::Not => return Ok(false),
    };
    let Some(file) = regular_file(&path) else { return Ok(false) };
    let guesses = !exchange.is_head_sent() && !part.has_type.get();
    if guesses {
        guess_type(part, &path);
    }
    let length = (length > 0).then_some(length as u64);
    let sent = part.send_head(&exchange).and_then(|()| exchange.send_file(file, offset as u64, length));
    if sent.is_err() && guesses {
        part.has_type.set(false);
        part.fields.borrow_mut().pop();
    }
    Ok(done(sent))
}

fn guess_type(part: &Part, path: &Str) {
    let mime = mime_guess::from_path(&*path.text()).first_raw().unwrap_or("application/octet-stream");
    set_known(part, "Content-Type", mime.into());
}

/// Its owner opens it, where this process finds it.
fn send_file_there(part: &Part, remote: &Remote, path: &Str, (offset, length): (u64, u64)) -> Outcome<bool> {
    let at = Path::new(OsStr::from_bytes(path.bytes()));
    let Some(_) = regular_file(path) else { return Ok(false) };
    let Ok(whole) = std::path::absolute(at) else { return Ok(false) };
    if !remote.is_head_sent() && !part.has_type.get() {
        guess_type(part, path);
    }
    remote.act(part.draft(remote), Act::SendFile(whole.as_os_str().as_bytes().to_vec(), offset, length))
}

/// The file at that path, opened; None, with a warning, when it is none. A FIFO is not opened: that would wait.
fn regular_file(path: &Str) -> Option<File> {
    let at = Path::new(OsStr::from_bytes(path.bytes()));
    match at.metadata().and_then(|m| if m.is_file() { File::open(at).map(Some) } else { Ok(None) }) {
        Ok(Some(file)) => return Some(file),
        Ok(None) => warn(format!("{} is not a file", path.text())),
        Err(error) => warn(format!("{} cannot be read: {error}", path.text())),
    }
    None
}

fn redirect(call: &Call<'_>) -> Outcome<bool> {
    let (location, code) = (call.str(0)?, call.long_or(1, 302)?);
    if ![301, 302, 303, 307, 308].contains(&code) {
        return Err(call.invalid(1, "must be 301, 302, 303, 307 or 308").into());
    }
    if !is_field_value(location.bytes()) {
        return Err(call.invalid(0, "must not contain CR, LF or NUL").into());
    }
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.status.set(code as u16);
    set_known(part, "Location", location.into());
    match open(call)? {
        Open::Here(part, exchange) => Ok(done(part.send_head(&exchange).and_then(|()| exchange.end(b"")))),
        Open::There(part, remote) => remote.act(part.draft(&remote), Act::End(Vec::new())),
        Open::Not => Ok(false),
    }
}

fn is_writable(call: &Call<'_>) -> Outcome<bool> {
    let part = call.this::<Part>()?;
    if let Some(exchange) = &*part.exchange.borrow() {
        return Ok(exchange.is_writable());
    }
    let remote = part.remote.borrow().clone();
    remote.map_or(Ok(false), |remote| remote.is_writable())
}

fn switch_protocol(call: &Call<'_>) -> Outcome<Value> {
    let protocol = call.bytes(0)?;
    let (part, exchange) = match open(call)? {
        Open::Here(part, exchange) => (part, exchange),
        Open::There(..) => {
            warn("only the worker that has the connection can take it over");
            return Ok(false.into());
        }
        Open::Not => return Ok(false.into()),
    };
    let taken = exchange.upgrade(protocol, |head| {
        part.write_fields(head)?;
        part.write_cookies(head)
    });
    if !done(taken) {
        return Ok(false.into());
    }
    part.exchange.take();
    Ok(super::connection::make(exchange).value())
}

fn detach(call: &Call<'_>) -> Outcome<bool> {
    let part = call.this::<Part>()?;
    // What another process has detached stays so.
    if let Some(remote) = part.remote.take() {
        part.detached.set(remote.number());
        return Ok(!remote.is_ended());
    }
    let detached = part.exchange.borrow().as_ref().is_some_and(|e| e.detach());
    if detached && let Some(exchange) = part.exchange.take() {
        part.detached.set(exchange.connection_id().number());
    }
    Ok(detached)
}

fn create(call: &Call<'_>) -> Outcome<Value> {
    let fd = match call.arg(0).and_then(|a| a.as_long()) {
        Some(fd) if fd > 0 => fd,
        _ => call.long_or(1, -1)?,
    };
    if let Some(exchange) = super::server::detached(fd) {
        return Ok(make(exchange).value());
    }
    Ok(Remote::find(fd)?.map_or(Value::from(false), |remote| make_remote(remote).value()))
}
