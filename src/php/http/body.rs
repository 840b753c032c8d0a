//! `Request::read()` and `Connection::recv()`, and waiting for a body that arrives while its request is answered (`stream_request_body`).

use super::request::Part;
use crate::coroutine::{self as core, Interrupt};
use crate::error::{Error, Kind};
use crate::http::Exchange;
use crate::php::coroutine::timeout;
use crate::time;
use crate::zend::{Call, Outcome, Value, throw::warn};
use bytes::Bytes;
use std::rc::Rc;

pub(super) fn read(call: &Call<'_>) -> Outcome<Value> {
    let exchange = call.this::<Part>()?.exchange();
    read_from(call, exchange)
}

/// The same for whatever a client sends.
pub(super) fn read_from(call: &Call<'_>, exchange: Option<Rc<Exchange>>) -> Outcome<Value> {
    let (length, patience) = (call.long_or(0, 65_536)?, timeout(call.double_or(1, -1.0)?));
    let Some(length) = usize::try_from(length).ok().filter(|n| *n > 0) else {
        return Err(call.invalid(0, "must be greater than 0").into());
    };
    let Some(exchange) = exchange else { return Ok(false.into()) };
    if let Some(read) = exchange.read_now(length) {
        return Ok(piece(read));
    }
    let reading = exchange.read(length);
    let read = match patience {
        None => core::future("the request's body", reading).map(Some),
        Some(time) => core::future("the request's body", time::timeout(time, reading)).map(|read| read.ok()),
    };
    match read {
        Ok(Some(read)) => Ok(piece(read)),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Ok(None) | Err(Interrupt::Cancelled | Interrupt::TimedOut) => Ok(false.into()),
    }
}

fn piece(read: Result<Bytes, Error>) -> Value {
    read.inspect_err(tell).map_or(false.into(), |piece| piece[..].into())
}

/// That a client is gone needs no warning.
fn tell(error: &Error) {
    if error.kind == Kind::Invalid {
        warn(&error.message);
    }
}

/// Waits until the whole body is there. False: it will not be.
pub(super) fn gather(call: &Call<'_>) -> Outcome<bool> {
    match call.this::<Part>()?.exchange() {
        Some(exchange) if exchange.is_streamed() => wait(&exchange),
        _ => Ok(true),
    }
}

/// The same where a property is read; an exception is left pending.
#[inline]
pub(super) fn is_there(exchange: &Rc<Exchange>) -> bool {
    !exchange.is_streamed() || exchange.has_whole_forms() || wait(exchange).unwrap_or(false)
}

#[cold]
fn wait(exchange: &Rc<Exchange>) -> Outcome<bool> {
    if exchange.is_gathered() {
        return Ok(true);
    }
    match core::future("the request's body", exchange.gather()) {
        Ok(gathered) => Ok(gathered.inspect_err(tell).is_ok()),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(_) => Ok(false),
    }
}
