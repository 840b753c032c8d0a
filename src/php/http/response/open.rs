//! Whether a response can still be answered, and by whom: this process, another one (`Response::create()`), or nobody
//! any more, which the methods say with a warning and false.

use super::part::Part;
use crate::error::{Error, Kind};
use crate::http::Exchange;
use crate::php::http::remote::Remote;
use crate::zend::{Call, Outcome, throw::warn};
use std::rc::Rc;

/// Who gives the answer, while it can be given.
pub(super) enum Open<'a> {
    /// This process.
    Here(&'a Part, Rc<Exchange>),
    /// Another one.
    There(&'a Part, Rc<Remote>),
    /// Nobody any more; there was a warning, unless the client is gone.
    Not,
}

/// Who gives it now.
#[inline]
pub(super) fn open<'a>(call: &Call<'a>) -> Outcome<Open<'a>> {
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
        Some(remote) if remote.is_lost() => Open::Not,
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

/// What is prepared, before the head is sent.
#[inline]
pub(super) fn unsent<'a>(call: &Call<'a>) -> Outcome<Option<&'a Part>> {
    let part = call.this::<Part>()?;
    match &*part.exchange.borrow() {
        Some(exchange) if !exchange.is_ended() && !exchange.is_head_sent() => return Ok(Some(part)),
        _ => {}
    }
    Ok(unsent_elsewhere(call)?.then_some(part))
}

/// Whether another process gives the answer and has not sent its head; warns.
#[cold]
fn unsent_elsewhere(call: &Call<'_>) -> Outcome<bool> {
    let is_sent = match open(call)? {
        Open::Here(_, exchange) => exchange.is_head_sent(),
        Open::There(_, remote) => remote.is_head_sent(),
        Open::Not => return Ok(false),
    };
    if is_sent {
        warn("the response's head is sent already: set status, headers and cookies before the first write()");
    }
    Ok(!is_sent)
}

/// True, or false for a client that is gone (that is life, no warning) and other errors (with one).
pub(super) fn done(result: Result<(), Error>) -> bool {
    if let Err(error) = &result
        && error.kind != Kind::Closed
    {
        warn(&error.message);
    }
    result.is_ok()
}
