//! hyper's server over one input: in memory, polled by hand, without a runtime or a clock. Its service collects the
//! body and answers 200.

use super::input::Input;
use super::outcome::{End, Outcome, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use std::cell::RefCell;
use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub struct Theirs {
    builder: http1::Builder,
}

/// Of one input, filled by the service.
#[derive(Default)]
struct Seen {
    requests: Vec<Vec<u8>>,
    /// How the body of a further request ended.
    broken: Option<End>,
}

impl Theirs {
    pub fn new() -> Self {
        let mut builder = http1::Builder::new();
        // The end of the input must not cut an answer short. A time limit would need a runtime.
        builder.half_close(true).pipeline_flush(true).header_read_timeout(None);
        Theirs { builder }
    }

    /// `Err` when it does not come to an end.
    pub fn read(&self, given: &Input) -> Result<Outcome, String> {
        let seen = Rc::new(RefCell::new(Seen::default()));
        let service = service_fn(|request| take(request, seen.clone()));
        let wire = Wire { bytes: &given.bytes, cuts: &given.cuts, at: 0 };
        let mut connection = pin!(self.builder.serve_connection(wire, service));
        let mut context = Context::from_waker(Waker::noop());
        let most = 100 + 4 * given.bytes.len();
        let ended = (0..most).find_map(|_| match connection.as_mut().poll(&mut context) {
            Poll::Ready(ended) => Some(ended),
            Poll::Pending => None,
        });
        let ended = ended.ok_or(format!("hyper is not done after {most} polls"))?;
        let seen = seen.take();
        let end = match (seen.broken, ended) {
            (Some(end), _) => end,
            (None, Ok(())) => End::Clean,
            (None, Err(error)) if error.is_incomplete_message() => End::Partial,
            (None, Err(_)) => End::Refused("(hyper)"),
        };
        Ok(Outcome { requests: seen.requests, taken: 0, last: 0, end })
    }
}

async fn take(
    request: hyper::Request<Incoming>,
    seen: Rc<RefCell<Seen>>,
) -> Result<hyper::Response<Empty<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            seen.borrow_mut().broken = Some(body_end(&error));
            return Err(error);
        }
    };
    let request = Request {
        method: head.method.as_str().as_bytes(),
        authority: head.uri.authority().map(|authority| authority.as_str().as_bytes()),
        path: head.uri.path().as_bytes(),
        query: head.uri.query().map(str::as_bytes),
        http11: head.version == hyper::Version::HTTP_11,
        fields: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().as_bytes().to_vec(), value.as_bytes()))
            .collect(),
    };
    seen.borrow_mut().requests.push(request.record(&body));
    Ok(hyper::Response::new(Empty::new()))
}

/// A body that ended early is partial; any other error is a refusal.
fn body_end(error: &hyper::Error) -> End {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let early = cause.is_some_and(|cause| cause.kind() == io::ErrorKind::UnexpectedEof);
    if early || error.is_incomplete_message() { End::Partial } else { End::Refused("(hyper)") }
}

/// The input as a connection: a piece per read, then the end. What is written to it is dropped.
struct Wire<'a> {
    bytes: &'a [u8],
    cuts: &'a [usize],
    at: usize,
}

impl Read for Wire<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, mut to: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        if let Some(cut) = self.cuts.first().copied() {
            let end = cut.min(self.at + to.remaining());
            to.put_slice(&self.bytes[self.at..end]);
            self.at = end;
            if end == cut {
                self.cuts = &self.cuts[1..];
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire<'_> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
