//! One accepted connection as its task, the answers written to it and the worker's sweeper share it: socket, outbound
//! queue, deadline, flags. Lives on the worker's thread; knows no protocol.
//!
//! Rules:
//! 1. Only the connection's task calls the `poll_*` functions; everybody else may queue, send and `wake`.
//! 2. Before the task waits for input, the outbound queue was offered to the socket (`poll_input` does it).
//! 3. Once `close` or `reset` ran, the socket is gone for every holder; queues drop what they are given.

mod deadline;
mod receiving;
mod sealed;
mod sending;

use super::departure::Departure;
use super::outbound::Outbound;
use super::tls::{Facts, Session};
use super::{ConnectionId, Worker};
use crate::sys;
use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::rc::Rc;
use std::task::Waker;
use std::time::SystemTime;
use tokio::io::unix::AsyncFd;

pub use receiving::Input;
pub use sending::Drained;

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
    finishing: Cell<bool>,
    held: Cell<bool>,
    followed: Cell<bool>,
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
            finishing: Cell::new(false),
            held: Cell::new(false),
            followed: Cell::new(false),
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

    /// Whether it is there for more than the rest of what was sent.
    pub fn is_open(&self) -> bool {
        !self.gone.get() && !self.finishing.get()
    }

    /// Whether [`Connection::finish`] was called: its task takes no more requests, cuts answers that are not ended, sends what
    /// is queued, and closes.
    #[inline]
    pub fn is_finishing(&self) -> bool {
        self.finishing.get()
    }

    /// Has its task end it, once what is queued is sent.
    pub fn finish(&self) {
        self.finishing.set(true);
        self.expire();
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
        self.finishing.set(true);
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
