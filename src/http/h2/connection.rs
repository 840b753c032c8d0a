//! The task of one HTTP/2 connection: drives h2, begins requests, keeps the deadlines of the connection and of the
//! streams that wait, and tells the client in time that no more requests are taken (GOAWAY).
//!
//! States: Preface (until the client's has arrived) → Open ⇄ Resting (no request under way) → Closing (GOAWAY is out;
//! requests under way are finished) → closed. A drain, the idle time or `Connection::finish` leads to Closing; the last
//! resets the streams whose answers are not ended.

use super::answering::{Answering, refuse, with_body};
use super::meter::Meter;
use super::stream::Stream;
use super::transport::Transport;
use super::{Settings, request};
use crate::http::h1::head::Head;
use crate::http::h1::{Times, flushed, linger};
use crate::http::{Exchange, Handler, Reject, Service};
use crate::net::{Connection, Worker};
use bytes::{Bytes, BytesMut};
use h2::server::{Builder, SendResponse};
use h2::{Reason, RecvStream};
use http::{Method, Request};
use slab::Slab;
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Requests begun in a row before other tasks get their turn.
const BATCH: usize = 64;
/// Exchanges kept for a connection's next requests.
const SPARE: usize = 16;
/// Buffers larger than this are given back after a request (bytes).
const KEEP: usize = 64 * 1024;
/// How long a client may take to see that the connection ends when nothing is under way any more.
const GOODBYE: Duration = Duration::from_secs(2);

/// Speaks HTTP/2 on a registered connection, of which `input` has arrived, and takes it out of the registry.
pub(in crate::http) async fn serve<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>, input: BytesMut) {
    let task = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    connection.set_task(task);
    connection.set_protocol("HTTP/2");
    let times = Times::new(&service.settings.limits, &service.worker);
    let shared = Rc::new(Shared {
        connection: connection.clone(),
        service: service.clone(),
        times,
        active: Cell::new(0),
        streams: RefCell::default(),
        spare: RefCell::default(),
        held: Rc::default(),
    });
    let end = End { shared: shared.clone() };
    connection.set_busy(times.header);
    if let Some(mut serving) = open(shared, input).await {
        poll_fn(|cx| serving.poll(cx)).await;
    }
    connection.clear_expired();
    connection.set_busy(times.send);
    if !connection.is_gone() && flushed(&connection, times.send).await.is_ok() {
        linger(&connection).await;
    }
    drop(end);
}

/// Ends a connection, also after a panic of the handler.
struct End<H: Handler> {
    shared: Rc<Shared<H>>,
}

impl<H: Handler> Drop for End<H> {
    fn drop(&mut self) {
        self.shared.lose_streams();
        self.shared.worker().remove(&self.shared.connection, false);
    }
}

/// Waits for the client's preface.
async fn open<H: Handler>(shared: Rc<Shared<H>>, input: BytesMut) -> Option<Serving<H>> {
    let settings = shared.service.settings.http2.unwrap_or_default();
    let flooded = Rc::new(Cell::new(false));
    let meter = Meter::new(settings.control_frames);
    let written = Rc::new(Cell::new(0));
    let transport = Transport::new(shared.connection.clone(), input, meter, (flooded.clone(), written.clone()));
    let list_size = shared.service.settings.limits.header_block;
    let mut handshake = pin!(builder(&settings, list_size).handshake(transport));
    let connection = &shared.connection;
    let h2 = poll_fn(|cx| {
        let polled = handshake.as_mut().poll(cx);
        let _ = connection.poll_flush(cx);
        match polled {
            Poll::Ready(made) => Poll::Ready(made.ok()),
            Poll::Pending if connection.is_expired() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await?;
    connection.set_busy(0);
    // Handlers may run on after the answer has left, when the client may send the next request already.
    let limit = 2 * settings.max_concurrent_streams as usize;
    let (arrived, begun) = (Vec::new(), Vec::new());
    Some(Serving {
        h2,
        shared,
        arrived,
        begun,
        flooded,
        limit,
        written,
        last_written: 0,
        resting: false,
        closing: false,
    })
}

fn builder(settings: &Settings, list_size: usize) -> Builder {
    let mut builder = Builder::new();
    builder
        .max_concurrent_streams(settings.max_concurrent_streams)
        .initial_window_size(settings.window)
        .initial_connection_window_size(settings.window)
        .max_frame_size(settings.max_frame_size)
        .header_table_size(settings.header_table_size)
        .max_header_list_size(u32::try_from(list_size).unwrap_or(u32::MAX));
    builder
}

/// What the connection's task and its requests' tasks share.
pub(super) struct Shared<H: Handler> {
    connection: Rc<Connection>,
    pub(super) service: Rc<Service<H>>,
    pub(super) times: Times,
    /// Requests under way, with those the client has reset whose handler still runs.
    active: Cell<usize>,
    /// Streams whose request has a task of its own.
    streams: RefCell<Slab<Rc<Stream>>>,
    spare: RefCell<Vec<Rc<Exchange>>>,
    /// Bytes that its streams have queued.
    held: Rc<Cell<usize>>,
}

impl<H: Handler> Shared<H> {
    fn worker(&self) -> &Worker {
        &self.service.worker
    }

    /// The sweep `sweeps` from now; 0 (never) for 0.
    pub(super) fn after(&self, sweeps: u32) -> u64 {
        if sweeps == 0 { 0 } else { self.worker().sweeps() + u64::from(sweeps) }
    }

    pub(super) fn is_past(&self, sweep: u64) -> bool {
        sweep != 0 && self.worker().sweeps() >= sweep
    }

    pub(super) fn admits(&self) -> bool {
        let limit = self.service.settings.limits.max_concurrency;
        (limit == 0 || self.worker().in_flight() < limit) && self.service.handler.admits()
    }

    /// Answers in the server's own name. `head`: of the request, when it is not itself what is refused.
    pub(super) fn refuse(&self, stream: &Stream, reject: Reject, head: Option<&Head>) {
        self.refuse_as(stream, (reject, head.is_some_and(Head::is_head)), head);
    }

    /// The same; `silent`: without a body.
    fn refuse_as(&self, stream: &Stream, (reject, silent): (Reject, bool), head: Option<&Head>) {
        self.worker().count_refusal();
        let settings = &self.service.settings;
        refuse(stream, (reject, silent), &settings.server, |answer, bytes| {
            if let Some(front) = &settings.front {
                front.refuse(head, self.connection.peer(), (answer, bytes));
            }
        });
    }

    /// Remembers a stream whose deadline is to be kept; its place.
    pub(super) fn enlist(&self, stream: &Rc<Stream>) -> usize {
        self.streams.borrow_mut().insert(stream.clone())
    }

    pub(super) fn delist(&self, place: usize) {
        let stream = self.streams.borrow_mut().remove(place);
        drop(stream);
    }

    /// An exchange for a new request.
    fn exchange(&self, stream: &Rc<Stream>) -> Rc<Exchange> {
        let mut exchange = self
            .spare
            .borrow_mut()
            .pop()
            .unwrap_or_else(|| Rc::new(Exchange::new(self.connection.clone(), self.service.settings.clone())));
        if let Some(exchange) = Rc::get_mut(&mut exchange) {
            exchange.set_stream(Some(stream.clone()));
        }
        exchange
    }

    /// A request is over. Keeps the exchange when nobody else does.
    pub(super) fn done(&self, exchange: &mut Rc<Exchange>) {
        self.active.set(self.active.get() - 1);
        if let Some(unshared) = Rc::get_mut(exchange) {
            unshared.set_stream(None);
            unshared.forget_body(KEEP);
            let mut spare = self.spare.borrow_mut();
            if spare.len() < SPARE {
                spare.push(exchange.clone());
            }
        }
        if self.active.get() == 0 {
            self.connection.wake();
        }
    }

    /// The connection is over.
    fn lose_streams(&self) {
        let streams: Vec<_> = self.streams.borrow().iter().map(|(_, stream)| stream.clone()).collect();
        streams.iter().for_each(|stream| stream.lose());
    }

    /// Somebody has the connection closed: what is ended is still sent.
    #[cold]
    fn cut_streams(&self) {
        let streams: Vec<_> = self.streams.borrow().iter().map(|(_, stream)| stream.clone()).collect();
        streams.iter().filter(|stream| !stream.is_ended()).for_each(|stream| {
            stream.reset(Reason::CANCEL);
            stream.lose();
        });
    }

    /// Wakes the streams whose deadline has passed and sees to the next one.
    fn wake_overdue(&self) {
        for (_, stream) in self.streams.borrow().iter() {
            match stream.due() {
                0 => {}
                due if self.is_past(due) => stream.wake(),
                due => self.connection.expire_by(due),
            }
        }
    }
}

/// A request whose head is taken over.
struct Arrived {
    exchange: Rc<Exchange>,
    stream: Rc<Stream>,
    /// `None`: there is none.
    body: Option<RecvStream>,
}

fn settle<H: Handler>(mut answering: Answering<H>, cx: &mut Context<'_>) {
    if answering.settle(cx).is_pending() {
        tokio::task::spawn_local(answering);
    }
}

struct Serving<H: Handler> {
    h2: h2::server::Connection<Transport, Bytes>,
    shared: Rc<Shared<H>>,
    /// Requests of this turn: all are taken before the first is begun, and all have run before h2 is given the first
    /// answer. It writes them in one go, and of h2's code and PHP's one at a time has to be in the processor's caches.
    arrived: Vec<Arrived>,
    begun: Vec<Answering<H>>,
    flooded: Rc<Cell<bool>>,
    limit: usize,
    /// Bytes that h2 has written so far, and at the last look.
    written: Rc<Cell<u64>>,
    last_written: u64,
    resting: bool,
    closing: bool,
}

impl<H: Handler> Serving<H> {
    /// Ready when the connection is over, but for what is queued.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let connection = self.shared.connection.clone();
        let polled = connection.polled(|| self.poll_requests(cx));
        if !connection.is_flushed() {
            let _ = connection.poll_flush(cx);
        }
        if connection.is_gone() { Poll::Ready(()) } else { polled }
    }

    fn poll_requests(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..BATCH {
            match self.h2.poll_accept(cx) {
                Poll::Ready(Some(Ok((request, respond)))) => self.take(request, respond, cx),
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending if !self.arrived.is_empty() => self.begin_arrived(cx),
                Poll::Pending if self.flooded.replace(false) => self.h2.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM),
                Poll::Pending if self.must_close() => self.say_goodbye(),
                Poll::Pending => {
                    if let Some(rests) = self.rest() {
                        return rests;
                    }
                }
            }
        }
        self.begin_arrived(cx);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn begin_arrived(&mut self, cx: &mut Context<'_>) {
        for Arrived { exchange, stream, body } in self.arrived.drain(..) {
            let shared = self.shared.clone();
            if let Some(body) = body {
                tokio::task::spawn_local(with_body(shared, exchange, stream, body));
                continue;
            }
            let mut answering = Answering::begin(shared, exchange, stream);
            answering.run(cx);
            if answering.is_called() {
                // It waits, in a task of its own, whatever becomes of those behind it.
                settle(answering, cx);
            } else {
                self.begun.push(answering);
            }
        }
        self.begun.drain(..).for_each(|answering| settle(answering, cx));
    }

    fn must_close(&self) -> bool {
        let finishing = self.shared.connection.is_finishing();
        if finishing {
            self.shared.cut_streams();
        }
        !self.closing && (finishing || self.shared.worker().is_draining())
    }

    /// No more requests after those on their way (RFC 9113 6.8).
    fn say_goodbye(&mut self) {
        self.closing = true;
        self.h2.graceful_shutdown();
        self.resting = false;
    }

    /// Whether there is room for one more request after those that were only taken have run.
    #[cold]
    fn makes_room(&mut self, cx: &mut Context<'_>) -> bool {
        self.begin_arrived(cx);
        self.shared.active.get() < self.limit
    }

    #[inline]
    fn take(&mut self, request: Request<RecvStream>, mut respond: SendResponse<Bytes>, cx: &mut Context<'_>) {
        if self.shared.active.get() >= self.limit && !self.makes_room(cx) {
            return respond.send_reset(Reason::REFUSED_STREAM);
        }
        let shared = &self.shared;
        if std::mem::take(&mut self.resting) || shared.active.get() == 0 {
            shared.connection.set_busy(0);
        }
        let stream = Rc::new(Stream::new(respond, shared.connection.clone(), shared.held.clone()));
        let mut exchange = shared.exchange(&stream);
        shared.active.set(shared.active.get() + 1);
        let ends = request.body().is_end_stream();
        let limits = &shared.service.settings.limits;
        let taken = match Rc::get_mut(&mut exchange) {
            Some(exchange) => request::take(&request, !ends, &mut exchange.head, limits),
            None => Ok(()),
        };
        if let Err(reject) = taken {
            shared.refuse_as(&stream, (reject, request.method() == Method::HEAD), None);
            return shared.done(&mut exchange);
        }
        let body = (!ends).then(|| request.into_body());
        self.arrived.push(Arrived { exchange, stream, body });
    }

    /// Before it waits: deadlines. Ready when the connection is to end; `None` when there is something to send first.
    fn rest(&mut self) -> Option<Poll<()>> {
        let connection = &self.shared.connection;
        let expired = connection.is_expired();
        if expired {
            connection.clear_expired();
            self.shared.wake_overdue();
        }
        if self.shared.active.get() > 0 {
            return Some(Poll::Pending);
        }
        // The rest of the last answers may still wait for the client's windows.
        let sends = self.h2.has_streams() && self.written.get() != self.last_written;
        if !self.resting || (expired && sends) {
            self.resting = true;
            self.last_written = self.written.get();
            let goodbye = connection.worker().sweeps_in(GOODBYE);
            connection.set_busy(if self.closing { goodbye } else { self.shared.times.idle });
        } else if expired && self.closing {
            return Some(Poll::Ready(()));
        } else if expired {
            self.say_goodbye();
            return None;
        }
        Some(Poll::Pending)
    }
}
