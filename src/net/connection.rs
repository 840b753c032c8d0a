//! One accepted connection as its task, the answers written to it and the worker's sweeper share it: socket, outbound
//! queue, deadline, flags. Lives on the worker's thread; knows no protocol.
//!
//! Rules:
//! 1. Only the connection's task calls the `poll_*` functions; everybody else may queue, send and `wake`.
//! 2. Before the task waits for input, the outbound queue was offered to the socket (`poll_input` does it).
//! 3. Once `close` or `reset` ran, the socket is gone for every holder; queues drop what they are given.

use super::departure::Departure;
use super::outbound::{Outbound, Sent};
use super::tls::{Facts, Read, Session};
use super::{ConnectionId, Worker};
use crate::sys;
use bytes::BytesMut;
use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell, RefMut};
use std::fs::File;
use std::future::Future;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::SystemTime;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A queue at or below this many bytes counts as drained.
const LOW_WATER: usize = 64 * 1024;
/// Tails up to this many bytes are copied behind what is queued; longer ones are sent from where they are.
const COPY: usize = 8 * 1024;
/// Room offered to one receive (bytes).
const RECEIVE: usize = 16 * 1024;

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

/// The shared state of a connection; see the rules above.
pub struct Connection {
    id: ConnectionId,
    peer: SocketAddr,
    local: OnceCell<Option<SocketAddr>>,
    opened: SystemTime,
    worker: Rc<Worker>,
    socket: RefCell<Option<AsyncFd<TcpStream>>>,
    /// What the bytes go through; without it they are plain.
    tls: OnceCell<Box<RefCell<Session>>>,
    protocol: Cell<Option<&'static str>>,
    out: RefCell<Outbound>,
    task: RefCell<Option<Waker>>,
    drained: RefCell<Vec<Waker>>,
    attached: RefCell<Vec<Rc<dyn Any>>>,
    deadline: Cell<u64>,
    expired: Cell<bool>,
    gone: Cell<bool>,
    held: Cell<bool>,
    polling: Cell<bool>,
    idle: Cell<bool>,
    /// The task waited for input and has not received since.
    waited: Cell<bool>,
}

impl Connection {
    pub(super) fn new(id: ConnectionId, peer: SocketAddr, stream: TcpStream, worker: Rc<Worker>) -> io::Result<Self> {
        Ok(Connection {
            id,
            peer,
            local: OnceCell::new(),
            opened: SystemTime::now(),
            worker,
            socket: RefCell::new(Some(sys::watch::stream(stream)?)),
            tls: OnceCell::new(),
            protocol: Cell::new(None),
            out: RefCell::default(),
            task: RefCell::default(),
            drained: RefCell::default(),
            attached: RefCell::default(),
            deadline: Cell::new(0),
            expired: Cell::new(false),
            gone: Cell::new(false),
            held: Cell::new(false),
            polling: Cell::new(false),
            idle: Cell::new(false),
            waited: Cell::new(false),
        })
    }

    /// The number by which other processes and PHP name this connection.
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// The other end's address.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// This end's address; `None` when the socket was gone before anybody asked.
    pub fn local(&self) -> Option<SocketAddr> {
        let ask = || self.socket.borrow().as_ref().and_then(|s| s.get_ref().local_addr().ok());
        *self.local.get_or_init(ask)
    }

    /// When it was accepted.
    pub fn opened(&self) -> SystemTime {
        self.opened
    }

    /// The name of what is spoken on it, where somebody has said so.
    pub fn protocol(&self) -> Option<&'static str> {
        self.protocol.get()
    }

    /// Says what is spoken, for those who ask.
    pub fn set_protocol(&self, name: &'static str) {
        self.protocol.set(Some(name));
    }

    /// What the TLS handshake brought; `None` on a plain connection.
    pub fn tls(&self) -> Option<Facts> {
        self.with_tls(|session| session.facts())
    }

    pub(super) fn with_tls<T>(&self, read: impl FnOnce(&Session) -> T) -> Option<T> {
        self.tls.get().map(|session| read(&session.borrow()))
    }

    /// Everything goes through this session from now on. Once, before anything is queued.
    pub(super) fn start_tls(&self, session: Session) {
        let first = self.tls.set(Box::new(RefCell::new(session)));
        debug_assert!(first.is_ok());
    }

    /// The worker whose registry it is in.
    pub fn worker(&self) -> &Rc<Worker> {
        &self.worker
    }

    /// Whether the peer left or the socket failed: nothing written arrives any more.
    #[inline]
    pub fn is_gone(&self) -> bool {
        self.gone.get()
    }

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

    /// Keeps what the protocol wants to find again by the connection's id.
    pub fn attach(&self, what: Rc<dyn Any>) {
        self.attached.borrow_mut().push(what);
    }

    /// Lets go of it.
    pub fn detach(&self, what: *const ()) {
        // Taken out first: dropping it may come back here.
        let at = self.attached.borrow().iter().position(|one| Rc::as_ptr(one).cast::<()>() == what);
        let gone = at.map(|at| self.attached.borrow_mut().remove(at));
        drop(gone);
    }

    /// What was attached last and is still there.
    pub fn attachment(&self) -> Option<Rc<dyn Any>> {
        self.attached.borrow().last().cloned()
    }

    /// The task that owns the connection: whom `wake` and the sweeper wake.
    pub fn set_task(&self, waker: Waker) {
        *self.task.borrow_mut() = Some(waker);
    }

    /// Wakes the connection's task, unless it is the one that is running.
    #[inline]
    pub fn wake(&self) {
        if !self.polling.get()
            && let Some(task) = &*self.task.borrow()
        {
            task.wake_by_ref();
        }
    }

    /// Runs `poll` as the connection's own task: `wake` inside it does nothing, because the task looks afterwards.
    #[inline]
    pub fn polled<T>(&self, poll: impl FnOnce() -> T) -> T {
        self.polling.set(true);
        let result = poll();
        self.polling.set(false);
        result
    }

    /// While held, whole answers stay in the queue, so that answers to pipelined requests leave in one send.
    #[inline]
    pub fn hold(&self, held: bool) {
        self.held.set(held);
    }

    /// Expires the task's wait after `sweeps` sweeps from now (0: never).
    #[inline]
    pub fn set_deadline(&self, sweeps: u32) {
        self.deadline.set(if sweeps == 0 { 0 } else { self.worker.sweeps() + u64::from(sweeps) });
    }

    /// Says that the task waits for the first byte of a request, for at most `sweeps` sweeps (0: for ever) or what a
    /// drain leaves.
    #[inline]
    pub fn set_idle(&self, sweeps: u32) {
        self.idle.set(true);
        match self.worker.drain_grace() {
            None => self.set_deadline(sweeps),
            Some(grace) => self.drain(grace),
        }
    }

    /// Says that a request has begun, and its deadline.
    #[inline]
    pub fn set_busy(&self, sweeps: u32) {
        self.idle.set(false);
        self.set_deadline(sweeps);
    }

    pub(super) fn drain(&self, grace: u32) {
        match (self.idle.get(), grace) {
            // A protocol with several requests under way tells the client at once.
            (false, _) => self.wake(),
            (true, 0) => self.expire(),
            (true, _) => self.set_deadline(grace),
        }
    }

    /// Expires the task's wait at that sweep, or earlier when it has an earlier deadline (0: no change).
    pub fn expire_by(&self, sweep: u64) {
        let deadline = self.deadline.get();
        if sweep != 0 && (deadline == 0 || sweep < deadline) {
            self.deadline.set(sweep);
        }
    }

    /// Expires the task's wait now.
    pub fn expire(&self) {
        self.deadline.set(0);
        self.expired.set(true);
        self.wake();
    }

    pub(super) fn expire_if_due(&self, sweeps: u64) {
        let deadline = self.deadline.get();
        if deadline != 0 && deadline <= sweeps {
            self.expire();
        }
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

    #[inline(never)]
    fn poll_receive_sealed(
        &self,
        session: &RefCell<Session>,
        cx: &mut Context<'_>,
        into: &mut BytesMut,
        max: usize,
    ) -> Poll<Input> {
        loop {
            // In a statement of its own: the borrow must have ended when the session's own records are sent.
            let taken = session.borrow_mut().take(into, max);
            match taken {
                Some(0) => {}
                Some(taken) => return Poll::Ready(Input::Bytes(taken)),
                None => return Poll::Ready(Input::End),
            }
            if !ready!(self.poll_read_sealed(session, cx)) {
                return Poll::Ready(Input::End);
            }
        }
    }

    /// Goes on with the TLS session until `more` says that it is enough (`true`) or nothing more comes (`false`).
    pub(super) fn poll_tls(&self, cx: &mut Context<'_>, more: impl Fn() -> bool) -> Poll<bool> {
        let Some(session) = self.tls.get() else {
            return Poll::Ready(false);
        };
        while more() {
            if !ready!(self.poll_read_sealed(session, cx)) {
                return Poll::Ready(false);
            }
        }
        Poll::Ready(true)
    }

    /// Waits for records and has the session read them; false at the end.
    fn poll_read_sealed(&self, session: &RefCell<Session>, cx: &mut Context<'_>) -> Poll<bool> {
        if session.borrow().has_ended() {
            return Poll::Ready(false);
        }
        let goes_on = loop {
            let socket = self.socket.borrow();
            let Some(socket) = socket.as_ref() else {
                return Poll::Ready(false);
            };
            let Ok(mut guard) = ready!(socket.poll_read_ready(cx)) else {
                return Poll::Ready(false);
            };
            let read = session.borrow_mut().read(socket.get_ref().as_fd());
            match read {
                Ok(Read::More) => break true,
                Ok(Read::All) => {
                    guard.clear_ready();
                    break true;
                }
                Ok(Read::End) => break false,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => guard.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        self.send_own_records(session);
        Poll::Ready(goes_on)
    }

    fn send_own_records(&self, session: &RefCell<Session>) {
        if session.borrow().wants_write() && !self.has_file() {
            self.submit_now(b"");
        }
    }

    fn receive_sealed_now(&self, session: &RefCell<Session>, into: &mut BytesMut) -> Option<Input> {
        let read = session.borrow_mut().read(self.socket.borrow().as_ref()?.get_ref().as_fd());
        match read {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            Err(_) | Ok(Read::End) => return Some(Input::End),
            Ok(_) => {}
        }
        self.send_own_records(session);
        let taken = session.borrow_mut().take(into, RECEIVE);
        Some(taken.map_or(Input::End, Input::Bytes))
    }

    /// Tells the peer that nothing more will come, as far as the socket takes it.
    fn end_session(&self) {
        if let Some(session) = self.tls.get()
            && !self.is_gone()
            && !self.has_file()
        {
            session.borrow_mut().end();
            self.submit_now(b"");
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

    /// Whether the deadline passed.
    pub fn is_expired(&self) -> bool {
        self.expired.get()
    }

    /// Forgets that the deadline passed.
    pub fn clear_expired(&self) {
        self.expired.set(false);
    }

    /// Tells when the peer leaves, for a task that leaves unread what it sent; `None` when the socket is gone.
    pub fn departure(&self) -> Option<Departure> {
        self.socket.borrow().as_ref().map(|socket| Departure::of(socket.get_ref()))
    }

    /// Marks the peer gone and wakes everybody who waits for the queue.
    pub fn lose(&self) {
        self.gone.set(true);
        self.out.borrow_mut().clear();
        let waiting = std::mem::take(&mut *self.drained.borrow_mut());
        waiting.into_iter().for_each(Waker::wake);
        self.wake();
    }

    /// Says that nothing more will be sent: shutdown(2) of the sending direction.
    pub fn finish_sending(&self) {
        self.end_session();
        if let Some(socket) = &*self.socket.borrow() {
            // It fails only when the peer is gone already.
            let _ = socket.get_ref().shutdown(Shutdown::Write);
        }
    }

    /// Closes the socket; `reset` makes the peer see an error instead of an end.
    pub fn close(&self, reset: bool) {
        if !reset {
            self.end_session();
        }
        self.lose();
        let socket = self.socket.borrow_mut().take();
        if let Some(socket) = socket
            && reset
        {
            // Without the option the peer sees a plain end, which is the next best thing.
            let _ = sys::socket::reset_on_close(socket.get_ref());
        }
        let attached = self.attached.take();
        drop(attached);
        self.task.borrow_mut().take();
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
