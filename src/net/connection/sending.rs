//! What a connection sends: answers are queued and sent at once as far as the socket takes them, its task sends the
//! rest, and writers wait until the queue is nearly empty (`Drained`).

use super::Connection;
use crate::net::outbound::{Outbound, Sent};
use std::cell::RefMut;
use std::fs::File;
use std::future::Future;
use std::io;
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use tokio::io::unix::AsyncFd;

/// A queue at or below this many bytes counts as drained.
const LOW_WATER: usize = 64 * 1024;
/// Tails up to this many bytes are copied behind what is queued; longer ones are sent from where they are.
const COPY: usize = 8 * 1024;

impl Connection {
    /// Bytes queued for the socket, without a file's.
    #[inline]
    pub fn backlog(&self) -> usize {
        self.out.borrow().backlog()
    }

    /// Whether everything queued is sent.
    #[inline]
    pub fn is_flushed(&self) -> bool {
        self.out.borrow().is_empty()
    }

    /// Whether a file is still being sent: nothing may be queued.
    #[inline]
    pub fn has_file(&self) -> bool {
        self.out.borrow().has_file()
    }

    /// Bytes still to be sent, a file's included.
    pub fn unsent(&self) -> u64 {
        self.out.borrow().unsent()
    }

    /// While held, whole answers stay in the queue, so that answers to pipelined requests leave in one send.
    #[inline]
    pub fn hold(&self, held: bool) {
        self.held.set(held);
        self.followed.set(false);
    }

    /// Says, until the next `hold`, that a drain does not end it with the answer under way: another request is here already.
    pub fn set_followed(&self) {
        self.followed.set(true);
    }

    /// Whether a drain ends it with the answer under way.
    #[inline]
    pub fn is_drained(&self) -> bool {
        self.worker.is_draining() && !self.followed.get()
    }

    /// The queue's bytes, to append a head to; follow with one of the `submit` functions.
    #[inline]
    pub fn queue(&self) -> RefMut<'_, Vec<u8>> {
        RefMut::map(self.out.borrow_mut(), Outbound::bytes)
    }

    /// Has it queue into `buffer` instead of its own, which is returned. For when everything is sent.
    pub fn exchange_buffer(&self, buffer: Vec<u8>) -> Vec<u8> {
        self.out.borrow_mut().exchange_buffer(buffer)
    }

    /// Ends an answer: sends the queue and `tail` in one send, or keeps them while held.
    #[inline]
    pub fn submit(&self, tail: &[u8]) {
        if self.held.get() && tail.len() <= COPY {
            self.queue().extend_from_slice(tail);
        } else {
            self.submit_now(tail);
        }
    }

    /// Sends the queue and `tail` at once, as far as the socket takes them; the rest stays queued.
    #[inline]
    pub fn submit_now(&self, tail: &[u8]) {
        if tail.len() > COPY {
            return self.submit_parts(tail, b"");
        }
        let result = match &*self.socket.borrow() {
            None => return self.out.borrow_mut().clear(),
            Some(socket) => {
                let mut out = self.out.borrow_mut();
                out.bytes().extend_from_slice(tail);
                self.send_queue(&mut out, socket)
            }
        };
        self.after_send(result);
    }

    #[inline]
    fn send_queue(&self, out: &mut Outbound, socket: &AsyncFd<TcpStream>) -> io::Result<Sent> {
        match self.tls.get() {
            None => out.send(socket.get_ref().as_fd()),
            Some(session) => out.send_sealed(&mut session.borrow_mut(), socket.get_ref().as_fd()),
        }
    }

    #[inline]
    fn after_send(&self, result: io::Result<Sent>) {
        match result {
            Ok(Sent::All) => {}
            other => self.after_partial_send(other),
        }
    }

    #[cold]
    fn after_partial_send(&self, result: io::Result<Sent>) {
        match result {
            // Its task has to wait for room.
            Ok(_) => self.wake(),
            Err(_) => self.lose(),
        }
    }

    /// Like `submit_now`, with a short piece behind a long one.
    pub fn submit_parts(&self, long: &[u8], short: &[u8]) {
        if long.len() <= COPY || self.tls.get().is_some() {
            self.queue().extend_from_slice(long);
            return self.submit_now(short);
        }
        let result = match &*self.socket.borrow() {
            None => return self.out.borrow_mut().clear(),
            Some(socket) => self.out.borrow_mut().send_with(socket.get_ref().as_fd(), [long, short]),
        };
        self.after_send(result);
    }

    /// Queues `length` bytes of `file` from `offset` behind the queue and sends what the socket takes. Nothing may be
    /// queued until they are out.
    pub fn submit_file(&self, file: File, offset: u64, length: u64) {
        self.out.borrow_mut().set_file(file, offset, length);
        let result = match &*self.socket.borrow() {
            None => return self.out.borrow_mut().clear(),
            Some(socket) => self.send_queue(&mut self.out.borrow_mut(), socket),
        };
        self.after_send(result);
    }

    /// A future that is ready when the queue is nearly empty or the peer is gone.
    pub fn drained(self: &Rc<Self>) -> Drained {
        Drained { connection: self.clone() }
    }

    /// Sends the queue; ready when all of it (`true`) is out or the connection is lost (`false`).
    pub fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<bool> {
        let outcome = self.flush_steps(cx);
        if self.backlog() <= LOW_WATER && !self.drained.borrow().is_empty() {
            let waiting = std::mem::take(&mut *self.drained.borrow_mut());
            waiting.into_iter().for_each(Waker::wake);
        }
        outcome
    }

    fn flush_steps(&self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.gone.get() {
            return Poll::Ready(false);
        }
        // A session may have records of its own to send.
        if self.tls.get().is_none() && self.is_flushed() {
            return Poll::Ready(true);
        }
        loop {
            let result = match &*self.socket.borrow() {
                None => return Poll::Ready(false),
                Some(socket) => self.send_queue(&mut self.out.borrow_mut(), socket),
            };
            match result {
                Ok(Sent::All) => return Poll::Ready(true),
                Ok(Sent::Step) => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Ok(Sent::Full) => {}
                Err(_) => {
                    self.lose();
                    return Poll::Ready(false);
                }
            }
            let socket = self.socket.borrow();
            let Some(socket) = socket.as_ref() else {
                return Poll::Ready(false);
            };
            // The send above said the socket is full, whatever the last readiness was.
            match ready!(socket.poll_write_ready(cx)) {
                Ok(mut guard) => guard.clear_ready(),
                Err(_) => return Poll::Ready(false),
            }
        }
    }
}

/// Ready when the connection's queue is nearly empty (`true`) or its peer is gone (`false`). Owns its share of the
/// connection and may be dropped at any time.
pub struct Drained {
    connection: Rc<Connection>,
}

impl Future for Drained {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let connection = &self.connection;
        if connection.is_gone() {
            return Poll::Ready(false);
        }
        if connection.backlog() <= LOW_WATER {
            return Poll::Ready(true);
        }
        let mut waiting = connection.drained.borrow_mut();
        if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }
}
