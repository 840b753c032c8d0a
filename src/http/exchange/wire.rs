//! The answer on its way: framing by method, status and version (RFC 9112 6), onto the connection or the stream, and what
//! follows its end.

use super::{Ending, Exchange, State};
use crate::error::{Error, Kind, Result};
use crate::http::answer::{Additions, Frame, Prepared};
use crate::http::h1::head::Version;
use crate::http::h2::{self, Stream};

/// Writing to the connection.
impl Exchange {
    /// Whether the answer has no body whatever is written (RFC 9112 6.3, RFC 9110 15.3.6).
    pub(super) fn is_silent(&self, prepared: &Prepared) -> bool {
        self.head.is_head() || matches!(prepared.status(), 204 | 205 | 304)
    }

    /// The framing of an answer whose body is known to have `length` bytes.
    pub(super) fn whole_frame(&self, prepared: &Prepared, length: u64) -> Frame {
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
    pub(super) fn begin_stream(&self) -> Ending {
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
    pub(super) fn write_head(&self, prepared: &Prepared, frame: Frame) {
        if prepared.closes() || self.connection.is_drained() {
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
    pub(super) fn put(&self, piece: &[u8]) {
        match &self.stream {
            None => self.connection.submit_now(piece),
            Some(stream) => stream.write(piece),
        }
    }

    pub(super) fn write_owed(&self, chunk: &[u8], owed: u64) -> Result<()> {
        let left = owed.checked_sub(chunk.len() as u64);
        let left = left.ok_or_else(|| Error::invalid(format!("only {owed} bytes are left of the Content-Length")))?;
        self.state.set(State::Streaming(Ending::Owed(left)));
        self.put(chunk);
        Ok(())
    }

    #[inline]
    pub(super) fn finish(&self, tail: &[u8]) -> Result<()> {
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
    pub(super) fn finish_chunks(&self) -> Result<()> {
        let prepared = self.prepared.take().unwrap_or_default();
        let end = [b"0\r\n", prepared.trailers(), b"\r\n"].concat();
        self.prepared.set(Some(prepared));
        self.finish(&end)
    }

    /// Ends an answer that cannot be completed.
    pub(super) fn cut(&self) {
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
    pub(super) fn leave(&self) -> Result<()> {
        let is_gone = self.is_gone();
        self.connection.worker().count_answer(is_gone);
        if self.settings.front.is_some() {
            self.passed();
        }
        if self.detached.get() {
            self.connection.detach(std::ptr::from_ref(self).cast());
        }
        match &self.stream {
            None => self.connection.wake(),
            Some(stream) => stream.wake(),
        }
        if is_gone { Err(gone()) } else { Ok(()) }
    }

    /// The client is gone: nothing written will arrive.
    pub(in crate::http) fn lose(&self) {
        if !self.is_ended() {
            self.cut();
        }
    }
}

#[cold]
pub(super) fn gone() -> Error {
    Error::new(Kind::Closed, "the client is gone")
}

#[cold]
pub(super) fn ended() -> Error {
    Error::new(Kind::Closed, "the response is ended already")
}
