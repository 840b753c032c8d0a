//! A connection as h2 reads and writes it. Writes go into the connection's queue, which its task sends once a turn: the
//! frames of many streams leave together.

use super::meter::Meter;
use crate::net::{Connection, Input};
use bytes::{Buf, BytesMut};
use std::cell::Cell;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Room for one receive (bytes).
const RECEIVE: usize = 16 * 1024;
/// A queue above this must be sent before more is taken (bytes).
const QUEUE: usize = 128 * 1024;

/// The two directions of a connection.
pub(super) struct Transport {
    connection: Rc<Connection>,
    input: BytesMut,
    meter: Meter,
    flooded: Rc<Cell<bool>>,
    written: Rc<Cell<u64>>,
}

impl Transport {
    /// `input` is what has arrived already. The flag is set, and nothing more read, when the meter is overdrawn; the
    /// number counts the bytes that were written.
    pub(super) fn new(
        connection: Rc<Connection>,
        input: BytesMut,
        meter: Meter,
        (flooded, written): (Rc<Cell<bool>>, Rc<Cell<u64>>),
    ) -> Self {
        Transport { connection, input, meter, flooded, written }
    }

    fn poll_room(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let connected = self.connection.backlog() <= QUEUE || ready!(self.connection.poll_flush(cx));
        let gone = self.connection.is_gone() || !connected;
        Poll::Ready(if gone { Err(ErrorKind::BrokenPipe.into()) } else { Ok(()) })
    }
}

impl AsyncRead for Transport {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.flooded.get() {
            return Poll::Pending;
        }
        if this.input.is_empty() {
            match ready!(this.connection.poll_receive(cx, &mut this.input, RECEIVE)) {
                Input::Bytes(_) => {}
                Input::End | Input::Expired => return Poll::Ready(Ok(())),
            }
        }
        let length = this.input.len().min(buf.remaining());
        if !this.meter.pass(&this.input[..length]) {
            // The task looks at the flag after each turn.
            this.flooded.set(true);
            return Poll::Pending;
        }
        buf.put_slice(&this.input[..length]);
        this.input.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Transport {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_room(cx))?;
        self.connection.queue().extend_from_slice(bytes);
        self.written.set(self.written.get() + bytes.len() as u64);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_room(cx))?;
        let mut queue = self.connection.queue();
        parts.iter().for_each(|part| queue.extend_from_slice(part));
        let length = parts.iter().map(|part| part.len()).sum();
        self.written.set(self.written.get() + length as u64);
        Poll::Ready(Ok(length))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// What is queued is as good as sent: the task sends it before it waits.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
