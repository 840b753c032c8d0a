//! A request answered the way PHP scripts do: `$_SERVER` from its head, `header()` into the head of the answer, output into
//! its body. With `request_state` only; runs on the request's coroutine and its children.
//!
//! States of the output: kept (until the end, or a flush) → streaming (the head is sent) → over. A handler that answers
//! through the Response object leaves nothing to do here.

use super::server::Pair;
use super::server_variables;
use crate::coroutine::{self as core, Interrupt};
use crate::error::{Kind, Result};
use crate::http::answer::Case;
use crate::http::{Exchange, Flow};
use crate::log::{self, Level};
use crate::zend::{self, Array, Call, Description, Function, Input, Outcome, Output, Request, functions, throw::warn};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::time::UNIX_EPOCH;

/// Output above this many bytes is streamed, with or without a flush.
const KEPT: usize = 1024 * 1024;

/// PHP's own functions for what only php-fpm has.
pub(in crate::php) const FUNCTIONS: &[Function] = functions! {
    /// Ends the answer of a request with `request_state`, which the client has then whole, and goes on with the script, as under
    /// php-fpm: for work after the answer. Output buffers are flushed into it; what is printed later goes nowhere.
    ///
    /// @return bool false when the answer is ended already, or the caller is not a request's own coroutine
    "function fastcgi_finish_request(): bool" => finish_request;
};

fn finish_request(_: &Call<'_>) -> Outcome<bool> {
    zend::finish_request()
}

/// One request and its answer.
pub(super) struct Sapi {
    exchange: Rc<Exchange>,
    pair: Rc<Pair>,
    cookie: OnceCell<Option<Vec<u8>>>,
    output: RefCell<Vec<u8>>,
    /// The script set a status or a field.
    has_head: Cell<bool>,
    streaming: Cell<bool>,
    over: Cell<bool>,
}

impl Sapi {
    pub(super) fn new(exchange: Rc<Exchange>, pair: Rc<Pair>) -> Sapi {
        Sapi {
            exchange,
            pair,
            cookie: OnceCell::new(),
            output: RefCell::default(),
            has_head: Cell::new(false),
            streaming: Cell::new(false),
            over: Cell::new(false),
        }
    }

    /// Whether the Response object has the answer.
    fn is_answered(&self) -> bool {
        self.over.get() || self.exchange.is_ended() || (self.exchange.is_head_sent() && !self.streaming.get())
    }

    /// What becomes of output that the answer cannot take any more.
    #[cold]
    fn refused(&self, is_sent: bool) -> Output {
        let lost = is_sent && !self.over.get() && self.exchange.is_cut();
        if lost { Output::ClientGone } else { Output::Taken }
    }

    /// All Cookie fields in one (RFC 6265 5.4 sends one, HTTP/2 gateways several).
    fn cookie(&self) -> Option<&[u8]> {
        let head = self.exchange.head();
        let join = || {
            let all: Vec<&[u8]> = head.all("cookie").collect();
            (!all.is_empty()).then(|| all.join(&b"; "[..]))
        };
        self.cookie.get_or_init(join).as_deref()
    }

    /// Whether somebody is going to end the answer when the script is over.
    fn is_left_to_others(&self) -> bool {
        let says_nothing = self.output.borrow().is_empty() && !self.has_head.get();
        self.exchange.is_detached() || (says_nothing && self.pair.is_response_held())
    }

    /// Ends the answer with what was kept.
    fn complete(&self, failed: bool) -> Result<()> {
        let output = self.output.take();
        if !self.streaming.get() && !failed && self.pair.response().is_touched() {
            self.pair.response().send_head(&self.exchange)?;
        }
        self.exchange.end(&output)
    }

    /// What was kept and not ended belongs to nobody from now on.
    fn close(&self, result: Result<()>) {
        if let Err(error) = result
            && error.kind != Kind::Closed
        {
            log::write(Level::Warning, &format!("an answer could not be sent: {}", error.message));
        }
        self.over.set(true);
        self.output.take();
    }
}

impl Request for Sapi {
    fn describe(&self) -> Description<'_> {
        let head = self.exchange.head();
        let received = self.exchange.received().duration_since(UNIX_EPOCH).unwrap_or_default();
        Description {
            method: head.method(),
            uri: head.target(),
            query: head.query(),
            content_type: head.get("content-type"),
            cookie: self.cookie(),
            authorization: head.get("authorization"),
            body: if self.exchange.may_arrive_late() { &[] } else { self.exchange.body() },
            arrives: self.exchange.may_arrive_late(),
            time: received.as_secs_f64(),
        }
    }

    fn server(&self) -> Array {
        server_variables::array(&self.exchange)
    }

    fn read(&self, most: usize) -> Input {
        match self.exchange.read_now(most) {
            None => Input::Nothing,
            Some(Ok(piece)) if piece.is_empty() => Input::End,
            Some(Ok(piece)) => Input::Piece(piece),
            Some(Err(error)) if error.kind == Kind::Closed => Input::Broken,
            Some(Err(error)) => {
                warn(&error.message);
                Input::Refused
            }
        }
    }

    fn await_input(&self) -> bool {
        core::current_id() > 0 && core::future("php://input", self.exchange.arrival()).is_ok()
    }

    fn head(&self, status: u16, reason: Option<&[u8]>, lines: &mut dyn Iterator<Item = &[u8]>) {
        if self.is_answered() {
            return;
        }
        let (mut count, mut refused) = (0, Ok(()));
        let result = self.exchange.respond(status, reason, |head| {
            for line in lines {
                count += 1;
                let mut parts = line.splitn(2, |b| *b == b':');
                let (name, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                if let Err(error) = head.field(name.trim_ascii(), value.trim_ascii(), Case::AsIs) {
                    refused = Err(error);
                }
            }
            Ok(())
        });
        // One is the Content-Type that PHP adds.
        self.has_head.set(status != 200 || count > 1);
        if let Err(error) = result.and(refused) {
            log::write(Level::Warning, &format!("a header of an answer was left out: {}", error.message));
        }
    }

    fn write(&self, bytes: &[u8]) -> Output {
        if self.is_answered() {
            return self.refused(self.streaming.get());
        }
        self.output.borrow_mut().extend_from_slice(bytes);
        if self.output.borrow().len() > KEPT { self.flush() } else { Output::Taken }
    }

    fn flush(&self) -> Output {
        if self.is_answered() {
            return self.refused(true);
        }
        self.streaming.set(true);
        let piece = self.output.take();
        match self.exchange.write(&piece) {
            Ok(Flow::Full) if core::current_id() > 0 => match core::future("a slow client", self.exchange.drained()) {
                Ok(true) => Output::Taken,
                Ok(false) => Output::ClientGone,
                Err(Interrupt::Stop(_)) => Output::Stopped,
                Err(_) => Output::Taken,
            },
            Ok(_) => Output::Taken,
            Err(error) if error.kind == Kind::Closed => Output::ClientGone,
            Err(error) => {
                log::write(Level::Warning, &format!("output was lost: {}", error.message));
                Output::Taken
            }
        }
    }

    fn finish(&self) -> bool {
        let finishes = !self.is_answered();
        if finishes {
            self.close(self.complete(false));
        }
        finishes
    }

    fn end(&self, failed: bool) {
        if failed && core::is_leaving() {
            // The worker ended before the script did: what it has said is not to be taken for all.
            self.exchange.abandon();
        }
        let is_left = !failed && !self.streaming.get() && self.is_left_to_others();
        self.close(if self.is_answered() || is_left { Ok(()) } else { self.complete(failed) });
    }

    fn log(&self, severity: i32, message: &str) {
        let level = match severity {
            ..=3 => Level::Error,
            4 => Level::Warning,
            5 => Level::Notice,
            6 => Level::Info,
            _ => Level::Debug,
        };
        log::write(level, message);
    }
}
