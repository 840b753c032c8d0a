//! One request and its answer. Made by the connection's task, handed to the handler, and answered by anybody on the
//! thread who holds it, at once or later: the answer belongs to the exchange, not to the handler's return.
//!
//! States of the answer: Open (nothing sent; a head may be prepared) → Streaming (head sent) → Ended.
//! `end`, `send_file` and `abandon` lead to Ended from anywhere; nothing leaves it. The task reuses an exchange for the
//! connection's next request only when nobody else holds it.

mod fronted;

use super::Settings;
use super::answer::{Additions, Case, Ending, Frame, HeadWriter, Prepared, reason, write_chunk_line};
use super::form::Form;
use super::h1::head::{Head, Version};
use super::h2::{self, Stream};
use crate::error::{Error, Kind, Result};
use crate::net::tls::Facts;
use crate::net::{self, Connection, ConnectionId, Worker};
use bytes::BytesMut;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fs::File;
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

/// The request.
impl Exchange {
    pub(super) fn new(connection: Rc<Connection>, settings: Rc<Settings>) -> Self {
        Exchange {
            head: Head::default(),
            body: BytesMut::new(),
            received: SystemTime::UNIX_EPOCH,
            form: RefCell::default(),
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
        match self.body.capacity() {
            0 => {}
            capacity if capacity > keep => self.body = BytesMut::new(),
            _ => self.body.clear(),
        }
        if self.form.get_mut().is_some() {
            *self.form.get_mut() = None;
        }
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

/// The answer. All of it may be called at any time from any code on the thread.
impl Exchange {
    /// Prepares the head: status (200 to 999), reason (`None`: the standard one), and the fields `fields` writes. It
    /// leaves with the first `write`, `end` or `send_file`; until then a further call replaces it. Without a call the
    /// answer is 200 with no fields. On an error nothing of it is kept.
    ///
    /// Date, Server, Connection and the framing (Content-Length or Transfer-Encoding) are added by the server. A
    /// Content-Length given here counts for answers to HEAD, for 304 and for answers made by `write`.
    #[inline]
    pub fn respond(
        &self,
        status: u16,
        reason: Option<&[u8]>,
        fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        self.must_be_open()?;
        // Out of its cell meanwhile: `fields` may run code that comes back here.
        let mut prepared = self.prepared.take().unwrap_or_default();
        let result = prepared.write(status, reason, fields);
        if result.is_err() {
            prepared.clear();
        }
        self.prepared.set(Some(prepared));
        result
    }

    /// Sends an interim answer (1xx without 101, RFC 9110 15.2) at once. HTTP/1.0 clients are sent nothing.
    pub fn inform(&self, status: u16, fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>) -> Result<()> {
        self.must_be_open()?;
        let mut interim = Prepared::default();
        interim.write_interim(status, fields)?;
        self.must_be_connected()?;
        if let Some(stream) = &self.stream {
            stream.inform(h2::interim(&interim));
        } else if self.head.version() == Version::Http11 {
            interim.finish_interim(&mut self.connection.queue());
            self.connection.submit_now(b"");
        }
        Ok(())
    }

    /// Sends the head if it is not out, and `chunk` (chunked, or as it is under a declared Content-Length). What the
    /// socket takes is sent before this returns. An empty chunk sends only the head.
    pub fn write(&self, chunk: &[u8]) -> Result<Flow> {
        if self.settings.front.is_some() && !self.is_ended() {
            return self.write_fronted(chunk);
        }
        self.write_plain(chunk)
    }

    fn write_plain(&self, chunk: &[u8]) -> Result<Flow> {
        let ending = match self.state.get() {
            State::Ended => return Err(ended()),
            State::Streaming(ending) => ending,
            State::Open => self.begin_stream(),
        };
        self.must_be_connected()?;
        match ending {
            _ if chunk.is_empty() => self.put(b""),
            Ending::Silent => {}
            Ending::Close | Ending::Stream => self.put(chunk),
            Ending::Owed(owed) => self.write_owed(chunk, owed)?,
            Ending::Chunked => {
                write_chunk_line(chunk.len(), &mut self.connection.queue());
                self.connection.submit_parts(chunk, b"\r\n");
            }
        }
        let backlog = self.stream.as_ref().map_or_else(|| self.connection.backlog(), |stream| stream.backlog());
        let full = backlog > self.settings.limits.high_water;
        Ok(if full { Flow::Full } else { Flow::Free })
    }

    /// Ends the answer with `body` as its whole body, or as its last piece after `write`. The whole body's length is
    /// the Content-Length, whatever the head was prepared with. It is sent before this returns, as far as the socket
    /// takes it, unless more pipelined requests are at hand.
    #[inline]
    pub fn end(&self, body: &[u8]) -> Result<()> {
        match self.state.get() {
            State::Ended => Err(ended()),
            State::Open => self.end_whole(body),
            State::Streaming(_) => self.end_stream(body),
        }
    }

    #[inline]
    fn end_whole(&self, body: &[u8]) -> Result<()> {
        let prepared = self.prepared.take().unwrap_or_default();
        if prepared.chunked() {
            self.prepared.set(Some(prepared));
            return self.end_stream(body);
        }
        if self.settings.front.is_some() {
            return self.end_whole_fronted(prepared, body);
        }
        self.end_prepared(prepared, body)
    }

    #[inline]
    fn end_prepared(&self, prepared: Box<Prepared>, body: &[u8]) -> Result<()> {
        let silent = self.is_silent(&prepared);
        self.write_head(&prepared, self.whole_frame(&prepared, body.len() as u64));
        self.prepared.set(Some(prepared));
        self.finish(if silent { b"" } else { body })
    }

    fn end_stream(&self, body: &[u8]) -> Result<()> {
        if self.settings.front.is_some() {
            return self.end_stream_fronted(body);
        }
        self.end_stream_plain(body)
    }

    fn end_stream_plain(&self, body: &[u8]) -> Result<()> {
        if !body.is_empty() || self.state.get() == State::Open {
            self.write_plain(body)?;
        }
        match self.state.get() {
            State::Streaming(Ending::Chunked) => self.finish_chunks(),
            State::Streaming(Ending::Owed(owed)) if owed > 0 => {
                self.cut();
                Err(Error::invalid(format!("the response ended {owed} bytes short of its Content-Length; it was cut")))
            }
            _ => self.finish(b""),
        }
    }

    /// Ends the answer with `length` bytes (`None`: all) of `file` from `offset` on, without loading them. Only before
    /// the first `write`. Fails, and changes nothing, when the file does not have them.
    pub fn send_file(&self, file: File, offset: u64, length: Option<u64>) -> Result<()> {
        self.must_be_open()?;
        let size = file.metadata().map_err(|e| Error::io("size of the file to send", e))?.len();
        let rest = size.checked_sub(offset);
        let length = length.or(rest).filter(|n| rest.is_some_and(|rest| *n <= rest));
        let length =
            length.ok_or_else(|| Error::invalid(format!("offset and length reach beyond the file's {size} bytes")))?;
        let mut prepared = self.prepared.take().unwrap_or_default();
        if self.settings.front.is_some() {
            self.front_file(&mut prepared, length);
        }
        let silent = self.is_silent(&prepared);
        self.write_head(&prepared, self.whole_frame(&prepared, length));
        self.prepared.set(Some(prepared));
        if silent || length == 0 {
            return self.finish(b"");
        }
        self.state.set(State::Ended);
        match &self.stream {
            None => self.connection.submit_file(file, offset, length),
            Some(stream) => stream.file(file, offset, length),
        }
        self.leave()
    }

    /// Adds a field that is sent behind the body (RFC 9110 6.5): before the answer is ended, and with HTTP/1.1 before a
    /// head with Content-Length is out. HTTP/1.0 clients, and answers without a body, are sent none.
    pub fn trailer(&self, name: &[u8], value: &[u8], case: Case) -> Result<()> {
        match self.state.get() {
            State::Ended => return Err(ended()),
            State::Streaming(Ending::Owed(_)) if self.stream.is_none() => {
                let text =
                    "the head is sent with a Content-Length, so nothing can follow the body; set trailers before";
                return Err(Error::invalid(text));
            }
            State::Open | State::Streaming(_) => {}
        }
        let mut prepared = self.prepared.take().unwrap_or_default();
        let added = prepared.add_trailer(name, value, case);
        self.prepared.set(Some(prepared));
        added
    }

    /// A future that owns all it needs: `true` once the client has taken nearly all that was written, `false` when it
    /// is gone.
    pub fn drained(&self) -> Drained {
        match &self.stream {
            None => Drained::Connection(self.connection.drained()),
            Some(stream) => Drained::Stream(stream.drained()),
        }
    }

    /// Nobody will end the answer (the last reference to it died): 500 if nothing was sent, otherwise the connection is
    /// cut so that the client sees the answer is not whole. Does nothing when it is ended or detached.
    pub fn abandon(&self) {
        match self.state.get() {
            State::Open if !self.is_detached() => self.answer_plainly(500),
            State::Streaming(_) if !self.is_detached() => self.cut(),
            _ => {}
        }
    }

    /// Ends it in the server's own name: with this error status, or by cutting an answer that has begun. Does nothing
    /// when it is ended.
    pub fn fail(&self, status: u16) {
        match self.state.get() {
            State::Open => self.answer_plainly(status),
            State::Streaming(_) => self.cut(),
            State::Ended => {}
        }
    }

    fn answer_plainly(&self, status: u16) {
        let prepared = self.respond(status, None, |head| {
            if status == 503 {
                head.field(b"Retry-After", b"1", Case::AsIs)?;
            }
            head.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs)
        });
        debug_assert!(prepared.is_ok());
        // Fails only when the client is gone, and then there is nobody to tell.
        let _ = self.end(format!("{status} {}\n", reason(status)).as_bytes());
    }

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
        self.detached.set(true);
        self.connection.attach(Some(self.clone() as Rc<dyn Any>));
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

/// Writing to the connection.
impl Exchange {
    /// Whether the answer has no body whatever is written (RFC 9112 6.3, RFC 9110 15.3.6).
    fn is_silent(&self, prepared: &Prepared) -> bool {
        self.head.is_head() || matches!(prepared.status(), 204 | 205 | 304)
    }

    /// The framing of an answer whose body is known to have `length` bytes.
    fn whole_frame(&self, prepared: &Prepared, length: u64) -> Frame {
        match prepared.status() {
            // RFC 9110 8.6: none with 204; in 304 only what a 200 would have had.
            204 => Frame::None,
            304 => prepared.length().map_or(Frame::None, Frame::Length),
            205 => Frame::Length(0),
            _ if self.head.is_head() => Frame::Length(prepared.length().unwrap_or(length)),
            _ => Frame::Length(length),
        }
    }

    /// Queues the head of an answer whose body comes in pieces.
    fn begin_stream(&self) -> Ending {
        let mut prepared = self.prepared.take().unwrap_or_default();
        if self.settings.front.is_some() {
            self.front_stream(&mut prepared);
        }
        let version = self.head.version();
        let has_trailers = !prepared.trailers().is_empty();
        let (frame, ending) = match prepared.length() {
            _ if prepared.status() == 204 => (Frame::None, Ending::Silent),
            _ if prepared.status() == 205 => (Frame::Length(0), Ending::Silent),
            Some(_) if has_trailers && version == Version::Http11 => (Frame::Chunked, Ending::Chunked),
            Some(length) => (Frame::Length(length), Ending::Owed(length)),
            None if prepared.status() == 304 => (Frame::None, Ending::Silent),
            None if version == Version::Http10 => (Frame::None, Ending::Close),
            None if version == Version::Http2 => (Frame::None, Ending::Stream),
            None => (Frame::Chunked, Ending::Chunked),
        };
        let ending = if self.is_silent(&prepared) { Ending::Silent } else { ending };
        if ending == Ending::Close {
            self.closes.set(true);
        }
        self.write_head(&prepared, frame);
        self.prepared.set(Some(prepared));
        self.state.set(State::Streaming(ending));
        ending
    }

    /// Appends the head to the connection's queue.
    #[inline]
    fn write_head(&self, prepared: &Prepared, frame: Frame) {
        if prepared.closes() || self.connection.worker().is_draining() {
            self.closes.set(true);
        }
        let add = Additions {
            server: &self.settings.server,
            frame,
            closes: self.closes.get(),
            tell_keep: self.head.version() == Version::Http10,
        };
        match &self.stream {
            None => prepared.finish(&add, &mut self.connection.queue()),
            Some(stream) => stream.head(h2::head(prepared, &add)),
        }
    }

    /// Sends a piece of the body as it is.
    fn put(&self, piece: &[u8]) {
        match &self.stream {
            None => self.connection.submit_now(piece),
            Some(stream) => stream.write(piece),
        }
    }

    fn write_owed(&self, chunk: &[u8], owed: u64) -> Result<()> {
        let left = owed.checked_sub(chunk.len() as u64);
        let left = left.ok_or_else(|| Error::invalid(format!("only {owed} bytes are left of the Content-Length")))?;
        self.state.set(State::Streaming(Ending::Owed(left)));
        self.put(chunk);
        Ok(())
    }

    #[inline]
    fn finish(&self, tail: &[u8]) -> Result<()> {
        self.state.set(State::Ended);
        match &self.stream {
            None => self.connection.submit(tail),
            Some(stream) => self.finish_stream(stream, tail),
        }
        self.leave()
    }

    #[inline(never)]
    fn finish_stream(&self, stream: &Stream, tail: &[u8]) {
        let prepared = self.prepared.take().unwrap_or_default();
        let trailers = prepared.trailers();
        let silent = trailers.is_empty() || self.is_silent(&prepared);
        stream.finish(tail, (!silent).then(|| h2::trailers(trailers)));
        self.prepared.set(Some(prepared));
    }

    /// The last chunk and the trailers (RFC 9112 7.1.2).
    fn finish_chunks(&self) -> Result<()> {
        let prepared = self.prepared.take().unwrap_or_default();
        let end = [b"0\r\n", prepared.trailers(), b"\r\n"].concat();
        self.prepared.set(Some(prepared));
        self.finish(&end)
    }

    /// Ends an answer that cannot be completed.
    fn cut(&self) {
        self.closes.set(true);
        self.cut.set(true);
        self.state.set(State::Ended);
        if let Some(stream) = &self.stream {
            stream.reset(::h2::Reason::INTERNAL_ERROR);
        }
        // The only error is that the client is gone, which is what is wanted here.
        let _ = self.leave();
    }

    /// Lets the connection go on.
    #[inline]
    fn leave(&self) -> Result<()> {
        let is_gone = self.is_gone();
        self.connection.worker().count_answer(is_gone);
        if self.settings.front.is_some() {
            self.passed();
        }
        if self.detached.get() {
            self.connection.attach(None);
        }
        match &self.stream {
            None => self.connection.wake(),
            Some(stream) => stream.wake(),
        }
        if is_gone { Err(gone()) } else { Ok(()) }
    }

    /// The client is gone: nothing written will arrive.
    pub(super) fn lose(&self) {
        if !self.is_ended() {
            self.cut();
        }
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

#[cold]
fn gone() -> Error {
    Error::new(Kind::Closed, "the client is gone")
}

#[cold]
fn ended() -> Error {
    Error::new(Kind::Closed, "the response is ended already")
}

/// The detached exchange of that connection, to be answered from elsewhere.
pub fn detached(worker: &Worker, id: ConnectionId) -> Option<Rc<Exchange>> {
    worker.connection(id)?.attachment()?.downcast::<Exchange>().ok()
}
