//! The answers of an exchange that has something in front of it: compressed, dressed by the rules, and logged. Cold: the
//! plain way branches off here once for each call.

use super::{Exchange, Flow, State};
use crate::error::Result;
use crate::http::access_log::Entry;
use crate::http::answer::{Frame, Prepared};
use crate::http::compress::Encoder;
use crate::http::rules::Client;
use std::time::SystemTime;

/// What is known of an answer on its way.
#[derive(Default)]
pub(super) struct Passing {
    encoder: Option<Encoder>,
    status: u16,
    bytes: u64,
}

impl Exchange {
    /// Who asks, and for what: the peer, or whom it speaks for when it is a trusted proxy.
    pub fn client(&self) -> Client {
        match &self.settings.front {
            Some(front) => front.client(&self.head, self.peer()),
            None => Client::direct(self.peer()),
        }
    }

    #[cold]
    pub(super) fn end_whole_fronted(&self, mut prepared: Box<Prepared>, body: &[u8]) -> Result<()> {
        // An answer to HEAD may say how long its body would be without making it.
        let unmade = prepared.length().filter(|_| body.is_empty() && self.head.is_head());
        let length = unmade.map_or(body.len(), |length| usize::try_from(length).unwrap_or(usize::MAX));
        let compressed = match self.compress(&mut prepared, Some(length)) {
            Some(_) if unmade.is_some() => return self.end_unmade(prepared),
            Some(encoder) => Some(encoder.finish(body)?),
            None => None,
        };
        self.dress(&mut prepared);
        let body = compressed.as_deref().unwrap_or(body);
        self.pass(None, &prepared, if self.is_silent(&prepared) { 0 } else { body.len() as u64 });
        self.end_prepared(prepared, body)
    }

    /// Nobody knows how long the body would be when compressed: nothing is said about it (RFC 9110 8.6).
    fn end_unmade(&self, mut prepared: Box<Prepared>) -> Result<()> {
        self.dress(&mut prepared);
        self.pass(None, &prepared, 0);
        self.write_head(&prepared, Frame::None);
        self.prepared.set(Some(prepared));
        self.finish(b"")
    }

    #[cold]
    pub(super) fn write_fronted(&self, chunk: &[u8]) -> Result<Flow> {
        if self.state.get() == State::Open {
            self.begin_stream();
        }
        let mut encoder = self.passing.borrow_mut().as_mut().and_then(|passing| passing.encoder.take());
        let piece = match &mut encoder {
            Some(encoder) if !chunk.is_empty() => Some(encoder.write(chunk)?),
            _ => None,
        };
        if let Some(passing) = &mut *self.passing.borrow_mut() {
            passing.encoder = encoder;
        }
        self.write_counted(piece.as_deref().unwrap_or(chunk))
    }

    #[cold]
    pub(super) fn end_stream_fronted(&self, body: &[u8]) -> Result<()> {
        if self.state.get() == State::Open {
            self.begin_stream();
        }
        let encoder = self.passing.borrow_mut().as_mut().and_then(|passing| passing.encoder.take());
        let last = match encoder {
            Some(encoder) => Some(encoder.finish(body)?),
            None => None,
        };
        let body = last.as_deref().unwrap_or(body);
        if !body.is_empty() {
            self.write_counted(body)?;
        }
        self.end_stream_plain(b"")
    }

    fn write_counted(&self, chunk: &[u8]) -> Result<Flow> {
        let flow = self.write_plain(chunk)?;
        if let Some(passing) = &mut *self.passing.borrow_mut()
            && !self.head.is_head()
        {
            passing.bytes += chunk.len() as u64;
        }
        Ok(flow)
    }

    /// The head of an answer in pieces is about to leave.
    #[cold]
    pub(super) fn front_stream(&self, prepared: &mut Prepared) {
        let encoder = self.compress(prepared, None);
        self.dress(prepared);
        // An answer to HEAD says what it would be, and is nothing.
        self.pass(encoder.filter(|_| !self.head.is_head()), prepared, 0);
    }

    /// The head of an answer whose body is a file's is about to leave.
    #[cold]
    pub(super) fn front_file(&self, prepared: &mut Prepared, length: u64) {
        self.dress(prepared);
        self.pass(None, prepared, if self.is_silent(prepared) { 0 } else { length });
    }

    /// The connection was taken over.
    #[cold]
    pub(super) fn switched(&self) {
        *self.passing.borrow_mut() = Some(Box::new(Passing { encoder: None, status: 101, bytes: 0 }));
    }

    fn compress(&self, prepared: &mut Prepared, length: Option<usize>) -> Option<Encoder> {
        self.settings.front.as_ref()?.compress(&self.head, prepared, length)
    }

    fn dress(&self, prepared: &mut Prepared) {
        if let Some(front) = &self.settings.front {
            front.dress(&self.head, prepared);
        }
    }

    fn pass(&self, encoder: Option<Encoder>, prepared: &Prepared, bytes: u64) {
        *self.passing.borrow_mut() = Some(Box::new(Passing { encoder, status: prepared.status(), bytes }));
    }

    /// The answer is ended or lost.
    #[cold]
    pub(super) fn passed(&self) {
        let passing = self.passing.take();
        let (status, bytes) = passing.map_or((499, 0), |passing| (passing.status, passing.bytes));
        if let Some(front) = &self.settings.front {
            let took = SystemTime::now().duration_since(self.received).unwrap_or_default();
            front.record(&Entry { head: Some(&self.head), peer: self.peer(), status, bytes, took });
        }
    }
}
