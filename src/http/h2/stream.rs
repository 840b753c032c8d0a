//! The sending half of one request: what the answer still has to send, given to h2 as the client's windows allow. Shared
//! by the exchange, the request's task and the connection's task, all on the worker's thread.
//!
//! Rules:
//! 1. What h2 has no window for stays here, so `backlog` is what the client has not taken; only the last piece, when it
//!    is small, is left to h2 whatever the windows say.
//! 2. Writers may write at any time; whoever writes outside the request's task wakes it, because only that one waits for
//!    windows (`poll_send`).
//! 3. After `reset` or `lose` everything given is dropped.
//! 4. A short answer that is all there when its own task runs is kept until that task looks (`poll_send`), and then given
//!    in one piece.
//! 5. A connection's streams count together what they hold (`held`): above `TOGETHER` times what one may hold, each may
//!    hold `LOW_WATER`. Whatever a client does with its windows, its connection's memory has a bound.

use crate::net::Connection;
use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::{HeaderMap, Response};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A backlog at or below this counts as drained (bytes).
const LOW_WATER: usize = 64 * 1024;
/// All streams of a connection may hold so many times what one may.
const TOGETHER: usize = 4;
/// A last piece up to this is left to h2 (bytes).
const SMALL: usize = 16 * 1024;
/// Most of a file that is read at once (bytes).
const FILE_STEP: usize = 64 * 1024;

/// See above.
pub(in crate::http) struct Stream {
    id: u32,
    connection: Rc<Connection>,
    out: RefCell<Out>,
    gone: Cell<bool>,
    polling: Cell<bool>,
    task: RefCell<Option<Waker>>,
    drained: RefCell<Vec<Waker>>,
    due: Cell<u64>,
}

/// States: Head → Body → Over.
enum Sending {
    /// No final head is out.
    Head(SendResponse<Bytes>),
    /// The body goes on.
    Body(SendStream<Bytes>),
    /// All is with h2, or lost.
    Over,
}

struct Out {
    sending: Sending,
    /// The head, until it is known whether anything follows it.
    head: Option<Response<()>>,
    /// The body of rule 4.
    whole: Option<Bytes>,
    queue: VecDeque<Bytes>,
    queued: usize,
    /// What all streams of the connection have queued.
    held: Rc<Cell<usize>>,
    file: Option<FileRange>,
    trailers: Option<HeaderMap>,
    /// Nothing will be added.
    ended: bool,
    given: u64,
}

struct FileRange {
    file: File,
    offset: u64,
    left: u64,
}

/// What h2 could not be given; the stream is lost.
struct Lost;

impl From<h2::Error> for Lost {
    fn from(_: h2::Error) -> Lost {
        Lost
    }
}

impl Stream {
    /// `held`: what all streams of the connection have queued.
    pub(super) fn new(respond: SendResponse<Bytes>, connection: Rc<Connection>, held: Rc<Cell<usize>>) -> Stream {
        let id = respond.stream_id().as_u32();
        let out = Out {
            sending: Sending::Head(respond),
            head: None,
            whole: None,
            queue: VecDeque::new(),
            queued: 0,
            held,
            file: None,
            trailers: None,
            ended: false,
            given: 0,
        };
        Stream {
            id,
            connection,
            out: RefCell::new(out),
            gone: Cell::new(false),
            polling: Cell::new(false),
            task: RefCell::default(),
            drained: RefCell::default(),
            due: Cell::new(0),
        }
    }

    /// The stream's number on its connection, odd.
    pub(in crate::http) fn id(&self) -> u32 {
        self.id
    }

    /// Whether the client has reset it, or nothing can be sent any more.
    pub(in crate::http) fn is_gone(&self) -> bool {
        self.gone.get()
    }

    /// Whether a writer should wait, because more than `high` bytes wait for the client's windows, or its streams hold
    /// too much together.
    pub(in crate::http) fn is_full(&self, high: usize) -> bool {
        let out = self.out.borrow();
        out.queued > high || (out.queued > LOW_WATER && out.held.get() > high.saturating_mul(TOGETHER))
    }

    /// Whether the answer is ended and all of it is with h2.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.out.borrow().sending, Sending::Over)
    }

    /// Whether nothing will be added to the answer, or it is lost.
    pub(super) fn is_ended(&self) -> bool {
        let out = self.out.borrow();
        out.ended || out.whole.is_some() || matches!(out.sending, Sending::Over)
    }

    /// The same as [`Stream::is_over`], and the client is there.
    pub(super) fn is_given(&self) -> bool {
        !self.gone.get() && self.due.get() == 0 && self.is_over()
    }

    /// Whether something waits for a window.
    pub(super) fn is_waiting(&self) -> bool {
        let out = self.out.borrow();
        out.queued > 0 || out.file.is_some()
    }

    /// Bytes h2 was given so far; tells progress.
    pub(super) fn given(&self) -> u64 {
        self.out.borrow().given
    }

    /// Has the connection's task wake this one at that sweep; 0: no more.
    pub(super) fn set_due(&self, sweep: u64) {
        self.due.set(sweep);
        self.connection.expire_by(sweep);
    }

    pub(super) fn due(&self) -> u64 {
        self.due.get()
    }

    pub(super) fn set_task(&self, waker: &Waker) {
        let mut task = self.task.borrow_mut();
        if task.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            *task = Some(waker.clone());
        }
    }

    /// Wakes the request's task, unless it is the one that is running.
    pub(in crate::http) fn wake(&self) {
        if !self.polling.get()
            && let Some(task) = &*self.task.borrow()
        {
            task.wake_by_ref();
        }
    }

    /// Runs `poll` as the request's own task, which looks afterwards.
    pub(super) fn polled<T>(&self, poll: impl FnOnce() -> T) -> T {
        self.polling.set(true);
        let result = poll();
        self.polling.set(false);
        result
    }

    /// The final head; it leaves with what comes next.
    pub(in crate::http) fn head(&self, head: Response<()>) {
        self.out.borrow_mut().head = Some(head);
    }

    /// An interim head, at once.
    pub(in crate::http) fn inform(&self, head: Response<()>) {
        if let Sending::Head(respond) = &mut self.out.borrow_mut().sending {
            // It fails when the stream is gone, which is noticed elsewhere.
            let _ = respond.send_informational(head);
        }
    }

    /// A piece of the body; empty: only the head, if that is not out.
    pub(in crate::http) fn write(&self, piece: &[u8]) {
        self.change(|out| out.push(piece));
    }

    /// The last piece and what follows it.
    pub(in crate::http) fn finish(&self, tail: &[u8], trailers: Option<HeaderMap>) {
        if trailers.is_none() && self.polling.get() && self.out.borrow_mut().keep_whole(tail) {
            return;
        }
        self.change(|out| {
            out.push(tail);
            out.trailers = trailers;
            out.ended = true;
        });
    }

    /// So many bytes of a file as the whole body.
    pub(in crate::http) fn file(&self, file: File, offset: u64, left: u64) {
        self.change(|out| {
            out.file = (left > 0).then_some(FileRange { file, offset, left });
            out.ended = true;
        });
    }

    /// Tells the client that the answer is not whole, or not wanted.
    pub(in crate::http) fn reset(&self, reason: Reason) {
        let mut out = self.out.borrow_mut();
        match std::mem::replace(&mut out.sending, Sending::Over) {
            Sending::Head(mut respond) => respond.send_reset(reason),
            Sending::Body(mut body) => body.send_reset(reason),
            Sending::Over => {}
        }
        out.clear();
    }

    /// The client is gone.
    pub(super) fn lose(&self) {
        self.gone.set(true);
        let mut out = self.out.borrow_mut();
        out.sending = Sending::Over;
        out.clear();
        drop(out);
        self.wake_writers();
        self.wake();
    }

    fn change(&self, change: impl FnOnce(&mut Out)) {
        let mut out = self.out.borrow_mut();
        if matches!(out.sending, Sending::Over) {
            return;
        }
        change(&mut out);
        let given = out.give();
        let waits = out.queued > 0 || out.file.is_some();
        drop(out);
        match given {
            Err(Lost) => self.lose(),
            Ok(()) if waits => self.wake(),
            Ok(()) => {}
        }
    }

    /// Gives h2 what the windows allow, as they open; ready when the answer is with h2 or the client gone. Until then it
    /// also notices when the client resets the stream.
    pub(super) fn poll_send(&self, cx: &mut Context<'_>) -> Poll<()> {
        let polled = self.out.borrow_mut().poll_give(cx);
        if self.out.borrow().queued <= LOW_WATER {
            self.wake_writers();
        }
        match polled {
            Poll::Ready(Err(Lost)) => {
                self.lose();
                Poll::Ready(())
            }
            Poll::Ready(Ok(())) => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        }
    }

    fn wake_writers(&self) {
        if !self.drained.borrow().is_empty() {
            let waiting = std::mem::take(&mut *self.drained.borrow_mut());
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    /// A future that is ready when nearly all that was written is with h2, or the client is gone.
    pub(in crate::http) fn drained(self: &Rc<Self>) -> Drained {
        Drained { stream: self.clone() }
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        self.set_queued(0);
    }
}

impl Out {
    fn push(&mut self, piece: &[u8]) {
        if !piece.is_empty() {
            self.queue.push_back(Bytes::copy_from_slice(piece));
            self.set_queued(self.queued + piece.len());
        }
    }

    fn set_queued(&mut self, queued: usize) {
        self.held.set(self.held.get() - self.queued + queued);
        self.queued = queued;
    }

    fn clear(&mut self) {
        self.queue.clear();
        self.set_queued(0);
        (self.head, self.whole, self.file, self.trailers) = (None, None, None, None);
    }

    fn is_bare(&self) -> bool {
        self.queue.is_empty() && self.file.is_none() && self.trailers.is_none()
    }

    /// Keeps a short answer that is all there; false when it is not.
    fn keep_whole(&mut self, body: &[u8]) -> bool {
        let is_short = !body.is_empty() && body.len() <= SMALL;
        let keeps = is_short && self.is_bare() && self.head.is_some() && matches!(self.sending, Sending::Head(_));
        if keeps {
            self.whole = Some(Bytes::copy_from_slice(body));
        }
        keeps
    }

    fn give_whole(&mut self, body: Bytes) -> Result<(), Lost> {
        self.ended = true;
        let sending = std::mem::replace(&mut self.sending, Sending::Over);
        if let (Sending::Head(mut respond), Some(head)) = (sending, self.head.take()) {
            respond.send_response(head, false)?.send_data(body, true)?;
        }
        Ok(())
    }

    /// Gives h2 what it takes now.
    fn give(&mut self) -> Result<(), Lost> {
        if let Some(body) = self.whole.take() {
            return self.give_whole(body);
        }
        self.give_head()?;
        loop {
            let more = if self.queue.is_empty() { self.read_file()? } else { true };
            if !more {
                return self.give_end();
            }
            let Sending::Body(body) = &mut self.sending else { return Ok(()) };
            let last = self.ended && self.queue.len() == 1 && self.file.is_none() && self.trailers.is_none();
            let Some(piece) = self.queue.front_mut() else { return Ok(()) };
            let mut length = piece.len();
            if !last || length > SMALL {
                body.reserve_capacity(self.queued);
                length = length.min(body.capacity());
            }
            if length == 0 {
                return Ok(());
            }
            let part = piece.split_to(length);
            let is_whole = piece.is_empty();
            body.send_data(part, last && is_whole)?;
            if is_whole {
                self.queue.pop_front();
            }
            self.set_queued(self.queued - length);
            self.given += length as u64;
            if last && is_whole {
                self.sending = Sending::Over;
            }
        }
    }

    fn give_head(&mut self) -> Result<(), Lost> {
        let Some(head) = self.head.take() else { return Ok(()) };
        let ends = self.ended && self.is_bare();
        let Sending::Head(respond) = &mut self.sending else { return Ok(()) };
        let body = respond.send_response(head, ends)?;
        self.sending = if ends { Sending::Over } else { Sending::Body(body) };
        Ok(())
    }

    fn give_end(&mut self) -> Result<(), Lost> {
        let Sending::Body(body) = &mut self.sending else { return Ok(()) };
        if self.ended {
            match self.trailers.take() {
                Some(trailers) => body.send_trailers(trailers)?,
                None => body.send_data(Bytes::new(), true)?,
            }
            self.sending = Sending::Over;
        }
        Ok(())
    }

    /// Reads the next step of the file, of the size h2 takes now; false when there is no file.
    fn read_file(&mut self) -> Result<bool, Lost> {
        let (Some(range), Sending::Body(body)) = (&mut self.file, &mut self.sending) else { return Ok(false) };
        let step = range.left.min(FILE_STEP as u64) as usize;
        body.reserve_capacity(step);
        let step = step.min(body.capacity());
        if step == 0 {
            return Ok(true);
        }
        let mut piece = vec![0; step];
        let got = loop {
            match range.file.read_at(&mut piece, range.offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.unwrap_or(0),
            }
        };
        if got == 0 {
            // It became shorter than the length that is already out, or cannot be read.
            body.send_reset(Reason::INTERNAL_ERROR);
            return Err(Lost);
        }
        piece.truncate(got);
        range.offset += got as u64;
        range.left -= got as u64;
        if range.left == 0 {
            self.file = None;
        }
        self.set_queued(self.queued + got);
        self.queue.push_back(piece.into());
        Ok(true)
    }

    fn poll_give(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Lost>> {
        loop {
            self.give()?;
            let waits = self.queued > 0 || self.file.is_some();
            let ready = match &mut self.sending {
                Sending::Over => return Poll::Ready(Ok(())),
                Sending::Head(respond) => respond.poll_reset(cx).map(|_| false),
                Sending::Body(body) if waits => body.poll_capacity(cx).map(|room| matches!(room, Some(Ok(_)))),
                Sending::Body(body) => body.poll_reset(cx).map(|_| false),
            };
            match ready {
                Poll::Ready(true) => {}
                Poll::Ready(false) => return Poll::Ready(Err(Lost)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// See [`crate::http::Exchange::drained`].
pub struct Drained {
    stream: Rc<Stream>,
}

impl Future for Drained {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let stream = &self.stream;
        if stream.is_gone() || stream.connection.is_gone() {
            return Poll::Ready(false);
        }
        if stream.out.borrow().queued <= LOW_WATER {
            return Poll::Ready(true);
        }
        let mut waiting = stream.drained.borrow_mut();
        if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }
}
