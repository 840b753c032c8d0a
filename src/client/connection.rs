//! One HTTP/1.1 connection, driven by whoever waits for something on it.
//!
//! hyper splits a connection into a sender and a driver; the driver is polled here together with what is waited for, and
//! not at all while the connection is idle.

use super::connect::Stream;
use super::failure::Failure;
use super::request::Request;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The longest head of an answer.
const MAX_HEAD: usize = 64 << 10;

type Driver = http1::Connection<TokioIo<Watched>, Full<Bytes>>;

/// A connection that may be used for another request once the last answer is whole.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    /// None once the connection is over.
    driver: Option<Pin<Box<Driver>>>,
    seen: Rc<Seen>,
}

/// No head came.
pub(super) struct Unanswered {
    /// Why.
    pub(super) failure: Failure,
    /// Whether the server may have seen the whole request.
    pub(super) sent: bool,
    /// Whether anything of an answer came.
    pub(super) received: bool,
}

impl Connection {
    pub(super) async fn new(stream: Pin<Box<dyn Stream>>) -> Result<Self, Failure> {
        let seen = Rc::<Seen>::default();
        let io = TokioIo::new(Watched { stream, seen: seen.clone() });
        let handshake = http1::Builder::new().title_case_headers(true).max_header_size(MAX_HEAD).handshake(io).await;
        let (sender, driver) = handshake.map_err(|e| Failure::from_hyper(&e, false))?;
        Ok(Connection { sender, driver: Some(Box::pin(driver)), seen })
    }

    /// Whether it can take a request now. Lets the event loop look at its sockets first: an end that arrived while the
    /// connection was idle is noticed here and not after the request was written.
    pub(super) async fn is_usable(&mut self) -> bool {
        tokio::task::yield_now().await;
        self.settle().await
    }

    /// Lets the driver notice what happened; whether it can take a request.
    pub(super) async fn settle(&mut self) -> bool {
        poll_fn(|cx| {
            drive(&mut self.driver, cx);
            Poll::Ready(())
        })
        .await;
        self.driver.is_some() && self.sender.is_ready()
    }

    /// Sends a request and waits for the answer's head.
    pub(super) async fn send(&mut self, request: &Request) -> Result<hyper::Response<Incoming>, Unanswered> {
        self.seen.received.set(false);
        let (driver, seen) = (&mut self.driver, &self.seen);
        let mut answer = pin!(self.sender.try_send_request(request.to_hyper()));
        let answered = poll_fn(|cx| {
            drive(driver, cx);
            answer.as_mut().poll(cx)
        });
        answered.await.map_err(|mut error| Unanswered {
            sent: error.take_message().is_none(),
            received: seen.received.get(),
            failure: Failure::from_hyper(error.error(), !seen.write_failed.get()),
        })
    }

    /// The next piece of the body; None after the last.
    pub(super) async fn piece(&mut self, body: &mut Incoming) -> Result<Option<Bytes>, Failure> {
        let driver = &mut self.driver;
        loop {
            let mut frame = pin!(body.frame());
            let next = poll_fn(|cx| {
                drive(driver, cx);
                frame.as_mut().poll(cx)
            });
            match next.await {
                None => return Ok(None),
                Some(Err(error)) => return Err(Failure::from_hyper(&error, true)),
                // Trailer fields are of no use to the caller.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}

/// Polls the driver; what it ends with reaches the caller through the answer or the body.
fn drive(driver: &mut Option<Pin<Box<Driver>>>, cx: &mut Context<'_>) {
    if driver.as_mut().is_some_and(|d| d.as_mut().poll(cx).is_ready()) {
        *driver = None;
    }
}

/// What happened on the stream since the request began.
#[derive(Default)]
struct Seen {
    received: Cell<bool>,
    write_failed: Cell<bool>,
}

struct Watched {
    stream: Pin<Box<dyn Stream>>,
    seen: Rc<Seen>,
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(self.stream.as_mut().poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.seen.received.set(true);
        }
        Poll::Ready(Ok(()))
    }
}

impl Watched {
    fn note<T>(&self, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if matches!(written, Poll::Ready(Err(_))) {
            self.seen.write_failed.set(true);
        }
        written
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.stream.as_mut().poll_write(cx, bytes);
        self.note(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = self.stream.as_mut().poll_flush(cx);
        self.note(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = self.stream.as_mut().poll_write_vectored(cx, slices);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
