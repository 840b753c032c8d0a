//! Answers in pieces, over HTTP/1.1, HTTP/2 and both over TLS: each piece reaches the client when it is written, and a
//! client that does not read holds up its own writer and nobody else.

mod http2_support;
mod http_support;
mod tls_support;

use http_support::{SWEEP, Server, get, limits, until, with_listeners};
use http2_support::{Client, http2, request};
use peregrine::http::{Exchange, Flow, Settings};
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

const PIECE: usize = 100_000;
const PIECES: usize = 640;
/// What HTTP/2's connection may take while one of its streams is full.
const WINDOW: u32 = 100_000_000;

/// How far the writer of `/endless` is.
#[derive(Default)]
struct Progress {
    written: Cell<usize>,
    waits: Cell<bool>,
    /// Lets `/pieces` write its next one.
    go: Notify,
}

impl Progress {
    async fn answer(self: Rc<Self>, exchange: Rc<Exchange>) {
        match exchange.head().path() {
            b"/pieces" => {
                for piece in ["data: one\n\n", "data: two\n\n"] {
                    exchange.write(piece.as_bytes()).unwrap();
                    self.go.notified().await;
                }
                exchange.end(b"").unwrap();
            }
            b"/endless" => {
                for _ in 0..PIECES {
                    if exchange.write(&[b'x'; PIECE]).unwrap() == Flow::Full {
                        self.waits.set(true);
                        assert!(exchange.drained().await);
                        self.waits.set(false);
                    }
                    self.written.set(self.written.get() + PIECE);
                }
                exchange.end(b"").unwrap();
            }
            _ => exchange.end(b"others go on").unwrap(),
        }
    }

    /// Waits until the writer has stopped; what it had written.
    async fn parked(&self) -> usize {
        loop {
            let before = self.written.get();
            tokio::time::sleep(SWEEP).await;
            if self.waits.get() && self.written.get() == before {
                return before;
            }
        }
    }
}

type Test = Pin<Box<dyn Future<Output = ()>>>;

/// A plain server and one with TLS, both with both versions.
fn with_both(test: impl FnOnce(Vec<Server>, Rc<Progress>, tls_support::Dialer) -> Test) {
    let progress = Rc::new(Progress::default());
    let (context, dialer) = tls_support::localhost();
    let answering = progress.clone();
    let handler = move |exchange| answering.clone().answer(exchange);
    let settings: Settings = http2(limits(|l| l.high_water = 2 * PIECE), |_| {});
    with_listeners(settings, vec![None, Some(context)], handler, |servers| test(servers, progress, dialer));
}

trait Stream: AsyncRead + AsyncWrite + Unpin + 'static {}
impl<T: AsyncRead + AsyncWrite + Unpin + 'static> Stream for T {}

async fn ask(stream: &mut Box<dyn Stream>, path: &str) {
    stream.write_all(get(path, "Connection: close\r\n").as_bytes()).await.unwrap();
}

async fn read_to(stream: &mut Box<dyn Stream>, end: &str) {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        assert!(stream.read_buf(&mut text).await.unwrap() > 0, "{}", String::from_utf8_lossy(&text));
    }
}

/// Three connections of HTTP/1.1.
async fn check_http1([mut pieces, mut slow, mut other]: [Box<dyn Stream>; 3], progress: Rc<Progress>) {
    ask(&mut pieces, "/pieces").await;
    for end in ["data: one\n\n\r\n", "data: two\n\n\r\n", "0\r\n\r\n"] {
        read_to(&mut pieces, end).await;
        progress.go.notify_one();
    }
    ask(&mut slow, "/endless").await;
    let written = progress.parked().await;
    assert!(written < PIECES * PIECE / 2, "{written} bytes written to a client that reads none");
    ask(&mut other, "/").await;
    read_to(&mut other, "others go on").await;
    assert_eq!(progress.written.get(), written);
    let mut all = Vec::new();
    slow.read_to_end(&mut all).await.unwrap();
    assert!(all.ends_with(b"0\r\n\r\n"));
    assert_eq!((all.iter().filter(|b| **b == b'x').count(), progress.written.get()), (PIECES * PIECE, PIECES * PIECE));
}

/// Three streams of one connection of HTTP/2.
async fn check_http2(stream: impl Stream, progress: Rc<Progress>) {
    let mut builder = h2::client::Builder::new();
    builder.initial_connection_window_size(WINDOW);
    let mut client = Client::over(stream, &builder).await;
    let (pieces, _) = client.start(request(http::Method::GET, "/pieces"), true);
    let mut pieces = pieces.await.unwrap().into_body();
    for piece in ["data: one\n\n", "data: two\n\n"] {
        assert_eq!(pieces.data().await.unwrap().unwrap(), piece);
        progress.go.notify_one();
    }
    assert!(pieces.data().await.is_none_or(|last| last.unwrap().is_empty()));
    let (slow, _) = client.start(request(http::Method::GET, "/endless"), true);
    let slow = slow.await.unwrap();
    let written = progress.parked().await;
    // The stream's window of 65,535 bytes, and what the server keeps.
    assert!(written <= 65_535 + 4 * PIECE, "{written} bytes written into a closed window");
    assert_eq!(client.get("/").await.text(), "others go on");
    assert_eq!(progress.written.get(), written);
    let all = http2_support::Answer::of(slow).await;
    assert_eq!((all.body.len(), all.end.is_ok()), (PIECES * PIECE, true));
}

async fn three<F: Future<Output = S>, S: Stream>(dial: impl Fn() -> F) -> [Box<dyn Stream>; 3] {
    [Box::new(dial().await), Box::new(dial().await), Box::new(dial().await)]
}

#[test]
fn over_http1() {
    with_both(|servers, progress, _| {
        Box::pin(async move {
            let dial = async || TcpStream::connect(servers[0].address).await.unwrap();
            check_http1(three(dial).await, progress).await;
            until(|| servers[0].worker.in_flight() == 0).await;
        })
    });
}

#[test]
fn over_http2() {
    with_both(|servers, progress, _| {
        Box::pin(async move {
            check_http2(TcpStream::connect(servers[0].address).await.unwrap(), progress).await;
        })
    });
}

#[test]
fn over_http1_and_tls() {
    with_both(|servers, progress, dialer| {
        Box::pin(async move {
            check_http1(three(async || dialer.dial("http/1.1", servers[1].address).await).await, progress).await;
        })
    });
}

#[test]
fn over_http2_and_tls() {
    with_both(|servers, progress, dialer| {
        Box::pin(async move {
            check_http2(dialer.dial("h2", servers[1].address).await, progress).await;
        })
    });
}
