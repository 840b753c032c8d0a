//! One request from its head to the last byte of its answer. First polled by the connection's task, which is enough for
//! most; what has to wait becomes a task of its own.
//!
//! How it ends, as in `h1::waiting`: the call is never dropped unfinished; when the client is gone the answer is lost and
//! the call runs to its end; when the call is done and nobody else holds the exchange, it is abandoned, which ends it.

use super::body::{self, Failure, Upload};
use super::connection::Shared;
use super::stream::Stream;
use crate::http::answer::{Additions, Case, Frame, Prepared, reason};
use crate::http::{Exchange, Handler, Reject, h2};
use ::h2::{Reason, RecvStream};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

const BUSY: Reject = Reject::new(503, "too many requests in flight, try again (RFC 9110 15.6.4)");

/// A request being answered.
pub(super) struct Answering<H: Handler> {
    shared: Rc<Shared<H>>,
    exchange: Rc<Exchange>,
    stream: Rc<Stream>,
    call: Option<H::Call>,
    /// The body, when its handler reads it while it arrives.
    upload: Option<Box<Upload>>,
    /// Its place among the streams that wait.
    place: Option<usize>,
    given: u64,
}

impl<H: Handler> Answering<H> {
    /// Has the handler begin, if it admits one more request. Nobody else may hold `exchange`.
    pub(super) fn begin(shared: Rc<Shared<H>>, mut exchange: Rc<Exchange>, stream: Rc<Stream>) -> Self {
        let call = if shared.admits() {
            if let Some(exchange) = Rc::get_mut(&mut exchange) {
                exchange.open();
            }
            Some(stream.polled(|| shared.service.handler.call(&exchange)))
        } else {
            shared.refuse(&stream, BUSY, Some(exchange.head()));
            None
        };
        Answering { shared, exchange, stream, call, upload: None, place: None, given: 0 }
    }

    /// Runs the handler until it is done or waits. To be followed by `settle`.
    pub(super) fn run(&mut self, cx: &mut Context<'_>) {
        if let Some(call) = &mut self.call
            && self.stream.polled(|| Pin::new(call).poll(cx)).is_ready()
        {
            self.call = None;
        }
    }

    /// Whether the handler is not done.
    pub(super) fn is_called(&self) -> bool {
        self.call.is_some()
    }

    /// Has h2 send what is written, and sees to the deadlines. Ready when the request is over.
    pub(super) fn settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.upload.is_some() {
            self.receive(cx);
        }
        if self.call.is_none() && !self.exchange.is_ended() && Rc::strong_count(&self.exchange) == 1 {
            self.stream.polled(|| self.exchange.abandon());
        }
        if !self.stream.is_over() {
            let _ = self.stream.poll_send(cx);
        }
        // The usual case: answered at once, and all of it is with h2.
        if self.call.is_none() && self.upload.is_none() && self.exchange.is_ended() && self.stream.is_given() {
            return Poll::Ready(());
        }
        if self.stream.is_gone() {
            self.exchange.lose();
            self.exchange.close_inlet();
        } else {
            self.watch();
        }
        if self.call.is_none() && self.exchange.is_ended() && (self.stream.is_over() || self.stream.is_gone()) {
            return Poll::Ready(());
        }
        // Nobody else can have wanted to wake it before.
        self.stream.set_task(cx.waker());
        if self.place.is_none() {
            self.place = Some(self.shared.enlist(&self.stream));
        }
        Poll::Pending
    }

    /// While something waits for the client, it has the send time for each next part.
    fn watch(&mut self) {
        let (stream, shared) = (&self.stream, &self.shared);
        if stream.is_waiting() {
            if stream.given() != self.given || stream.due() == 0 {
                self.given = stream.given();
                stream.set_due(shared.after(shared.times.send));
            } else if shared.is_past(stream.due()) {
                stream.reset(Reason::CANCEL);
                stream.lose();
            }
        } else if self.call.is_none() && !self.exchange.is_ended() {
            // A holder that lets go says nothing.
            stream.set_due(shared.after(1));
        } else {
            stream.set_due(self.upload.as_ref().map_or(0, |upload| upload.due()));
        }
    }

    /// Receives what the handler waits for.
    #[cold]
    fn receive(&mut self, cx: &mut Context<'_>) {
        let Some(upload) = &mut self.upload else { return };
        let received = upload.poll(cx, &self.exchange, &self.stream, &self.shared);
        match received {
            Ok(()) if !self.exchange.is_ended() => return,
            Ok(()) => self.exchange.close_inlet(),
            Err(Failure::Refused(reject)) => self.stream.polled(|| self.exchange.refuse(reject)),
            Err(Failure::Lost) => {
                self.exchange.close_inlet();
                self.stream.lose();
            }
        }
        // The client is told that nothing more of it is wanted (RFC 9113 8.1).
        self.upload = None;
    }
}

impl<H: Handler> Future for Answering<H> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.run(cx);
        self.settle(cx)
    }
}

impl<H: Handler> Drop for Answering<H> {
    fn drop(&mut self) {
        self.exchange.lose();
        if let Some(place) = self.place {
            self.shared.delist(place);
        }
        self.shared.done(&mut self.exchange);
    }
}

/// Reads the body, then answers.
pub(super) async fn with_body<H: Handler>(
    shared: Rc<Shared<H>>,
    mut exchange: Rc<Exchange>,
    stream: Rc<Stream>,
    mut body: RecvStream,
) {
    if shared.service.settings.streams(exchange.head()) {
        return with_upload(shared, exchange, stream, body).await;
    }
    let place = shared.enlist(&stream);
    let read = match Rc::get_mut(&mut exchange) {
        Some(exchange) => body::read(&mut body, exchange, &stream, &shared).await,
        None => Err(Failure::Lost),
    };
    drop(body);
    shared.delist(place);
    match read {
        Ok(()) => Answering::begin(shared, exchange, stream).await,
        Err(failure) => {
            if let Failure::Refused(reject) = failure {
                shared.refuse(&stream, reject, Some(exchange.head()));
            }
            shared.done(&mut exchange);
        }
    }
}

/// Answers while the body arrives.
async fn with_upload<H: Handler>(
    shared: Rc<Shared<H>>,
    mut exchange: Rc<Exchange>,
    stream: Rc<Stream>,
    body: RecvStream,
) {
    let upload = match Rc::get_mut(&mut exchange) {
        Some(exchange) => Upload::new(body, exchange, &shared),
        None => return shared.done(&mut exchange),
    };
    match upload {
        Ok(upload) => {
            let mut answering = Answering::begin(shared, exchange, stream);
            answering.upload = Some(Box::new(upload));
            answering.await;
        }
        Err(reject) => {
            shared.refuse(&stream, reject, Some(exchange.head()));
            shared.done(&mut exchange);
        }
    }
}

/// An answer in the server's own name (`silent`: to HEAD, so without its body), with what `dress` does to its head;
/// `dress` is told how many bytes follow it.
pub(super) fn refuse(
    stream: &Stream,
    (reject, silent): (Reject, bool),
    server: &str,
    dress: impl FnOnce(&mut Prepared, usize),
) {
    let text = format!("{} {}: {}\n", reject.status, reason(reject.status), reject.reason);
    let mut prepared = Prepared::default();
    let written = prepared.write(reject.status, None, |head| {
        if reject.status == 503 {
            head.field(b"Retry-After", b"1", Case::AsIs)?;
        }
        head.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs)
    });
    debug_assert!(written.is_ok());
    let sent = if silent { "" } else { text.as_str() };
    dress(&mut prepared, sent.len());
    let frame = Frame::Length(text.len() as u64);
    stream.head(h2::head(&prepared, &Additions { server, frame, closes: false, tell_keep: false }));
    stream.finish(sent.as_bytes(), None);
}
