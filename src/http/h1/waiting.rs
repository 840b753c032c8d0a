//! The slow path of a connection: the handler has not finished, or somebody else is to end the answer. Polls the call,
//! the outbound queue and the socket in one place, inside the connection's task.
//!
//! A body that is read while it arrives is received here, when somebody waits for it (`source`).
//!
//! How it ends:
//! 1. The answer is ended: a call that is still running goes to a task of its own, the connection goes on.
//! 2. The client is gone: the answer is lost, a running call goes to a task of its own and runs to its end. It is never
//!    dropped: it may drive a stack of its own. While what the client sent of a body before it left is still to be read
//!    (`left`), the call stays here: it may read on.
//! 3. Somebody has the connection closed (`Connection::finish`): the answer is cut where it is, what is queued is sent.
//! 4. The call is done and nobody else holds the exchange: nobody can end it, so it is abandoned, which ends it.

use super::connection::{Stop, Times};
use super::source::{Broken, Source};
use crate::http::Exchange;
use crate::net::{Connection, Departure, Input};
use bytes::BytesMut;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

pub(super) struct Waiting<'a, C> {
    connection: &'a Connection,
    exchange: &'a Rc<Exchange>,
    call: Option<C>,
    times: Times,
    unsent: u64,
    source: &'a mut Option<Source>,
    left: bool,
    departure: Option<Box<Departure>>,
}

impl<'a, C: Future<Output = ()> + Unpin + 'static> Waiting<'a, C> {
    /// `source`: the rest of the request's body, if its handler reads it.
    pub(super) fn new(
        (connection, exchange): (&'a Connection, &'a Rc<Exchange>),
        call: Option<C>,
        times: Times,
        source: &'a mut Option<Source>,
    ) -> Self {
        Waiting { connection, exchange, call, times, unsent: 0, source, left: false, departure: None }
    }

    /// Ready when the answer is ended (also by being cut) or lost. Requests that arrive meanwhile are appended to
    /// `input`, up to `read_ahead` bytes.
    pub(super) async fn answered(mut self, input: &mut BytesMut, read_ahead: usize) -> Result<(), Stop> {
        self.connection.hold(false);
        self.connection.set_busy(0);
        let result = poll_fn(|cx| self.poll(cx, input, read_ahead)).await;
        if let Some(call) = self.call.take() {
            tokio::task::spawn_local(call);
        }
        self.connection.set_busy(0);
        self.connection.clear_expired();
        result
    }

    fn poll(&mut self, cx: &mut Context<'_>, input: &mut BytesMut, read_ahead: usize) -> Poll<Result<(), Stop>> {
        self.poll_call(cx);
        self.send(cx);
        if self.exchange.is_ended() && !self.left {
            return Poll::Ready(Ok(()));
        }
        if self.connection.is_finishing() {
            return Poll::Ready(self.cut());
        }
        if self.source.is_some() || self.exchange.is_tunnel() {
            return self.poll_source(cx, input);
        }
        if self.connection.is_expired() && self.is_stuck() {
            return Poll::Ready(self.lose(Stop::Reset));
        }
        while input.len() < read_ahead && !self.connection.is_gone() {
            match ready!(self.connection.poll_receive(cx, input, read_ahead - input.len())) {
                Input::Bytes(_) => {}
                Input::End | Input::Expired => break,
            }
        }
        if input.len() >= read_ahead && !self.connection.is_gone() {
            ready!(self.poll_departure(cx));
        }
        Poll::Ready(self.lose(Stop::Close))
    }

    /// No more is read, because enough requests wait: that the client leaves is to be seen all the same.
    #[cold]
    fn poll_departure(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.departure.is_none() {
            self.departure = self.connection.departure().map(Box::new);
        }
        self.departure.as_mut().map_or(Poll::Ready(()), |departure| departure.poll(cx))
    }

    #[cold]
    fn poll_source(&mut self, cx: &mut Context<'_>, input: &mut BytesMut) -> Poll<Result<(), Stop>> {
        let mut patience = self.times.body;
        if let Some(inlet) = self.exchange.tunnel() {
            patience = 0;
            if !self.source.as_ref().is_some_and(Source::is_raw) {
                *self.source = Some(Source::raw(inlet));
            }
        }
        let Some(source) = &mut *self.source else { return Poll::Pending };
        if self.unsent > 0 {
            // The client is busy taking the answer.
            source.excuse();
            patience = 0;
        }
        let is_awaited = source.is_awaited();
        match source.poll(cx, (self.connection, self.exchange), input, patience) {
            Poll::Ready(Err(Broken::Gone)) => return Poll::Ready(self.lose(Stop::Close)),
            Poll::Ready(Err(Broken::Refused(reject))) => {
                self.connection.polled(|| self.exchange.refuse(reject));
                return Poll::Ready(Ok(()));
            }
            Poll::Ready(Ok(())) if source.is_done() && !self.exchange.is_tunnel() => {
                *self.source = None;
                cx.waker().wake_by_ref();
            }
            // Whoever took that piece is asked first whether another is wanted.
            Poll::Ready(Ok(())) if is_awaited => cx.waker().wake_by_ref(),
            Poll::Ready(Ok(())) => self.look_for_departure(cx),
            Poll::Pending => {}
        }
        if self.connection.is_expired() && self.is_stuck() {
            return Poll::Ready(self.lose(Stop::Reset));
        }
        let reads_on = self.left && self.call.is_some() && self.source.is_some();
        if self.connection.is_gone() && !reads_on { Poll::Ready(self.lose(Stop::Close)) } else { Poll::Pending }
    }

    fn look_for_departure(&mut self, cx: &mut Context<'_>) {
        let Some(source) = &mut *self.source else { return };
        if !self.left && !source.is_raw() && source.poll_departure(cx, self.connection).is_ready() {
            self.left = true;
            // Wakes this task, which tells the call.
            self.connection.lose();
            self.exchange.lose();
        }
    }

    fn poll_call(&mut self, cx: &mut Context<'_>) {
        let Some(call) = &mut self.call else {
            return self.look_for_holders();
        };
        if self.connection.polled(|| Pin::new(call).poll(cx)).is_ready() {
            self.call = None;
            self.look_for_holders();
        }
    }

    /// Rule 4. A holder that lets go says nothing, so this looks once per sweep.
    fn look_for_holders(&self) {
        if self.exchange.is_ended() {
            return;
        }
        if Rc::strong_count(self.exchange) == 1 {
            self.connection.polled(|| self.exchange.abandon());
        } else if self.unsent == 0 {
            self.connection.clear_expired();
            self.connection.set_busy(1);
        }
    }

    /// Offers the queue; while some of it stays, the client has the send time to take the next bytes.
    fn send(&mut self, cx: &mut Context<'_>) {
        let _ = self.connection.poll_flush(cx);
        let unsent = self.connection.unsent();
        if unsent > 0 && (self.unsent == 0 || unsent < self.unsent) {
            self.connection.clear_expired();
            self.connection.set_busy(self.times.send);
        } else if unsent == 0 && self.unsent > 0 {
            self.connection.clear_expired();
            self.connection.set_busy(u32::from(self.call.is_none()));
        }
        self.unsent = unsent;
    }

    fn is_stuck(&self) -> bool {
        self.connection.clear_expired();
        self.unsent > 0
    }

    #[cold]
    fn cut(&self) -> Result<(), Stop> {
        self.exchange.lose();
        self.exchange.close_inlet();
        Err(Stop::Linger)
    }

    fn lose(&self, stop: Stop) -> Result<(), Stop> {
        self.connection.lose();
        self.exchange.lose();
        self.exchange.close_inlet();
        Err(stop)
    }
}

/// Waits until everything is sent; the client may take `patience` sweeps for each next part of it.
pub(in crate::http) async fn flushed(connection: &Connection, patience: u32) -> Result<(), Stop> {
    let mut unsent = u64::MAX;
    poll_fn(|cx| {
        let outcome = connection.poll_flush(cx);
        if let Poll::Ready(sent) = outcome {
            return Poll::Ready(if sent { Ok(()) } else { Err(Stop::Close) });
        }
        let now = connection.unsent();
        if now < unsent {
            unsent = now;
            connection.clear_expired();
            connection.set_busy(patience);
        } else if connection.is_expired() {
            return Poll::Ready(Err(Stop::Reset));
        }
        Poll::Pending
    })
    .await
}
