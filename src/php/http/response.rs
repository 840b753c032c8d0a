//! `Peregrine\Http\Response`: the answer to a request. It may be kept and ended later, by any coroutine of the worker.
//! Here are the class and the methods that send; `response/` has what the object carries and what is set before.

mod fields;
mod file;
mod names;
mod open;
mod part;

use super::remote::Remote;
use crate::coroutine::{self as core, Interrupt};
use crate::http::Flow;
use crate::http::answer::is_field_value;
use crate::http::order::Act;
use crate::zend::{Call, Class, Kind, Outcome, Value, functions, properties, throw::warn};
use fields::set_known;
use open::{Open, done, open, unsent};

pub(super) use part::{Part, make};

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
        "public function status(int $http_code, string $reason = ''): bool" => fields::status;
        /// The same as `status()`.
        "public function setStatusCode(int $http_code, string $reason = ''): bool" => fields::status;
        /// Sets a header field, replacing one of that name; an array writes one line each, null removes it. Line ends around
        /// a value are left out. `$format` writes the name like `Content-Type`. Without a Content-Type of yours it is
        /// text/html.
        ///
        /// @throws \ValueError for a name that is no token, or a value with CR, LF or NUL
        /// @return bool false, with a warning, when the head is sent
        "public function header(string $key, array|string|null $value, bool $format = true): bool" => fields::header;
        /// The same as `header()`.
        "public function setHeader(string $key, array|string|null $value, bool $format = true): bool" => fields::header;
        /// Adds a cookie (RFC 6265) with an encoded value; '' deletes it. `$expires` is seconds since 1970, 0 the end of
        /// the session. With a Cookie object the other arguments are not looked at.
        ///
        /// @throws \ValueError for a part that would break out of the field
        /// @return bool false, with a warning, when the head is sent
        "public function cookie(Peregrine\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => fields::cookie;
        /// The same as `cookie()`.
        "public function setCookie(Peregrine\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => fields::cookie;
        /// As `cookie()`, with a value that is written as it is; a Cookie object says that itself.
        "public function rawcookie(Peregrine\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => fields::raw_cookie;
        /// The same as `rawcookie()`.
        "public function setRawCookie(Peregrine\\Http\\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool" => fields::raw_cookie;
        /// Adds a field that is sent behind the body (RFC 9110 6.5): with HTTP/2, and with HTTP/1.1 when the body is chunked,
        /// which it then is. Until `end()`.
        ///
        /// @throws \ValueError for a name that is no token or is read before the body, or a value with CR, LF or NUL
        /// @return bool false, with a warning, when the response is ended or has a Content-Length that is sent
        "public function trailer(string $key, string $value): bool" => fields::trailer;
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
        "public function sendfile(string $filename, int $offset = 0, int $length = 0): bool" => file::sendfile;
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
    Ok(Remote::find(fd)?.map_or(Value::from(false), |remote| part::make_remote(remote).value()))
}
