//! The rest of a body that its handler reads, as the connection's task receives it: only while somebody waits for it.
//! Also what comes on a connection that was taken over for another protocol: bytes as they are, until the end.

use super::body::{Decoder, Progress};
use crate::http::exchange::Inlet;
use crate::http::{Exchange, Reject};
use crate::net::{Connection, Departure, Input};
use bytes::{Bytes, BytesMut};
use std::rc::Rc;
use std::task::{Context, Poll};

/// Room for one receive (bytes).
const RECEIVE: usize = 64 * 1024;
const SLOW: Reject = Reject::new(408, "the request body stopped arriving (RFC 9110 15.5.9)");

/// See above.
pub(super) struct Source {
    inlet: Rc<Inlet>,
    /// `None`: bytes as they are.
    decoder: Option<Decoder>,
    done: bool,
    /// The client waits to be told to send.
    expected: bool,
    buffer: BytesMut,
    /// The sweep at which the next piece is late; 0: never.
    due: u64,
    departure: Option<Departure>,
}

/// Why no more will come.
pub(super) enum Broken {
    /// The client is gone.
    Gone,
    /// What came is refused, or nothing came in time.
    Refused(Reject),
}

impl Source {
    /// A body of which `first` was decoded (`done`: all of it). `expected`: the client waits to be told to send.
    pub(super) fn new(inlet: Rc<Inlet>, (decoder, first, done): (Decoder, Bytes, bool), expected: bool) -> Source {
        inlet.put(first);
        if done {
            inlet.finish();
        }
        Source { inlet, decoder: Some(decoder), done, expected, buffer: BytesMut::new(), due: 0, departure: None }
    }

    /// Bytes as they are.
    pub(super) fn raw(inlet: Rc<Inlet>) -> Source {
        Source { inlet, decoder: None, done: false, expected: false, buffer: BytesMut::new(), due: 0, departure: None }
    }

    /// Whether the client still waits to be told to send.
    pub(super) fn is_expected(&self) -> bool {
        self.expected
    }

    /// Whether it has no framing.
    pub(super) fn is_raw(&self) -> bool {
        self.decoder.is_none()
    }

    /// Whether all of it was received.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Whether somebody waits for a piece.
    pub(super) fn is_awaited(&self) -> bool {
        self.inlet.is_awaited()
    }

    /// Ready when the client has left, while nobody takes what it sent.
    pub(super) fn poll_departure(&mut self, cx: &mut Context<'_>, connection: &Connection) -> Poll<()> {
        if self.departure.is_none() {
            self.departure = connection.departure();
        }
        self.departure.as_mut().map_or(Poll::Ready(()), |departure| departure.poll(cx))
    }

    /// The decoder, which stands where receiving stopped.
    pub(super) fn into_decoder(self) -> Option<Decoder> {
        self.decoder
    }

    /// Receives what is awaited; ready when nothing is. `patience`: the sweeps a piece may take (0: any number).
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        (connection, exchange): (&Connection, &Exchange),
        input: &mut BytesMut,
        patience: u32,
    ) -> Poll<Result<(), Broken>> {
        while !self.done && self.inlet.is_awaited() {
            self.welcome(connection, exchange, input);
            if self.take(input).map_err(Broken::Refused)? {
                self.due = 0;
                break;
            }
            if let Poll::Ready(got) = self.poll_receive(cx, connection, input) {
                self.receive_end(got)?;
                continue;
            }
            let now = connection.worker().sweeps();
            if self.due == 0 && patience > 0 {
                self.due = now + u64::from(patience);
            }
            if self.due != 0 && now >= self.due {
                return Poll::Ready(Err(Broken::Refused(SLOW)));
            }
            connection.expire_by(self.due);
            return Poll::Pending;
        }
        if self.done {
            exchange.body_arrived();
        }
        self.due = 0;
        Poll::Ready(Ok(()))
    }

    /// The time so far does not count against the client.
    pub(super) fn excuse(&mut self) {
        self.due = 0;
    }

    /// RFC 9110 10.1.1: not when some of the body is there, or the answer.
    fn welcome(&mut self, connection: &Connection, exchange: &Exchange, input: &BytesMut) {
        if std::mem::take(&mut self.expected) && input.is_empty() && !exchange.is_head_sent() {
            connection.queue().extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
            connection.submit_now(b"");
        }
    }

    /// Puts what was received into the inlet; false when it is too little for that.
    fn take(&mut self, input: &mut BytesMut) -> Result<bool, Reject> {
        let Some(decoder) = &mut self.decoder else {
            self.buffer.unsplit(input.split());
            return Ok(self.put());
        };
        if self.buffer.is_empty() {
            self.done = decoder.decode(input, &mut self.buffer)? == Progress::Done;
        } else {
            self.done = decoder.received(self.buffer.len() as u64) == Progress::Done;
        }
        let put = self.put();
        if self.done {
            self.inlet.finish();
        }
        Ok(put || self.done)
    }

    fn put(&mut self) -> bool {
        let piece = self.buffer.split().freeze();
        let is_some = !piece.is_empty();
        if is_some {
            self.inlet.put(piece);
        }
        is_some
    }

    /// Bytes without framing are received where readers get them from.
    fn poll_receive(&mut self, cx: &mut Context<'_>, connection: &Connection, input: &mut BytesMut) -> Poll<Input> {
        match self.decoder.as_ref().map(Decoder::direct) {
            Some(None) => connection.poll_receive(cx, input, RECEIVE),
            Some(Some(left)) => connection.poll_receive(cx, &mut self.buffer, left.min(RECEIVE as u64) as usize),
            None => connection.poll_receive(cx, &mut self.buffer, RECEIVE),
        }
    }

    fn receive_end(&mut self, got: Input) -> Result<(), Broken> {
        match (got, &self.decoder) {
            (Input::Bytes(_), _) => Ok(()),
            (_, Some(_)) => Err(Broken::Gone),
            (_, None) => {
                self.done = true;
                self.inlet.finish();
                Ok(())
            }
        }
    }
}
