//! Compression of answers: whether one is compressed, and by what. The bytes go through `encoder`; what the client
//! accepts is read by `negotiate`. Runs on the worker's thread; knows no socket.

mod encoder;
mod negotiate;

pub(in crate::http) use encoder::Encoder;
pub use negotiate::{Accepted, Coding};

use crate::error::Result;
use crate::http::answer::{Prepared, is_token};
use crate::http::h1::head::Head;

/// Which answers are compressed, and how well.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether any is (`http_compression`). Default false.
    pub enabled: bool,
    /// 1 (fast) to 11 (small). Default 1.
    pub level: u32,
    /// Shorter bodies stay as they are (bytes). A body written in pieces is compressed whatever its length. Default 256.
    pub min_length: usize,
    /// Content types, in lower case and without parameters; `text/*` is all of a kind. Default [`TYPES`].
    pub types: Vec<String>,
}

/// What is worth compressing.
pub const TYPES: [&str; 16] = [
    "text/html",
    "text/plain",
    "text/css",
    "text/javascript",
    "text/xml",
    "text/csv",
    "text/markdown",
    "application/json",
    "application/javascript",
    "application/manifest+json",
    "application/ld+json",
    "application/problem+json",
    "application/xml",
    "application/rss+xml",
    "application/wasm",
    "image/svg+xml",
];

/// Equally liked codings in this order: by how little time they take at the same length.
const ORDER: [Coding; 3] = Coding::ALL;

impl Default for Settings {
    fn default() -> Self {
        Settings { enabled: false, level: 1, min_length: 256, types: TYPES.map(str::to_owned).to_vec() }
    }
}

/// What is to be done with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Choice {
    /// It stays as it is for every client.
    Never,
    /// It stays as it is for this client; others may get it compressed.
    NotForThis,
    /// It is compressed.
    Compress(Coding),
}

impl Settings {
    /// Decides about an answer whose whole body has `length` bytes (`None`: it comes in pieces).
    pub(in crate::http) fn choose(&self, head: &Head, answer: &Prepared, length: Option<usize>) -> Choice {
        if !self.enabled || !self.fits(answer) {
            return Choice::Never;
        }
        if answer.status() == 304 {
            // It has the Vary of the answer it stands for (RFC 9110 15.4.5).
            return Choice::NotForThis;
        }
        if length.is_some_and(|n| n < self.min_length) {
            return Choice::Never;
        }
        match Accepted::read(head.all("accept-encoding")).best(&ORDER) {
            Some(coding) => Choice::Compress(coding),
            None => Choice::NotForThis,
        }
    }

    pub(in crate::http) fn encoder(&self, coding: Coding) -> Result<Encoder> {
        Encoder::new(coding, self.level)
    }

    /// Whether the answer may and should have another encoding: it has a body of a type that shrinks (or stands for one
    /// that has), none of its fields speaks of its very bytes, and its maker did not forbid it (RFC 9110 7.7,
    /// `no-transform`).
    fn fits(&self, answer: &Prepared) -> bool {
        if matches!(answer.status(), 204..=206) {
            return false;
        }
        let absent = |name| answer.get(name).is_none();
        let strong = answer.get("etag").is_some_and(|tag| !tag.starts_with(b"W/"));
        let mut controls = answer.fields().filter(|(name, _)| name.eq_ignore_ascii_case(b"cache-control"));
        let fixed = controls.any(|(_, value)| contains_token(value, b"no-transform"));
        let type_ = answer.get("content-type").unwrap_or_default();
        !strong
            && !fixed
            && self.is_listed(type_)
            && ["content-encoding", "content-range", "accept-ranges", "digest", "repr-digest", "content-digest"]
                .into_iter()
                .all(absent)
    }

    fn is_listed(&self, content_type: &[u8]) -> bool {
        let essence = content_type.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        self.types.iter().any(|listed| match listed.strip_suffix('*') {
            Some(kind) => essence.get(..kind.len()).is_some_and(|e| e.eq_ignore_ascii_case(kind.as_bytes())),
            None => essence.eq_ignore_ascii_case(listed.as_bytes()),
        })
    }
}

/// Whether this can be in the list of types: `text/html`, `text/*` or `*`, without parameters.
pub fn is_type(text: &str) -> bool {
    let is_token = |part: &str| !part.is_empty() && part.bytes().all(is_token);
    text == "*" || text.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// Whether a comma-separated list has this token, in any case.
pub(in crate::http) fn contains_token(list: &[u8], token: &[u8]) -> bool {
    list.split(|b| *b == b',').any(|item| item.trim_ascii().eq_ignore_ascii_case(token))
}
