//! Reading a request's body: whole into the exchange, through the form reader, or as its handler reads it (`Upload`). Runs
//! in the request's task; windows are opened again as bytes are taken.

use super::connection::Shared;
use super::stream::Stream;
use crate::http::exchange::Inlet;
use crate::http::form::Reader;
use crate::http::h1::expectation;
use crate::http::{Exchange, Handler, Reject};
use bytes::Bytes;
use h2::RecvStream;
use http::Response;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Why there is no body.
pub(super) enum Failure {
    /// It is refused.
    Refused(Reject),
    /// The client is gone.
    Lost,
}

const TOO_LARGE: Reject =
    Reject::new(413, "the body is larger than package_max_length or stream_max_length allows (RFC 9110 15.5.14)");
const SLOW: Reject = Reject::new(408, "the request body stopped arriving (RFC 9110 15.5.9)");
const NO_END: Reject = Reject::bad("the multipart body has no end (RFC 2046 5.1.1)");

/// Reads all of it.
pub(super) async fn read<H: Handler>(
    body: &mut RecvStream,
    exchange: &mut Exchange,
    stream: &Stream,
    shared: &Shared<H>,
) -> Result<(), Failure> {
    let settings = &shared.service.settings;
    let content_type = exchange.head.get("content-type").unwrap_or_default();
    let reader = Reader::new(content_type, settings).map_err(Failure::Refused)?;
    let mut reader = reader.filter(|_| settings.reads_forms);
    let room = settings.limits.body.saturating_add(if reader.is_some() { settings.limits.upload } else { 0 });
    let declared = match exchange.head.framing() {
        crate::http::h1::Framing::Length(length) => length,
        _ => 0,
    };
    if declared > room {
        return Err(Failure::Refused(TOO_LARGE));
    }
    if expects_continue(exchange) {
        welcome(stream);
    }
    if reader.is_none() {
        // Not more than the windows: what a client declares is only a claim.
        exchange.body.reserve(declared.min(64 * 1024) as usize);
    }
    let mut left = room;
    while let Some(piece) = next(body, stream, shared).await? {
        left = left.checked_sub(piece.len() as u64).ok_or(Failure::Refused(TOO_LARGE))?;
        // It fails when the stream is gone; the next wait says so.
        let _ = body.flow_control().release_capacity(piece.len());
        match &mut reader {
            None => exchange.body.extend_from_slice(&piece),
            Some(reader) => drop(feed(reader, piece, false).await?),
        }
    }
    stream.set_due(0);
    if let Some(reader) = &mut reader {
        let form = feed(reader, Bytes::new(), true).await?;
        exchange.form.replace(Some(form.ok_or(Failure::Refused(NO_END))?));
    }
    Ok(())
}

async fn feed(reader: &mut Reader, piece: Bytes, last: bool) -> Result<Option<crate::http::form::Form>, Failure> {
    reader.feed(piece, last);
    poll_fn(|cx| reader.poll(cx)).await.map_err(Failure::Refused)
}

/// The next piece, within the time it may take; `None` at the end.
async fn next<H: Handler>(
    body: &mut RecvStream,
    stream: &Stream,
    shared: &Shared<H>,
) -> Result<Option<Bytes>, Failure> {
    let due = shared.after(shared.times.body);
    stream.set_due(due);
    poll_fn(|cx: &mut Context<'_>| {
        stream.set_task(cx.waker());
        match body.poll_data(cx) {
            Poll::Ready(Some(Ok(piece))) => Poll::Ready(Ok(Some(piece))),
            Poll::Ready(None) => Poll::Ready(Ok(None)),
            Poll::Ready(Some(Err(_))) => Poll::Ready(Err(Failure::Lost)),
            Poll::Pending if stream.is_gone() => Poll::Ready(Err(Failure::Lost)),
            Poll::Pending if shared.is_past(due) => Poll::Ready(Err(Failure::Refused(SLOW))),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// RFC 9110 10.1.1.
fn expects_continue(exchange: &Exchange) -> bool {
    exchange.head.all("expect").any(|value| expectation(value) == Some(true))
}

fn welcome(stream: &Stream) {
    let mut interim = Response::new(());
    *interim.status_mut() = http::StatusCode::CONTINUE;
    stream.inform(interim);
}

/// A body that its handler reads while it arrives: taken from h2, which opens the client's windows again, only while
/// somebody waits for it.
pub(super) struct Upload {
    body: RecvStream,
    inlet: Rc<Inlet>,
    left: u64,
    /// The client waits to be told to send.
    expected: bool,
    /// The sweep at which the next piece is late; 0: never.
    due: u64,
}

impl Upload {
    /// Has `exchange` read the body through it. 413 when a longer one is declared than is taken.
    pub(super) fn new<H: Handler>(
        body: RecvStream,
        exchange: &mut Exchange,
        shared: &Shared<H>,
    ) -> Result<Upload, Reject> {
        let limit = shared.service.settings.limits.stream;
        let left = if limit == 0 { u64::MAX } else { limit };
        if matches!(exchange.head.framing(), crate::http::h1::Framing::Length(length) if length > left) {
            return Err(TOO_LARGE);
        }
        let inlet = Rc::new(Inlet::new());
        exchange.stream_body(inlet.clone());
        Ok(Upload { body, inlet, left, expected: expects_continue(exchange), due: 0 })
    }

    /// Takes what is awaited. An error: no more will come, for that reason.
    pub(super) fn poll<H: Handler>(
        &mut self,
        cx: &mut Context<'_>,
        exchange: &Exchange,
        stream: &Stream,
        shared: &Shared<H>,
    ) -> Result<(), Failure> {
        while self.inlet.is_awaited() {
            if std::mem::take(&mut self.expected) && !exchange.is_head_sent() {
                welcome(stream);
            }
            match self.body.poll_data(cx) {
                Poll::Ready(Some(Ok(piece))) => self.pass(piece)?,
                Poll::Ready(None) => self.inlet.finish(),
                Poll::Ready(Some(Err(_))) => return Err(Failure::Lost),
                Poll::Pending => return self.wait(stream, shared),
            }
        }
        self.due = 0;
        Ok(())
    }

    fn pass(&mut self, piece: Bytes) -> Result<(), Failure> {
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(Failure::Refused(TOO_LARGE))?;
        // It fails when the stream is gone; the next wait says so.
        let _ = self.body.flow_control().release_capacity(piece.len());
        if !piece.is_empty() {
            self.inlet.put(piece);
        }
        Ok(())
    }

    /// A client that is busy taking the answer is not late.
    fn wait<H: Handler>(&mut self, stream: &Stream, shared: &Shared<H>) -> Result<(), Failure> {
        if stream.is_waiting() {
            self.due = 0;
        } else if self.due == 0 {
            self.due = shared.after(shared.times.body);
        }
        if shared.is_past(self.due) { Err(Failure::Refused(SLOW)) } else { Ok(()) }
    }

    /// The sweep at which the next piece is late; 0: none is awaited.
    pub(super) fn due(&self) -> u64 {
        self.due
    }
}
