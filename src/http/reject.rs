//! Why a request is refused before any handler sees it.

/// A status and one line for the answer's body and the log. After it the connection is closed, because where the next
/// request begins is not known (RFC 9112 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject {
    /// The status code, 400 to 505.
    pub status: u16,
    /// What is wrong, with the section of the RFC that says so.
    pub reason: &'static str,
}

impl Reject {
    /// A refusal with this status and reason.
    pub const fn new(status: u16, reason: &'static str) -> Self {
        Reject { status, reason }
    }

    /// 400 Bad Request.
    pub const fn bad(reason: &'static str) -> Self {
        Reject::new(400, reason)
    }
}
