//! What a handler answers with: heads, pieces, files, trailers; and the server's own answers. All of it may be called at
//! any time from any code on the thread. How it is framed and sent is `wire`'s.

use super::wire::ended;
use super::{Drained, Ending, Exchange, Flow, State};
use crate::error::{Error, Result};
use crate::http::answer::{Case, HeadWriter, Prepared, reason, write_chunk_line};
use crate::http::h1::head::Version;
use crate::http::h2;
use std::fs::File;

/// The answer.
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

    pub(super) fn write_plain(&self, chunk: &[u8]) -> Result<Flow> {
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
        let high = self.settings.limits.high_water;
        let full = self.stream.as_ref().map_or_else(|| self.connection.backlog() > high, |stream| stream.is_full(high));
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
    pub(super) fn end_prepared(&self, prepared: Box<Prepared>, body: &[u8]) -> Result<()> {
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

    pub(super) fn end_stream_plain(&self, body: &[u8]) -> Result<()> {
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
            State::Open if !self.is_detached() => self.answer_plainly(500, None),
            State::Streaming(_) if !self.is_detached() => self.cut(),
            _ => {}
        }
    }

    /// Ends it in the server's own name: with this error status, or by cutting an answer that has begun. Does nothing
    /// when it is ended.
    pub fn fail(&self, status: u16) {
        self.fail_because(status, None);
    }

    /// The same, and says why.
    pub(super) fn fail_because(&self, status: u16, why: Option<&str>) {
        match self.state.get() {
            State::Open => self.answer_plainly(status, why),
            State::Streaming(_) => self.cut(),
            State::Ended => {}
        }
    }

    fn answer_plainly(&self, status: u16, why: Option<&str>) {
        let prepared = self.respond(status, None, |head| {
            if status == 503 {
                head.field(b"Retry-After", b"1", Case::AsIs)?;
            }
            head.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs)
        });
        debug_assert!(prepared.is_ok());
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        // Fails only when the client is gone, and then there is nobody to tell.
        let _ = self.end(format!("{status} {}{why}\n", reason(status)).as_bytes());
    }
}
