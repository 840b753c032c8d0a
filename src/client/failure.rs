//! Why there is no answer: how far the request came, and an error whose code is an errno or one of Swoole's numbers.

use crate::error::{Error, Kind};
use std::error::Error as _;
use std::io;

/// Codes that are no errno; the numbers are Swoole's.
pub mod code {
    /// The name has no address.
    pub const RESOLVE_FAILED: i32 = 711;
    /// The server's certificate is not trusted, or is for another name.
    pub const CERTIFICATE_REFUSED: i32 = 1014;
    /// TLS could not be agreed on.
    pub const HANDSHAKE_FAILED: i32 = 1018;
    /// The body is longer than allowed.
    pub const TOO_LARGE: i32 = 1201;
    /// What came is not HTTP/1.1.
    pub const INVALID_PROTOCOL: i32 = 7102;
    /// The connection was closed: ECONNRESET.
    pub const RESET: i32 = 104;
    /// The time was up: ETIMEDOUT.
    pub const TIMED_OUT: i32 = 110;
}

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// There was no connection: name, TCP or TLS.
    Connect,
    /// The answer was not whole when the time was up.
    Timeout,
    /// The connection ended, or the answer was refused, before it was whole.
    Receive,
    /// The request could not be written.
    Send,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct Failure {
    /// How far the request came.
    pub stage: Stage,
    /// What happened; its code is an errno or one of [`code`].
    pub error: Error,
}

impl Failure {
    pub(super) fn new(stage: Stage, error: Error) -> Self {
        Failure { stage, error }
    }

    pub(super) fn timed_out(stage: Stage, what: impl Into<String>) -> Self {
        Failure::new(stage, coded(Kind::Timeout, code::TIMED_OUT, what))
    }

    /// hyper's error in our words; `wrote` is whether the request could be written.
    pub(super) fn from_hyper(error: &hyper::Error, wrote: bool) -> Self {
        let stage = if wrote { Stage::Receive } else { Stage::Send };
        let errno = io_error(error).and_then(io::Error::raw_os_error);
        let error = match errno {
            _ if error.is_parse() => {
                coded(Kind::Protocol, code::INVALID_PROTOCOL, format!("the answer's head is refused: {}", text(error)))
            }
            Some(errno) => coded(Kind::Os, errno, format!("the connection broke: {}", text(error))),
            None => coded(Kind::Closed, code::RESET, "the server closed the connection before its answer was whole"),
        };
        Failure::new(stage, error)
    }
}

/// An error with a code.
pub(super) fn coded(kind: Kind, code: i32, message: impl Into<String>) -> Error {
    Error { code, ..Error::new(kind, message) }
}

fn io_error(error: &hyper::Error) -> Option<&io::Error> {
    error.source().and_then(|cause| cause.downcast_ref())
}

/// The innermost cause, which is the one that says something.
fn text(error: &hyper::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
