//! The slow path of a connection: the handler has not finished, or somebody else is to end the answer. Polls the call,
//! the outbound queue and the socket in one place, inside the connection's task.
//!
//! How it ends:
//! 1. The answer is ended: a call that is still running goes to a task of its own, the connection goes on.
//! 2. The client is gone: the answer is lost, a running call goes to a task of its own and runs to its end. It is never
//!    dropped: it may drive a stack of its own.
//! 3. The call is done and nobody else holds the exchange: nobody can end it, so it is abandoned, which ends it.

use super::connection::{Stop, Times};
use crate::http::Exchange;
use crate::net::{Connection, Input};
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
}

impl<'a, C: Future<Output = ()> + Unpin + 'static> Waiting<'a, C> {
    pub(super) fn new(connection: &'a Connection, exchange: &'a Rc<Exchange>, call: Option<C>, times: Times) -> Self {
        Waiting { connection, exchange, call, times, unsent: 0 }
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
        if self.exchange.is_ended() {
            return Poll::Ready(Ok(()));
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
            return Poll::Pending;
        }
        Poll::Ready(self.lose(Stop::Close))
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

    /// Rule 3. A holder that lets go says nothing, so this looks once per sweep.
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

    fn lose(&self, stop: Stop) -> Result<(), Stop> {
        self.connection.lose();
        self.exchange.lose();
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
