//! A request whose handler reads the body while it arrives (`Settings::streams_bodies`), and what becomes of the rest that
//! it does not read. In the connection's task.

use super::body::{Decoder, Progress};
use super::connection::{BUSY, Serving, Stop, unshared};
use super::framing::Framing;
use super::reading::{RECEIVE_BODY, end_of_body};
use super::source::Source;
use crate::http::Handler;
use crate::http::exchange::Inlet;
use bytes::BytesMut;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// A body nobody reads, up to this length (bytes), is received and dropped, so that the connection can be used again;
/// after a longer one, or one whose length is not known, it is closed (RFC 9112 9.3).
const SKIP: u64 = 64 * 1024;

impl<H: Handler> Serving<H> {
    /// Has the request answered.
    pub(super) async fn serve_streamed(&mut self) -> Result<(), Stop> {
        let Some(source) = self.open_body()? else {
            return match poll_fn(|cx| Poll::Ready(self.call(cx))).await {
                Some(call) => self.finish_call(call, None).await,
                None => Ok(()),
            };
        };
        self.connection.hold(false);
        self.connection.set_busy(0);
        self.patience = self.times.idle;
        if !self.admits() {
            self.write_own(BUSY, true);
            return Err(Stop::Linger);
        }
        unshared(&mut self.exchange).open();
        if !source.is_done() {
            self.mark_open(&source);
        }
        let call = poll_fn(|cx| Poll::Ready(self.begin_call(cx))).await;
        self.finish_call(call, Some(source)).await
    }

    /// `None`: a small body that has arrived, and needs no stream.
    fn open_body(&mut self) -> Result<Option<Source>, Stop> {
        let settings = self.service.settings.clone();
        let head = self.exchange.head();
        let limit = if settings.limits.stream == 0 { u64::MAX } else { settings.limits.stream };
        let mut decoder = Decoder::new(head.framing(), limit).map_err(Stop::Refuse)?;
        let expected = head.expects_continue();
        let is_form = settings.reads_forms && head.get("content-type").is_some_and(is_multipart);
        let mut first = BytesMut::new();
        let done = decoder.decode(&mut self.input, &mut first).map_err(Stop::Refuse)? == Progress::Done;
        let exchange = unshared(&mut self.exchange);
        if done && !is_form && first.len() as u64 <= settings.limits.body {
            exchange.body = first;
            return Ok(None);
        }
        let inlet = Rc::new(Inlet::new());
        exchange.stream_body(inlet.clone());
        Ok(Some(Source::new(inlet, (decoder, first.freeze(), done), expected)))
    }

    /// Reads on for the next request, when the client has only little left to send.
    pub(super) async fn skip(&mut self, source: Source) -> Result<(), Stop> {
        let Some(mut decoder) = source.into_decoder() else { return Ok(()) };
        let (mut left, mut dropped) = (SKIP as usize, BytesMut::new());
        while decoder.decode(&mut self.input, &mut dropped).map_err(|_| Stop::Linger)? == Progress::More {
            left = left.checked_sub(dropped.len()).ok_or(Stop::Linger)?;
            dropped.clear();
            self.flush().await?;
            self.connection.set_busy(self.times.body);
            // The answer is out: there is nothing to refuse any more.
            end_of_body(self.receive(RECEIVE_BODY).await).map_err(|_| Stop::Close)?;
        }
        self.connection.set_busy(0);
        Ok(())
    }

    /// Says with the answer that the connection ends, where the rest of the body would have to be read first.
    fn mark_open(&self, source: &Source) {
        let little = matches!(self.exchange.head().framing(), Framing::Length(length) if length <= SKIP);
        if !little || source.is_expected() {
            self.exchange.body_is_open();
        }
    }
}

fn is_multipart(content_type: &[u8]) -> bool {
    const TYPE: &[u8] = b"multipart/form-data";
    content_type.get(..TYPE.len()).is_some_and(|front| front.eq_ignore_ascii_case(TYPE))
}
