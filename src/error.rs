//! The one error type of the core. Its text is written for the person who reads the PHP exception or the log line:
//! what is wrong and what to change.

use std::fmt;

/// What kind of failure it is; callers branch on this, never on the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An argument or option is wrong; the caller has to change it.
    Invalid,
    /// The operating system refused (`errno` in [`Error::errno`]).
    Os,
    /// A limit was reached.
    Limit,
    /// The peer broke its protocol.
    Protocol,
    /// A deadline passed.
    Timeout,
    /// The other side is gone, or the object was closed.
    Closed,
    /// A Kafka error (`code` is librdkafka's).
    Kafka,
}

/// An error with its kind, a sentence, and the code of the system it came from (0 when there is none).
#[derive(Debug, Clone)]
pub struct Error {
    /// The kind to branch on.
    pub kind: Kind,
    /// The sentence for people.
    pub message: String,
    /// errno, or librdkafka's code; 0 when there is none.
    pub code: i32,
}

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind` with a sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), code: 0 }
    }

    /// [`Kind::Invalid`] with a sentence that says what to change.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, message)
    }

    /// The calling thread's `errno`, with what was being done (`"bind 127.0.0.1:9501"`).
    pub fn os(doing: impl fmt::Display) -> Self {
        Self::io(doing, std::io::Error::last_os_error())
    }

    /// An I/O error, with what was being done.
    pub fn io(doing: impl fmt::Display, error: std::io::Error) -> Self {
        Error { kind: Kind::Os, message: format!("{doing}: {error}"), code: error.raw_os_error().unwrap_or(0) }
    }

    /// errno (0 when the error did not come from the operating system).
    pub fn errno(&self) -> i32 {
        self.code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
