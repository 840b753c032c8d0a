//! The request's body as handlers read it: whole, or piece by piece while it arrives (`Settings::streams_bodies`). Then
//! whoever wants it whole gathers it here, and a form is taken apart, when it is asked for.

use super::inlet::{Inlet, Look};
use super::{Exchange, State};
use crate::error::{Error, Kind, Result};
use crate::http::Reject;
use crate::http::form::{Form, Reader};
use bytes::{Bytes, BytesMut};
use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

const TOO_LARGE: Reject = Reject::new(413, "the body is larger than package_max_length (RFC 9110 15.5.14)");
const NO_END: Reject = Reject::bad("the multipart body has no end (RFC 2046 5.1.1)");

/// A body that arrives while it is read.
pub(super) struct Arriving {
    inlet: Rc<Inlet>,
    /// Some of it was given away piece by piece.
    is_parted: Cell<bool>,
    gathering: RefCell<Option<Gathering>>,
    whole: OnceCell<BytesMut>,
    /// It was to be gathered, and will not come.
    failed: Cell<bool>,
}

/// The form, if it is one; an error without a refusal: no more comes.
type Formed = std::result::Result<Option<Form>, Option<Reject>>;

/// What was gathered so far.
struct Gathering {
    form: Option<Reader>,
    is_fed: bool,
    body: BytesMut,
    room: u64,
}

impl Exchange {
    /// The whole body; empty for multipart/form-data, whose parts are in [`Exchange::take_form`], and for one that
    /// arrives while it is read until [`Exchange::gather`] was ready.
    pub fn body(&self) -> &[u8] {
        match &self.arriving {
            None => &self.body,
            Some(arriving) => arriving.whole.get().map_or(&[], |whole| whole),
        }
    }

    /// The parts of a multipart/form-data body, once. Files nobody takes out of it are removed when it is dropped.
    pub fn take_form(&self) -> Option<Form> {
        self.form.borrow_mut().take()
    }

    /// Whether the body arrives while it is read.
    #[inline]
    pub fn is_streamed(&self) -> bool {
        self.arriving.is_some()
    }

    /// Whether its handler is called before it has arrived; it may have arrived with the head for all that.
    pub fn may_arrive_late(&self) -> bool {
        self.settings.streams(&self.head)
    }

    /// Whether a body that arrives while it is read is never a form.
    pub fn has_whole_forms(&self) -> bool {
        self.settings.whole_forms
    }

    /// Whether all of it is here.
    pub fn is_gathered(&self) -> bool {
        self.arriving.as_ref().is_none_or(|arriving| arriving.whole.get().is_some())
    }

    /// Whether nothing more of it is to be received.
    pub(super) fn has_arrived(&self) -> bool {
        self.arriving.as_ref().is_none_or(|arriving| arriving.inlet.is_whole())
    }

    /// From now on the body, of which nothing is there, arrives through this inlet.
    pub(in crate::http) fn stream_body(&mut self, inlet: Rc<Inlet>) {
        let arriving = Arriving {
            inlet,
            is_parted: Cell::new(false),
            gathering: RefCell::default(),
            whole: OnceCell::new(),
            failed: Cell::new(false),
        };
        self.arriving = Some(Box::new(arriving));
    }

    /// The next piece of the body, at most `most` bytes (at least 1); empty at its end. Waits when it has not arrived:
    /// what nobody reads is not received. [`Kind::Closed`]: the rest will not come, because the client is gone or was
    /// refused, or because the answer is ended.
    pub fn read(self: &Rc<Self>, most: usize) -> Reading {
        Reading { exchange: self.clone(), most: most.max(1), waits: false }
    }

    /// Ready when [`Exchange::read_now`] has an answer; takes nothing, and gives an empty piece.
    pub fn arrival(self: &Rc<Self>) -> Reading {
        Reading { exchange: self.clone(), most: 0, waits: false }
    }

    /// The same as [`Exchange::read`] if it needs no waiting.
    pub fn read_now(&self, most: usize) -> Option<Result<Bytes>> {
        let inlet = match (&*self.tunnel.borrow(), &self.arriving) {
            (Some(tunnel), _) => tunnel.clone(),
            (None, Some(arriving)) if arriving.failed.get() => return Some(Err(broken())),
            (None, Some(arriving)) if arriving.whole.get().is_none() => {
                if arriving.gathering.borrow().is_some() {
                    let text = "the body is being gathered as a whole: read() cannot have pieces of it";
                    return Some(Err(Error::invalid(text)));
                }
                arriving.is_parted.set(true);
                arriving.inlet.clone()
            }
            _ => return Some(Ok(self.read_whole(most))),
        };
        match inlet.look(most) {
            Look::Piece(piece) => Some(Ok(piece)),
            Look::End => Some(Ok(Bytes::new())),
            Look::Broken => Some(Err(broken())),
            Look::Nothing => None,
        }
    }

    fn read_whole(&self, most: usize) -> Bytes {
        let rest = self.body().get(self.read.get()..).unwrap_or_default();
        let piece = &rest[..rest.len().min(most)];
        self.read.set(self.read.get() + piece.len());
        Bytes::copy_from_slice(piece)
    }

    /// Ready when [`Exchange::body`] or, for multipart/form-data, [`Exchange::take_form`] has all of it.
    /// [`Kind::Invalid`]: pieces of it were read. [`Kind::Closed`]: it will not come; one that is too long or broken is
    /// refused, if the answer's head is not out.
    pub fn gather(self: &Rc<Self>) -> Gather {
        Gather { exchange: self.clone(), waits: false }
    }

    fn poll_gather(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let Some(arriving) = &self.arriving else { return Poll::Ready(Ok(())) };
        if arriving.whole.get().is_some() {
            return Poll::Ready(Ok(()));
        }
        if arriving.is_parted.get() {
            return Poll::Ready(Err(Error::invalid(
                "parts of the body were read with read(): it is not there as a whole",
            )));
        }
        if arriving.failed.get() {
            return Poll::Ready(Err(broken()));
        }
        let mut gathering = arriving.gathering.borrow_mut();
        let polled = match &mut *gathering {
            Some(gathering) => gathering.poll(cx, &arriving.inlet),
            None => match self.begin_gathering() {
                Ok(begun) => gathering.insert(begun).poll(cx, &arriving.inlet),
                Err(reject) => Poll::Ready(Err(Some(reject))),
            },
        };
        let result = match ready!(polled) {
            Ok(form) => {
                let body = gathering.take().map(|gathering| gathering.body);
                let _ = arriving.whole.set(body.unwrap_or_default());
                self.form.replace(form);
                Ok(())
            }
            Err(reject) => {
                *gathering = None;
                drop(gathering);
                arriving.failed.set(true);
                if let Some(reject) = reject {
                    self.refuse(reject);
                }
                Err(broken())
            }
        };
        arriving.inlet.wake();
        Poll::Ready(result)
    }

    fn begin_gathering(&self) -> std::result::Result<Gathering, Reject> {
        let limits = &self.settings.limits;
        let content_type = self.head.get("content-type").unwrap_or_default();
        let form = if self.settings.reads_forms { Reader::new(content_type, &self.settings)? } else { None };
        let room = limits.body.saturating_add(if form.is_some() { limits.upload } else { 0 });
        Ok(Gathering { form, is_fed: false, body: BytesMut::new(), room })
    }

    /// The request cannot be read to its end: answered with this refusal, if the head of the answer is not out, and the
    /// connection closes. Nothing more of the body comes.
    pub(in crate::http) fn refuse(&self, reject: Reject) {
        self.close_inlet();
        if self.state.get() == State::Open {
            self.connection.worker().count_refusal();
        }
        self.closes.set(true);
        self.fail_because(reject.status, Some(reject.reason));
    }

    /// The body's end has been received: the next request can follow it.
    pub(in crate::http) fn body_arrived(&self) {
        if self.state.get() == State::Open {
            self.closes.set(!self.head.keep_alive());
        }
    }

    /// Some of the body is not received: unless it will be, the connection ends with the answer.
    pub(in crate::http) fn body_is_open(&self) {
        self.closes.set(true);
    }

    /// Nothing more of the body comes.
    pub(in crate::http) fn close_inlet(&self) {
        if let Some(arriving) = &self.arriving {
            arriving.inlet.break_off();
        }
        if let Some(tunnel) = &*self.tunnel.borrow() {
            tunnel.break_off();
        }
    }

    /// Has the task that receives the body look whether a piece is awaited.
    fn ask(&self) {
        match &self.stream {
            None => self.connection.wake(),
            Some(stream) => stream.wake(),
        }
    }
}

impl Gathering {
    /// Ready when all of it is there.
    fn poll(&mut self, cx: &mut Context<'_>, inlet: &Inlet) -> Poll<Formed> {
        loop {
            if let Some(form) = ready!(self.poll_form(cx))? {
                return Poll::Ready(Ok(Some(form)));
            }
            match inlet.look(usize::MAX) {
                Look::Piece(piece) => {
                    self.room = self.room.checked_sub(piece.len() as u64).ok_or(Some(TOO_LARGE))?;
                    match &mut self.form {
                        Some(reader) => reader.feed(piece, false),
                        None => self.body.extend_from_slice(&piece),
                    }
                }
                Look::End => match &mut self.form {
                    None => return Poll::Ready(Ok(None)),
                    Some(_) if self.is_fed => return Poll::Ready(Err(Some(NO_END))),
                    Some(reader) => {
                        reader.feed(Bytes::new(), true);
                        self.is_fed = true;
                    }
                },
                Look::Broken => return Poll::Ready(Err(None)),
                Look::Nothing => {
                    inlet.await_change(cx);
                    return Poll::Pending;
                }
            }
        }
    }

    fn poll_form(&mut self, cx: &mut Context<'_>) -> Poll<Formed> {
        match &mut self.form {
            None => Poll::Ready(Ok(None)),
            Some(reader) => reader.poll(cx).map_err(Some),
        }
    }
}

/// See [`Exchange::read`]. Owns its share of the exchange and may be dropped at any time.
pub struct Reading {
    exchange: Rc<Exchange>,
    most: usize,
    waits: bool,
}

impl Future for Reading {
    type Output = Result<Bytes>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Bytes>> {
        let read = self.exchange.read_now(self.most);
        self.waits = read.is_none();
        match read {
            Some(read) => Poll::Ready(read),
            None => {
                self.exchange.inlet().inspect(|inlet| inlet.await_change(cx));
                self.exchange.ask();
                Poll::Pending
            }
        }
    }
}

/// See [`Exchange::gather`]. May be dropped at any time; what was gathered is kept.
pub struct Gather {
    exchange: Rc<Exchange>,
    waits: bool,
}

impl Future for Gather {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let gathered = self.exchange.poll_gather(cx);
        self.waits = gathered.is_pending();
        if self.waits {
            self.exchange.ask();
        }
        gathered
    }
}

impl Exchange {
    fn inlet(&self) -> Option<Rc<Inlet>> {
        self.tunnel.borrow().clone().or_else(|| self.arriving.as_ref().map(|arriving| arriving.inlet.clone()))
    }

    fn stopped_waiting(&self) {
        self.inlet().inspect(|inlet| inlet.wake());
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.waits {
            self.exchange.stopped_waiting();
        }
    }
}

impl Drop for Gather {
    fn drop(&mut self) {
        if self.waits {
            self.exchange.stopped_waiting();
        }
    }
}

#[cold]
fn broken() -> Error {
    Error::new(Kind::Closed, "the rest of the body will not come")
}
