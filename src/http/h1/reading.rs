//! Reading a request's body before its handler is asked: whole into the exchange, or through the form reader. In the
//! connection's task.

use super::body::{Decoder, Progress};
use super::connection::{Serving, Stop, unshared};
use crate::http::form::Reader;
use crate::http::{Handler, Reject};
use crate::net::Input;
use bytes::BytesMut;
use std::future::poll_fn;

/// Room for one receive (bytes).
pub(super) const RECEIVE_BODY: usize = 64 * 1024;
const SLOW_BODY: Reject = Reject::new(408, "the request body stopped arriving (RFC 9110 15.5.9)");

impl<H: Handler> Serving<H> {
    pub(super) async fn read_body(&mut self) -> Result<(), Stop> {
        let settings = self.service.settings.clone();
        let head = self.exchange.head();
        let content_type = head.get("content-type").unwrap_or_default();
        let reader = Reader::new(content_type, &settings).map_err(Stop::Refuse)?;
        let limits = &settings.limits;
        let limit = limits.body.saturating_add(if reader.is_some() { limits.upload } else { 0 });
        let reader = reader.filter(|_| settings.reads_forms);
        let decoder = Decoder::new(head.framing(), limit).map_err(Stop::Refuse)?;
        if head.expects_continue() && self.input.is_empty() {
            self.connection.queue().extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
            self.connection.submit_now(b"");
        }
        match reader {
            Some(reader) => self.read_form(decoder, reader).await,
            None => self.read_whole(decoder).await,
        }
    }

    async fn read_whole(&mut self, mut decoder: Decoder) -> Result<(), Stop> {
        // Out of the exchange, so that both buffers can be lent at once.
        let mut body = self.body_mut(BytesMut::new());
        while decoder.decode(&mut self.input, &mut body).map_err(Stop::Refuse)? == Progress::More {
            self.flush().await?;
            self.connection.set_busy(self.times.body);
            let Some(left) = decoder.direct() else {
                end_of_body(self.receive(RECEIVE_BODY).await)?;
                continue;
            };
            let max = left.min(RECEIVE_BODY as u64) as usize;
            let got = end_of_body(poll_fn(|cx| self.connection.poll_input(cx, &mut body, max)).await)?;
            decoder.received(got as u64);
        }
        self.connection.set_busy(0);
        self.body_mut(body);
        Ok(())
    }

    /// Puts `body` in the place of the exchange's body, which is returned.
    fn body_mut(&mut self, body: BytesMut) -> BytesMut {
        std::mem::replace(&mut unshared(&mut self.exchange).body, body)
    }

    async fn read_form(&mut self, mut decoder: Decoder, mut reader: Reader) -> Result<(), Stop> {
        let mut piece = BytesMut::new();
        loop {
            let progress = decoder.decode(&mut self.input, &mut piece).map_err(Stop::Refuse)?;
            let last = progress == Progress::Done;
            reader.feed(piece.split().freeze(), last);
            // The disk has no deadline.
            self.connection.set_busy(0);
            let form = poll_fn(|cx| reader.poll(cx)).await.map_err(Stop::Refuse)?;
            if last {
                let form = form.ok_or(Stop::Refuse(Reject::bad("the multipart body has no end (RFC 2046 5.1.1)")))?;
                self.exchange.form.replace(Some(form));
                return Ok(());
            }
            self.flush().await?;
            self.connection.set_busy(self.times.body);
            end_of_body(self.receive(RECEIVE_BODY).await)?;
        }
    }
}

/// The bytes it brought, or why there are none.
pub(super) fn end_of_body(input: Input) -> Result<usize, Stop> {
    match input {
        Input::Bytes(got) => Ok(got),
        Input::End => Err(Stop::Close),
        Input::Expired => Err(Stop::Refuse(SLOW_BODY)),
    }
}
