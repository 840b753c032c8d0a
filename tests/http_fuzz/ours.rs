//! Our codec over one input: heads, bodies and persistence as `h1::connection` puts them together, without a socket.

use super::input::Input;
use super::outcome::{End, Outcome, Request};
use bytes::BytesMut;
use peregrine::http::h1::body::{Decoder, Progress};
use peregrine::http::h1::head::{Head, Version};
use peregrine::http::{Limits, Reject};

/// Buffers kept from input to input, as a connection keeps them from request to request.
#[derive(Default)]
pub struct Ours {
    head: Head,
    input: BytesMut,
    body: BytesMut,
    limits: Limits,
}

/// Where it stands within a request.
enum State {
    Head,
    Body(Decoder),
}

impl Ours {
    pub fn read(&mut self, given: &Input) -> Outcome {
        self.input.clear();
        self.head = Head::default();
        let mut outcome = Outcome { requests: Vec::new(), taken: 0, last: 0, end: End::Clean };
        let mut state = State::Head;
        let mut fed = 0;
        for piece in given.pieces() {
            self.input.extend_from_slice(piece);
            fed += piece.len();
            loop {
                match self.step(&mut state) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(reject) => {
                        outcome.end = End::Refused(reject.reason);
                        return outcome;
                    }
                }
                if matches!(state, State::Body(_)) {
                    continue;
                }
                outcome.requests.push(self.request());
                outcome.last = outcome.taken;
                outcome.taken = fed - self.input.len();
                if !self.head.keep_alive() {
                    outcome.end = End::Closed;
                    return outcome;
                }
            }
        }
        let within = matches!(state, State::Body(_)) || !self.input.is_empty();
        outcome.end = if within { End::Partial } else { End::Clean };
        outcome
    }

    /// From head to body, or from body to the next head; `false` when that takes more input.
    fn step(&mut self, state: &mut State) -> Result<bool, Reject> {
        match state {
            State::Head => {
                if self.input.is_empty() || !self.head.parse(&mut self.input, &self.limits)? {
                    return Ok(false);
                }
                self.body.clear();
                *state = State::Body(Decoder::new(self.head.framing(), self.limits.body)?);
                Ok(true)
            }
            State::Body(decoder) => {
                if decoder.decode(&mut self.input, &mut self.body)? == Progress::More {
                    return Ok(false);
                }
                *state = State::Head;
                Ok(true)
            }
        }
    }

    fn request(&self) -> Vec<u8> {
        let head = &self.head;
        let absolute = !matches!(head.target().first(), Some(b'/' | b'*'));
        let request = Request {
            method: head.method(),
            authority: head.host().filter(|_| absolute),
            path: head.path(),
            query: head.query(),
            http11: head.version() == Version::Http11,
            fields: head.fields().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect(),
        };
        request.record(&self.body)
    }
}
