//! Reading a request's body: whole into the exchange, or through the form reader. Runs in the request's task; windows
//! are opened again as bytes are taken.

use super::connection::Shared;
use super::stream::Stream;
use crate::http::form::Reader;
use crate::http::{Exchange, Handler, Reject};
use bytes::Bytes;
use h2::RecvStream;
use http::Response;
use std::future::poll_fn;
use std::task::{Context, Poll};

/// Why there is no body.
pub(super) enum Failure {
    /// It is refused.
    Refused(Reject),
    /// The client is gone.
    Lost,
}

const TOO_LARGE: Reject = Reject::new(413, "the body is larger than package_max_length (RFC 9110 15.5.14)");
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
    if exchange.head.get("expect").is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue")) {
        let mut interim = Response::new(());
        *interim.status_mut() = http::StatusCode::CONTINUE;
        stream.inform(interim);
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
