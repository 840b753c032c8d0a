//! One request and its answer. Made by the connection's task, handed to the handler, and answered by anybody on the
//! thread who holds it, at once or later: the answer belongs to the exchange, not to the handler's return.
//!
//! States of the answer: Open (nothing sent; a head may be prepared) → Streaming (head sent) → Ended.
//! `end`, `send_file` and `abandon` lead to Ended from anywhere; nothing leaves it. The task reuses an exchange for the
//! connection's next request only when nobody else holds it.

mod answer;
mod body;
mod fronted;
mod inlet;
mod upgrade;
mod wire;

pub use body::{Gather, Reading};
pub(in crate::http) use inlet::Inlet;
use wire::{ended, gone};

use super::Settings;
use super::answer::{Ending, Prepared};
use super::form::Form;
use super::h1::head::Head;
use super::h2::{self, Stream};
use crate::error::{Error, Kind, Result};
use crate::net::tls::Facts;
use crate::net::{self, Connection, ConnectionId, Worker};
use bytes::BytesMut;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::SystemTime;

/// Whether a writer should go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Free,
    /// The client takes less than is written: await [`Exchange::drained`] first.
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Streaming(Ending),
    Ended,
}

/// A request with the means to answer it.
pub struct Exchange {
    pub(super) head: Head,
    pub(super) body: BytesMut,
    pub(super) received: SystemTime,
    pub(super) form: RefCell<Option<Form>>,
    /// Instead of `body`, when it arrives while it is read.
    arriving: Option<Box<body::Arriving>>,
    /// What comes after the connection was taken over for another protocol.
    tunnel: RefCell<Option<Rc<Inlet>>>,
    /// Bytes of `body` that were given away piece by piece.
    read: Cell<usize>,
    connection: Rc<Connection>,
    /// With HTTP/2: what the answer is written to instead of the connection.
    stream: Option<Rc<Stream>>,
    settings: Rc<Settings>,
    state: Cell<State>,
    prepared: Cell<Option<Box<Prepared>>>,
    closes: Cell<bool>,
    cut: Cell<bool>,
    detached: Cell<bool>,
    /// Of the answer on its way, when something stands in front of the handler.
    passing: RefCell<Option<Box<fronted::Passing>>>,
}

/// The request; its body is in `body`.
impl Exchange {
    pub(super) fn new(connection: Rc<Connection>, settings: Rc<Settings>) -> Self {
        Exchange {
            head: Head::default(),
            body: BytesMut::new(),
            received: SystemTime::UNIX_EPOCH,
            form: RefCell::default(),
            arriving: None,
            tunnel: RefCell::default(),
            read: Cell::new(0),
            connection,
            stream: None,
            settings,
            state: Cell::new(State::Ended),
            prepared: Cell::default(),
            closes: Cell::new(false),
            cut: Cell::new(false),
            detached: Cell::new(false),
            passing: RefCell::default(),
        }
    }

    /// Puts it on a stream of its connection, or takes it off.
    pub(super) fn set_stream(&mut self, stream: Option<Rc<Stream>>) {
        self.stream = stream;
    }

    /// Puts it on another connection of the same service.
    pub(super) fn move_to(&mut self, connection: &Rc<Connection>) {
        self.connection = connection.clone();
    }

    /// Makes it ready for the request whose head was just parsed into it.
    #[inline]
    pub(super) fn open(&mut self) {
        self.received = SystemTime::now();
        self.connection.worker().count_request();
        self.state.set(State::Open);
        if let Some(prepared) = self.prepared.get_mut() {
            prepared.clear();
        }
        self.closes.set(!self.head.keep_alive());
        self.cut.set(false);
        self.detached.set(false);
    }

    /// Lets go of the last request's body and form, and of a buffer above `keep` bytes.
    #[inline]
    pub(super) fn forget_body(&mut self, keep: usize) {
        if self.body.capacity() > 0 {
            self.read.set(0);
            if self.body.capacity() > keep { self.body = BytesMut::new() } else { self.body.clear() }
        }
        if self.form.get_mut().is_some() {
            *self.form.get_mut() = None;
        }
        if self.arriving.is_some() {
            self.forget_arriving();
        }
    }

    #[cold]
    fn forget_arriving(&mut self) {
        self.arriving = None;
        self.read.set(0);
    }

    /// The request's head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The client's address.
    pub fn peer(&self) -> SocketAddr {
        self.connection.peer()
    }

    /// The server's address the client connected to; `None` when the socket is gone.
    pub fn local(&self) -> Option<SocketAddr> {
        self.connection.local()
    }

    /// The connection's number, PHP's `$fd`.
    pub fn connection_id(&self) -> ConnectionId {
        self.connection.id()
    }

    /// The number of the request's stream; 0 with HTTP/1.
    pub fn stream_id(&self) -> u32 {
        self.stream.as_ref().map_or(0, |stream| stream.id())
    }

    /// What the TLS handshake brought; `None` on a plain connection.
    pub fn tls(&self) -> Option<Facts> {
        self.connection.tls()
    }

    /// When the head had arrived.
    pub fn received(&self) -> SystemTime {
        self.received
    }

    /// When the connection was accepted.
    pub fn connected(&self) -> SystemTime {
        self.connection.opened()
    }
}

/// How the answer stands, and who may still give it.
impl Exchange {
    /// Whether the client is gone, or the answer was cut.
    pub fn is_lost(&self) -> bool {
        self.cut.get() || self.is_gone()
    }

    /// Keeps the answer open beyond every reference to it: [`detached`] finds it by the connection's id until it is
    /// ended or the client is gone. False when it is ended or the client is gone.
    pub fn detach(self: &Rc<Self>) -> bool {
        if !self.is_writable() {
            return false;
        }
        if !self.detached.replace(true) {
            self.connection.attach(self.clone() as Rc<dyn Any>);
        }
        true
    }

    /// Whether the answer can still be written to: not ended, client not gone.
    pub fn is_writable(&self) -> bool {
        !self.is_ended() && !self.is_gone()
    }

    /// Nothing written arrives any more.
    #[inline]
    fn is_gone(&self) -> bool {
        self.connection.is_gone() || self.stream.as_ref().is_some_and(|stream| stream.is_gone())
    }

    /// Whether the connection was taken over for another protocol.
    pub(super) fn is_tunnel(&self) -> bool {
        self.tunnel.borrow().is_some()
    }

    /// Where its bytes go then.
    pub(super) fn tunnel(&self) -> Option<Rc<Inlet>> {
        self.tunnel.borrow().clone()
    }

    /// Whether the answer is ended.
    pub fn is_ended(&self) -> bool {
        matches!(self.state.get(), State::Ended)
    }

    /// Whether the head has been sent.
    pub fn is_head_sent(&self) -> bool {
        !matches!(self.state.get(), State::Open)
    }

    /// Whether it was detached.
    pub fn is_detached(&self) -> bool {
        self.detached.get()
    }

    /// Makes it stand for a request that was answered without a handler.
    pub(super) fn refused(&mut self, closes: bool) {
        self.state.set(State::Ended);
        self.closes.set(closes);
        self.cut.set(false);
    }

    /// Whether the answer is ended, whole, and the connection stays and has no file to send.
    #[inline]
    pub(super) fn is_plainly_ended(&self) -> bool {
        self.is_ended() && !self.closes.get() && !self.connection.is_gone() && !self.connection.has_file()
    }

    /// Whether the connection must close after the answer.
    pub(super) fn closes(&self) -> bool {
        self.closes.get()
    }

    /// Whether the answer was cut: the client must see that it is not whole.
    pub fn is_cut(&self) -> bool {
        self.cut.get()
    }

    #[inline]
    fn must_be_open(&self) -> Result<()> {
        match self.state.get() {
            State::Open => Ok(()),
            State::Streaming(_) => {
                Err(Error::new(Kind::Closed, "the head is sent already; set status and headers first"))
            }
            State::Ended => Err(ended()),
        }
    }

    #[inline]
    fn must_be_connected(&self) -> Result<()> {
        if self.is_gone() { Err(gone()) } else { Ok(()) }
    }
}

/// See [`Exchange::drained`].
pub enum Drained {
    /// With HTTP/1: of the whole connection.
    Connection(net::Drained),
    /// With HTTP/2: of the stream.
    Stream(h2::Drained),
}

impl Future for Drained {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        match self.get_mut() {
            Drained::Connection(drained) => Pin::new(drained).poll(cx),
            Drained::Stream(drained) => Pin::new(drained).poll(cx),
        }
    }
}

/// The detached exchange of that connection (with HTTP/2 the one detached last), to be answered from elsewhere.
pub fn detached(worker: &Worker, id: ConnectionId) -> Option<Rc<Exchange>> {
    detached_of(&*worker.connection(id)?)
}

/// The same, of a connection that is known.
pub fn detached_of(connection: &Connection) -> Option<Rc<Exchange>> {
    connection.attachment()?.downcast::<Exchange>().ok()
}
