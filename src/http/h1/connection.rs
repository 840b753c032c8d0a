//! The task of one connection: head, body, handler, answer, and again (RFC 9112 9.3), until either side closes.
//! Runs on the worker's thread; the handler's call is polled inside this task.
//!
//! A turn on the fast path (`poll_turns`) is one receive and one send: the handler ends its answer while it is first
//! polled, and the answer leaves from there. It is one plain function because layers of futures cost. All else waits in
//! async functions. Answers to pipelined requests are held until no further
//! request is at hand; before the task waits for anything, what is held is offered to the socket.
//!
//! In a crowd a connection that waits for its next request does so without an exchange and buffers (`desk`): `poll_turns`
//! gives them up and takes them again, so that everybody else finds them there.

use super::desk::Desk;
use super::framing::Framing;
use super::head::Head;
use super::source::Source;
use super::waiting::{self, Waiting};
use crate::http::answer::{Additions, Case, Frame, Prepared, reason};
use crate::http::{Exchange, Handler, Limits, Reject, Service};
use crate::net::{Connection, Input, Worker};
use bytes::BytesMut;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

/// Room for one receive of heads and chunks (bytes).
const RECEIVE: usize = 4 * 1024;
/// Buffers larger than this are given back after a request (bytes).
pub(super) const KEEP: usize = 64 * 1024;

const HEAD_END: &[u8] = b"\r\n\r\n";

/// Why a connection ends.
#[derive(Debug)]
pub(in crate::http) enum Stop {
    /// Nothing is left to say.
    Close,
    /// The last answer is on its way to a client that may still be sending.
    Linger,
    /// The request cannot be read.
    Refuse(Reject),
    /// An answer was cut, or nobody takes it.
    Reset,
}

/// The limits' times in sweeps of the worker.
#[derive(Clone, Copy)]
pub(in crate::http) struct Times {
    pub(in crate::http) header: u32,
    pub(in crate::http) body: u32,
    pub(in crate::http) idle: u32,
    pub(in crate::http) send: u32,
}

impl Times {
    pub(in crate::http) fn new(limits: &Limits, worker: &Worker) -> Self {
        Times {
            header: worker.sweeps_in(limits.header_time),
            body: worker.sweeps_in(limits.body_time),
            idle: worker.sweeps_in(limits.idle_time),
            send: worker.sweeps_in(limits.send_time),
        }
    }
}

/// Serves a registered connection until it closes, and takes it out of the registry. `input` has arrived already.
pub async fn serve<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>, input: BytesMut) {
    let task = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    connection.set_task(task);
    let mut serving = Serving::new(connection, service, input);
    let stop = serving.run().await;
    serving.finish(stop).await;
}

/// Answers a registered connection, whose task is set, without reading what it asks, and takes it out of the registry.
#[cold]
pub(in crate::http) async fn refuse<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>, reject: Reject) {
    let mut serving = Serving::new(connection, service, BytesMut::new());
    serving.begun = true;
    serving.finish(Stop::Refuse(reject)).await;
}

pub(super) struct Serving<H: Handler> {
    pub(super) connection: Rc<Connection>,
    pub(super) service: Rc<Service<H>>,
    pub(super) exchange: Rc<Exchange>,
    pub(super) input: BytesMut,
    pub(super) times: Times,
    /// Whether some of the next head has arrived, or all of one that cannot be read.
    begun: bool,
    /// How long the next head's first byte may take.
    pub(super) patience: u32,
    reset: bool,
    /// It waits for a request without exchange (that of nobody stands there) and buffers.
    resting: bool,
}

impl<H: Handler> Drop for Serving<H> {
    /// Also on a panic of the handler.
    fn drop(&mut self) {
        self.exchange.lose();
        self.service.worker.remove(&self.connection, self.reset);
    }
}

/// Where the fast path ends.
enum Turn<C> {
    /// A head with a body was read.
    Body,
    /// The handler was called and there is more to do than to go on.
    Called(Option<C>),
    /// Answers are not all out.
    Flush,
    /// The connection ends.
    Stop(Stop),
}

impl<H: Handler> Serving<H> {
    fn new(connection: Rc<Connection>, service: Rc<Service<H>>, input: BytesMut) -> Self {
        let times = Times::new(&service.settings.limits, &service.worker);
        Serving {
            exchange: Rc::new(Exchange::new(connection.clone(), service.settings.clone())),
            input,
            times,
            begun: false,
            // A connection that never brings a byte is cut short like a slow head.
            patience: times.header,
            reset: true,
            resting: false,
            connection,
            service,
        }
    }

    async fn run(&mut self) -> Stop {
        loop {
            if let Err(stop) = self.turns().await {
                return stop;
            }
        }
    }

    /// Turns on the fast path until one leaves it, and the rest of that one.
    async fn turns(&mut self) -> Result<(), Stop> {
        match poll_fn(|cx| self.poll_turns(cx)).await {
            Turn::Stop(stop) => Err(stop),
            Turn::Flush => self.flush().await,
            Turn::Called(call) => self.finish_call(call, None).await,
            Turn::Body if self.service.settings.streams(self.exchange.head()) => self.serve_streamed().await,
            Turn::Body => {
                self.read_body().await?;
                if self.connection.is_finishing() {
                    return Err(Stop::Linger);
                }
                if self.input.is_empty() && self.input.capacity() > KEEP {
                    self.input = BytesMut::with_capacity(RECEIVE);
                }
                let call = poll_fn(|cx| Poll::Ready(self.call(cx))).await;
                match call {
                    Some(call) => self.finish_call(call, None).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// The fast path: reads heads and has them answered while nothing has to be waited for but the next head.
    #[inline]
    fn poll_turns(&mut self, cx: &mut Context<'_>) -> Poll<Turn<H::Call>> {
        if self.resting {
            self.rise();
        }
        loop {
            if self.connection.is_finishing() {
                return Poll::Ready(Turn::Stop(Stop::Linger));
            }
            if !self.input.is_empty() {
                match self.read_head() {
                    Ok(true) => {}
                    Ok(false) => self.begin_head(),
                    Err(reject) => return Poll::Ready(Turn::Stop(Stop::Refuse(reject))),
                }
                if !self.begun {
                    if self.exchange.head().framing() != Framing::None {
                        return Poll::Ready(Turn::Body);
                    }
                    if let Some(call) = self.call(cx) {
                        return Poll::Ready(Turn::Called(call));
                    }
                    continue;
                }
            }
            if !self.connection.is_flushed() {
                return Poll::Ready(Turn::Flush);
            }
            if !self.begun {
                self.connection.set_idle(self.patience);
            }
            match self.poll_input(cx) {
                Poll::Ready(None) => {}
                Poll::Ready(Some(stop)) => return Poll::Ready(Turn::Stop(stop)),
                Poll::Pending => {
                    if self.service.worker.is_crowded() {
                        self.rest();
                    }
                    return Poll::Pending;
                }
            }
        }
    }

    /// Gives up what only a request needs, unless one has begun or something is still to be sent.
    #[inline(never)]
    fn rest(&mut self) {
        // While TLS waits for input it may queue records of its own.
        if self.begun || !self.input.is_empty() || !self.connection.is_flushed() {
            return;
        }
        let nobody = self.service.desks.nobody(|| self.new_exchange());
        let exchange = std::mem::replace(&mut self.exchange, nobody);
        let input = std::mem::take(&mut self.input);
        let output = self.connection.exchange_buffer(Vec::new());
        self.service.desks.give(Desk { exchange, input, output });
        self.resting = true;
    }

    /// Takes what a request needs.
    #[inline(never)]
    fn rise(&mut self) {
        self.resting = false;
        let Some(mut desk) = self.service.desks.take() else {
            self.exchange = self.new_exchange();
            return;
        };
        unshared(&mut desk.exchange).move_to(&self.connection);
        self.exchange = desk.exchange;
        self.input = desk.input;
        // Whoever holds the connection may have queued something meanwhile.
        if self.connection.is_flushed() {
            self.connection.exchange_buffer(desk.output);
        }
    }

    fn new_exchange(&self) -> Rc<Exchange> {
        Rc::new(Exchange::new(self.connection.clone(), self.service.settings.clone()))
    }

    fn read_head(&mut self) -> Result<bool, Reject> {
        let parsed = unshared(&mut self.exchange).head.parse(&mut self.input, &self.service.settings.limits);
        match parsed {
            Ok(true) => self.begun = false,
            Ok(false) => {}
            Err(_) => self.begun = true,
        }
        parsed
    }

    fn begin_head(&mut self) {
        if !self.begun {
            self.connection.set_busy(self.times.header);
        }
        self.begun = true;
    }

    /// Ready with `None` when bytes of a head have arrived.
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Option<Stop>> {
        match ready!(self.connection.poll_input(cx, &mut self.input, RECEIVE)) {
            Input::Bytes(_) => Poll::Ready(None),
            Input::End => Poll::Ready(Some(Stop::Close)),
            Input::Expired if self.begun => Poll::Ready(Some(Stop::Refuse(SLOW_HEAD))),
            // A request may have arrived just now.
            Input::Expired => match self.connection.receive_now(&mut self.input) {
                Some(Input::Bytes(_)) => {
                    self.connection.clear_expired();
                    Poll::Ready(None)
                }
                Some(_) => Poll::Ready(Some(Stop::Close)),
                None => Poll::Ready(Some(Stop::Linger)),
            },
        }
    }

    /// Has the request answered. `None`: it is, and the connection can go straight on. Otherwise the call, if it goes on.
    #[inline]
    pub(super) fn call(&mut self, cx: &mut Context<'_>) -> Option<Option<H::Call>> {
        self.connection.hold(!self.input.is_empty());
        if self.service.worker.is_draining() {
            self.look_behind();
        }
        self.patience = self.times.idle;
        if !self.admits() {
            return self.turn_away();
        }
        unshared(&mut self.exchange).open();
        let call = self.begin_call(cx);
        let goes_on = call.is_none() && self.exchange.is_plainly_ended() && self.refresh_exchange();
        if goes_on && self.connection.backlog() <= self.service.settings.limits.high_water { None } else { Some(call) }
    }

    /// Answers that there are too many requests. What was read of this one is no later one's.
    #[cold]
    fn turn_away(&mut self) -> Option<Option<H::Call>> {
        let closes = !self.exchange.head().keep_alive() || self.connection.is_drained();
        unshared(&mut self.exchange).refused(closes);
        self.write_own(BUSY, closes);
        self.refresh_exchange();
        closes.then_some(None)
    }

    /// In a drain the last answer closes the connection (RFC 9112 9.6). Requests that were received together with this one
    /// are answered before, as long as each is answered at once: a client may not repeat all of them by itself (9.3.2). It
    /// has an end: what stands behind is in the buffer, and no more is received for the next head.
    #[cold]
    fn look_behind(&mut self) {
        if self.input.windows(HEAD_END.len()).any(|bytes| bytes == HEAD_END) {
            self.connection.set_followed();
        }
    }

    /// Polls the handler for the first time; the call, if it goes on.
    #[inline]
    pub(super) fn begin_call(&mut self, cx: &mut Context<'_>) -> Option<H::Call> {
        self.connection.polled(|| {
            let mut call = self.service.handler.call(&self.exchange);
            Pin::new(&mut call).poll(cx).is_pending().then_some(call)
        })
    }

    /// Makes the exchange one nobody else holds, with nothing of the last request's body.
    #[inline]
    fn refresh_exchange(&mut self) -> bool {
        match Rc::get_mut(&mut self.exchange) {
            Some(exchange) => exchange.forget_body(KEEP),
            None => self.exchange = self.new_exchange(),
        }
        true
    }

    pub(super) fn admits(&self) -> bool {
        let limit = self.service.settings.limits.max_concurrency;
        (limit == 0 || self.service.worker.in_flight() < limit) && self.service.handler.admits()
    }

    /// Waits for the end of the answer, and for whatever else keeps the connection from its next request. `source`: the
    /// rest of the request's body, if its handler reads it.
    pub(super) async fn finish_call(&mut self, call: Option<H::Call>, mut source: Option<Source>) -> Result<(), Stop> {
        if call.is_some() || !self.exchange.is_ended() {
            let read_ahead = self.service.settings.limits.read_ahead;
            let waiting = Waiting::new((&self.connection, &self.exchange), call, self.times, &mut source);
            waiting.answered(&mut self.input, read_ahead).await?;
        }
        let unread = source.filter(|source| !source.is_done());
        if unread.is_some() {
            self.exchange.close_inlet();
        }
        if self.exchange.is_cut() {
            return Err(Stop::Reset);
        }
        if self.connection.is_gone() {
            return Err(Stop::Close);
        }
        if self.exchange.closes() {
            let silent = !self.exchange.head().keep_alive() && self.input.is_empty() && unread.is_none();
            return Err(if silent { Stop::Close } else { Stop::Linger });
        }
        if let Some(unread) = unread {
            self.skip(unread).await?;
        }
        self.refresh_exchange();
        if self.connection.backlog() > self.service.settings.limits.high_water || self.connection.has_file() {
            self.flush().await?;
        }
        Ok(())
    }

    /// Receives at least one byte into `input`.
    pub(super) async fn receive(&mut self, max: usize) -> Input {
        poll_fn(|cx| self.connection.poll_input(cx, &mut self.input, max)).await
    }

    /// Waits until all answers are out.
    pub(super) async fn flush(&mut self) -> Result<(), Stop> {
        if self.connection.is_flushed() {
            return Ok(());
        }
        self.connection.set_busy(self.times.send);
        waiting::flushed(&self.connection, self.times.send).await?;
        if self.begun {
            self.connection.set_busy(self.times.header);
        }
        Ok(())
    }

    async fn finish(mut self, stop: Stop) {
        // Whoever has it closed wants no answer to a request that has only begun.
        let stop = if self.connection.is_finishing() && !matches!(stop, Stop::Reset) { Stop::Linger } else { stop };
        let linger = matches!(stop, Stop::Linger | Stop::Refuse(_));
        self.connection.clear_expired();
        self.reset = matches!(stop, Stop::Reset);
        if let Stop::Refuse(reject) = stop {
            self.write_own(reject, true);
        }
        if self.reset || self.connection.is_gone() || self.flush().await.is_err() {
            return;
        }
        if linger {
            super::linger(&self.connection).await;
        }
    }

    /// Answers in the server's own name.
    pub(super) fn write_own(&self, reject: Reject, closes: bool) {
        self.service.worker.count_refusal();
        let body = format!("{} {}: {}\n", reject.status, reason(reject.status), reject.reason);
        let mut head = Prepared::default();
        let written = head.write(reject.status, None, |w| {
            if reject.status == 503 {
                w.field(b"Retry-After", b"1", Case::AsIs)?;
            }
            w.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs)
        });
        debug_assert!(written.is_ok());
        // While a head has only begun, the exchange has the one before it.
        let known = (!self.begun).then(|| self.exchange.head());
        let sent = if known.is_some_and(Head::is_head) { b"" } else { body.as_bytes() };
        if let Some(front) = &self.service.settings.front {
            front.refuse(known, self.connection.peer(), (&mut head, sent.len()));
        }
        let frame = Frame::Length(body.len() as u64);
        let add = Additions { server: &self.service.settings.server, frame, closes, tell_keep: !closes };
        head.finish(&add, &mut self.connection.queue());
        self.connection.submit(sent);
    }
}

/// The exchange of a request no handler has seen.
pub(super) fn unshared(exchange: &mut Rc<Exchange>) -> &mut Exchange {
    Rc::get_mut(exchange).expect("refresh_exchange made it unshared, and it was not handed out since")
}

pub(super) const BUSY: Reject = Reject::new(503, "too many requests in flight, try again (RFC 9110 15.6.4)");
const SLOW_HEAD: Reject = Reject::new(408, "the request head did not arrive in time (RFC 9110 15.5.9)");
