//! Bare hyper with the same answer as `lean-hello`: one thread, TCP_NODELAY, pipelined answers flushed together, a
//! timeout on the request head. What Peregrine is measured beside.
//! `hyper-hello PORT [SECONDS]`: serves on 127.0.0.1 until SIGTERM or for so many seconds.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::time::Duration;
use tokio::net::TcpListener;

/// Longer than any round: hyper counts the time between two requests too.
const HEAD: Duration = Duration::from_secs(600);

async fn hello(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"Hello, World!")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    Ok(response)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|a| a.parse().ok()).expect("usage: hyper-hello PORT [SECONDS]");
    let seconds = arguments.next().map(|a| a.parse().expect("SECONDS is a number"));
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).expect("a runtime");
    runtime.block_on(async {
        tokio::task::spawn_local(serve(port));
        stop_after(seconds).await;
    });
}

async fn serve(port: u16) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD).pipeline_flush(true);
        let connection = builder.serve_connection(TokioIo::new(stream), service_fn(hello));
        tokio::task::spawn_local(async move { drop(connection.await) });
    }
}

async fn stop_after(seconds: Option<u64>) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).expect("a signal handler");
    match seconds {
        Some(seconds) => drop(tokio::time::timeout(Duration::from_secs(seconds), term.recv()).await),
        None => drop(term.recv().await),
    }
}
