//! What a connection receives: its task waits for input, with regard to queue and deadline, or looks once without
//! waiting. What goes through TLS is read in `sealed`.

use super::Connection;
use crate::sys;
use bytes::BytesMut;
use std::io;
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::task::{Context, Poll, ready};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Room offered to one receive (bytes).
pub(super) const RECEIVE: usize = 16 * 1024;

/// What waiting for input brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// This many bytes were appended (at least one).
    Bytes(usize),
    /// The peer closed its direction, or the connection failed.
    End,
    /// The deadline passed, or the worker wants the connection closed.
    Expired,
}

impl Connection {
    /// Offers the queue to the socket, then waits for input and appends at most `max` bytes of it.
    #[inline]
    pub fn poll_input(&self, cx: &mut Context<'_>, into: &mut BytesMut, max: usize) -> Poll<Input> {
        if !self.out.borrow().is_empty() {
            let _ = self.poll_flush(cx);
        }
        if self.expired.get() {
            return Poll::Ready(Input::Expired);
        }
        self.poll_receive(cx, into, max)
    }

    /// Waits for input without regard to queue and deadline.
    #[inline]
    pub fn poll_receive(&self, cx: &mut Context<'_>, into: &mut BytesMut, max: usize) -> Poll<Input> {
        if let Some(session) = self.tls.get() {
            return self.poll_receive_sealed(session, cx, into, max);
        }
        let socket = self.socket.borrow();
        let Some(socket) = socket.as_ref() else {
            return Poll::Ready(Input::End);
        };
        make_room(into, max);
        let room = max.min(into.capacity() - into.len());
        // The usual wake brings bytes: they are taken without tokio's budget, which counts from the second receive on.
        if self.waited.replace(false)
            && let Some(input) = receive_at_once(socket, into, max)
        {
            return Poll::Ready(input);
        }
        loop {
            let ready = socket.poll_read_ready(cx);
            self.waited.set(ready.is_pending());
            let Ok(mut guard) = ready!(ready) else {
                return Poll::Ready(Input::End);
            };
            match sys::socket::receive(socket.get_ref().as_fd(), into, max) {
                Ok(got) if got > 0 => {
                    // A short read emptied the socket: the next wait needs no system call to find that out.
                    if got < room {
                        guard.clear_ready();
                    }
                    return Poll::Ready(Input::Bytes(got));
                }
                Ok(_) => return Poll::Ready(Input::End),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => guard.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Poll::Ready(Input::End),
            }
        }
    }

    /// One receive without waiting and without regard to the deadline, for the last look before an idle connection is
    /// closed. `None`: nothing there.
    pub fn receive_now(&self, into: &mut BytesMut) -> Option<Input> {
        if let Some(session) = self.tls.get() {
            return self.receive_sealed_now(session, into);
        }
        let socket = self.socket.borrow();
        make_room(into, RECEIVE);
        match sys::socket::receive(socket.as_ref()?.get_ref().as_fd(), into, RECEIVE) {
            Ok(0) => Some(Input::End),
            Ok(got) => Some(Input::Bytes(got)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            Err(_) => Some(Input::End),
        }
    }
}

/// What a socket that is ready has; `None`: nothing, or nothing that is no error.
#[inline]
fn receive_at_once(socket: &AsyncFd<TcpStream>, into: &mut BytesMut, max: usize) -> Option<Input> {
    let room = max.min(into.capacity() - into.len());
    let mut input = None;
    let _ = socket.try_io(Interest::READABLE, |stream| {
        let got = sys::socket::receive(stream.as_fd(), into, max)?;
        input = Some(if got > 0 { Input::Bytes(got) } else { Input::End });
        // A short read emptied the socket; said so, tokio looks again only after the next event.
        if got > 0 && got < room { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
    });
    input
}

/// Sees to it that `into` has room for a receive of up to `max` bytes.
fn make_room(into: &mut BytesMut, max: usize) {
    if into.capacity() - into.len() < max.min(1024) {
        into.reserve(max);
    }
}
