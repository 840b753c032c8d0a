//! (next commit)

/// How a request's body is delimited (RFC 9112 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// No body.
    #[default]
    None,
    /// Exactly this many bytes (at least one).
    Length(u64),
    /// Chunked transfer coding.
    Chunked,
}
