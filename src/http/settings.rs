//! The numbers and names a service is set up with. Fixed once the service runs.

use super::h1::head::Head;
use super::{Front, h2};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// What a client may send and how long it may take. Sizes in bytes; a time of zero means no limit.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Longest request line; 414 above. Default 8 KiB.
    pub request_line: usize,
    /// Longest header block (all field lines); 431 above. Default 64 KiB.
    pub header_block: usize,
    /// Most header fields, at most 100; 431 above. Default 100.
    pub header_fields: usize,
    /// Longest body (`package_max_length`); 413 above, before it is read when its length is declared. Default 2 MiB.
    pub body: u64,
    /// Longest body that a handler reads while it arrives (`Settings::streams_bodies`); 413 above. 0 (default): any.
    pub stream: u64,
    /// Longest file part of a multipart body (`upload_max_filesize`); when not 0, multipart bodies may be longer than
    /// `body` by this much, and a longer file is dropped and reported with [`crate::http::form::FileError::TooLarge`].
    /// Default 0: only `body` limits.
    pub upload: u64,
    /// Most parts of a multipart body; 413 above. Default 1,000.
    pub parts: usize,
    /// Most file parts (PHP's `max_file_uploads`); further ones are left out. Default 20.
    pub files: usize,
    /// Most that all non-file parts may hold in memory; 413 above. Default 2 MiB.
    pub fields: usize,
    /// From the first byte of a head to its last, and from accept to the first byte; 408 after. Default 10 s.
    pub header_time: Duration,
    /// Between two receives within a body; 408 after. Default 30 s.
    pub body_time: Duration,
    /// Between an answer and the next request; closed after. Default 60 s.
    pub idle_time: Duration,
    /// Without the client taking anything of a pending answer; reset after. Default 60 s.
    pub send_time: Duration,
    /// Backlog of one answer above which [`crate::http::Exchange::write`] says [`crate::http::Flow::Full`]; all answers of
    /// an HTTP/2 connection may have four times as much together. Default 1 MiB.
    pub high_water: usize,
    /// Most that is read ahead of pipelined requests while one is being answered. Default 64 KiB.
    pub read_ahead: usize,
    /// Requests in flight in this worker above which new ones get 503; 0: no limit. Default 0.
    pub max_concurrency: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            request_line: 8 * 1024,
            header_block: 64 * 1024,
            header_fields: 100,
            body: 2 * 1024 * 1024,
            stream: 0,
            upload: 0,
            parts: 1_000,
            files: 20,
            fields: 2 * 1024 * 1024,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(60),
            send_time: Duration::from_secs(60),
            high_water: 1024 * 1024,
            read_ahead: 64 * 1024,
            max_concurrency: 0,
        }
    }
}

/// Everything a service is set up with besides its handler.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What clients may do.
    pub limits: Limits,
    /// Value of the `Server` field; empty: no such field. Default empty. Must be a valid field value.
    pub server: String,
    /// HTTP/2, by prior knowledge and where TLS negotiates it; `None` (default): HTTP/1 alone.
    pub http2: Option<h2::Settings>,
    /// Where uploaded files are spooled (`upload_tmp_dir`). Default `std::env::temp_dir()`.
    pub upload_tmp_dir: PathBuf,
    /// Whether multipart/form-data is taken apart while it arrives, its files on disk. Otherwise it is a body like others,
    /// whole in memory, that may be longer by `Limits::upload`. Default true.
    pub reads_forms: bool,
    /// Whether handlers are called before the body has arrived, to read it as it arrives ([`crate::http::Exchange::read`]).
    /// Default false.
    pub streams_bodies: bool,
    /// Whether forms are an exception to that: a body of type application/x-www-form-urlencoded or multipart/form-data is
    /// there before its handler is called. Default false.
    pub whole_forms: bool,
    /// What stands in front of the handler; `None` (default): nothing.
    pub front: Option<Rc<Front>>,
}

impl Default for Settings {
    fn default() -> Self {
        let (limits, upload_tmp_dir) = (Limits::default(), std::env::temp_dir());
        Settings {
            limits,
            server: String::new(),
            http2: None,
            upload_tmp_dir,
            reads_forms: true,
            streams_bodies: false,
            whole_forms: false,
            front: None,
        }
    }
}

impl Settings {
    /// Whether the body of this request is read while it arrives.
    pub(super) fn streams(&self, head: &Head) -> bool {
        self.streams_bodies && !(self.whole_forms && head.get("content-type").is_some_and(is_form))
    }
}

/// By the rule PHP finds its parser with.
fn is_form(content_type: &[u8]) -> bool {
    let essence = content_type.split(|b| b";, ".contains(b)).next().unwrap_or_default();
    [&b"application/x-www-form-urlencoded"[..], b"multipart/form-data"].iter().any(|f| essence.eq_ignore_ascii_case(f))
}
