//! One request and its answer. Made by the connection's task, handed to the handler, and answered by anybody on the
//! thread who holds it, at once or later: the answer belongs to the exchange, not to the handler's return.
//!
//! States of the answer: Open (nothing sent; a head may be prepared) → Streaming (head sent) → Ended.
//! `end`, `send_file` and `abandon` lead to Ended from anywhere; nothing leaves it. The task reuses an exchange for the
//! connection's next request only when nobody else holds it.

use super::Settings;
use super::answer::{Ending, HeadWriter, Prepared};
use super::form::Form;
use super::h1::head::{Head, Version};
use crate::error::{Error, Kind, Result};
use crate::net::{Connection, ConnectionId, Drained, Worker};
use bytes::BytesMut;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::net::SocketAddr;
use std::rc::Rc;
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
    connection: Rc<Connection>,
    settings: Rc<Settings>,
    state: Cell<State>,
    prepared: RefCell<Prepared>,
    closes: Cell<bool>,
    cut: Cell<bool>,
    detached: Cell<bool>,
}

/// The request.
impl Exchange {
    pub(super) fn new(connection: Rc<Connection>, settings: Rc<Settings>) -> Self {
        Exchange {
            head: Head::default(),
            body: BytesMut::new(),
            received: SystemTime::UNIX_EPOCH,
            form: RefCell::default(),
            connection,
            settings,
            state: Cell::new(State::Ended),
            prepared: RefCell::default(),
            closes: Cell::new(false),
            cut: Cell::new(false),
            detached: Cell::new(false),
        }
    }

    /// Makes it ready for the request whose head was just parsed into it.
    pub(super) fn open(&mut self) {
        self.received = SystemTime::now();
        self.state.set(State::Open);
        self.prepared.get_mut().clear();
        self.closes.set(!self.head.keep_alive());
        self.cut.set(false);
        self.detached.set(false);
        *self.form.get_mut() = None;
    }

    /// The request's head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The whole body; empty for multipart/form-data, whose parts are in [`Exchange::take_form`].
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The parts of a multipart/form-data body, once. Files nobody takes out of it are removed when it is dropped.
    pub fn take_form(&self) -> Option<Form> {
        self.form.borrow_mut().take()
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

    /// When the head had arrived.
    pub fn received(&self) -> SystemTime {
        self.received
    }

    /// When the connection was accepted.
    pub fn connected(&self) -> SystemTime {
        self.connection.opened()
    }
}

/// The answer. All of it may be called at any time from any code on the thread.
impl Exchange {
    /// Prepares the head: status (200 to 999), reason (`None`: the standard one), and the fields `fields` writes. It
    /// leaves with the first `write`, `end` or `send_file`; until then a further call replaces it. Without a call the
    /// answer is 200 with no fields. On an error nothing of it is kept.
    ///
    /// Date, Server, Connection and the framing (Content-Length or Transfer-Encoding) are added by the server. A
    /// Content-Length given here counts for answers to HEAD, for 304 and for answers made by `write`.
    pub fn respond(
        &self,
        status: u16,
        reason: Option<&[u8]>,
        fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        self.must_be_open()?;
        // Out of its cell meanwhile: `fields` may run code that comes back here.
        let mut prepared = self.prepared.take();
        let result = prepared.write(status, reason, fields);
        if result.is_err() {
            prepared.clear();
        }
        self.prepared.replace(prepared);
        result
    }

    /// Sends an interim answer (1xx without 101, RFC 9110 15.2) at once. HTTP/1.0 clients are sent nothing.
    pub fn inform(&self, status: u16, fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>) -> Result<()> {
        self.must_be_open()?;
        let mut interim = Prepared::default();
        interim.write_interim(status, fields)?;
        if self.head.version() == Version::Http11 {
            interim.finish_interim(&mut self.connection.queue());
            self.connection.submit_now(b"");
        }
        Ok(())
    }

    /// Sends the head if it is not out, and `chunk` (chunked, or as it is under a declared Content-Length). What the
    /// socket takes is sent before this returns. An empty chunk sends only the head.
    pub fn write(&self, chunk: &[u8]) -> Result<Flow> {
        todo!("{}", chunk.len())
    }

    /// Ends the answer with `body` as its whole body, or as its last piece after `write`.
    pub fn end(&self, body: &[u8]) -> Result<()> {
        todo!("{}", body.len())
    }

    /// Ends the answer with `length` bytes (`None`: all) of `file` from `offset` on, without loading them. Only before
    /// the first `write`.
    pub fn send_file(&self, file: File, offset: u64, length: Option<u64>) -> Result<()> {
        todo!("{file:?} {offset} {length:?}")
    }

    /// A future that owns all it needs: `true` once the client has taken nearly all that was written, `false` when it
    /// is gone.
    pub fn drained(&self) -> Drained {
        self.connection.drained()
    }

    /// Nobody will end the answer (the last reference to it died): 500 if nothing was sent, otherwise the connection is
    /// cut so that the client sees the answer is not whole. Does nothing when it is ended or detached.
    pub fn abandon(&self) {
        todo!()
    }

    /// Keeps the answer open beyond every reference to it: [`detached`] finds it by the connection's id until it is
    /// ended or the client is gone. False when it is ended or the client is gone.
    pub fn detach(self: &Rc<Self>) -> bool {
        if !self.is_writable() {
            return false;
        }
        self.detached.set(true);
        self.connection.attach(Some(self.clone() as Rc<dyn Any>));
        true
    }

    /// Whether the answer can still be written to: not ended, client not gone.
    pub fn is_writable(&self) -> bool {
        !self.is_ended() && !self.connection.is_gone()
    }

    /// Whether the answer is ended.
    pub fn is_ended(&self) -> bool {
        self.state.get() == State::Ended
    }

    /// Whether the head has been sent.
    pub fn is_head_sent(&self) -> bool {
        self.state.get() != State::Open
    }

    /// Whether it was detached.
    pub fn is_detached(&self) -> bool {
        self.detached.get()
    }

    fn must_be_open(&self) -> Result<()> {
        match self.state.get() {
            State::Open => Ok(()),
            State::Streaming(_) => Err(Error::new(Kind::Closed, "the head is sent already; set status and headers first")),
            State::Ended => Err(Error::new(Kind::Closed, "the response is ended already")),
        }
    }
}

/// The detached exchange of that connection, to be answered from elsewhere.
pub fn detached(worker: &Worker, id: ConnectionId) -> Option<Rc<Exchange>> {
    worker.connection(id)?.attachment()?.downcast::<Exchange>().ok()
}
