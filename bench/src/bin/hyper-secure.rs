//! Bare hyper with the answer of `hyper-hello`, over HTTP/2 in cleartext or HTTP/1.1 with TLS (rustls, tickets of ring):
//! one thread, TCP_NODELAY. What Peregrine is measured beside.
//! `hyper-secure h2 PORT` or `hyper-secure tls CERTIFICATE KEY PORT`: serves on 127.0.0.1 until SIGTERM.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

async fn hello(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"Hello, World!")));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    Ok(response)
}

/// Streams run as tasks of the one thread.
#[derive(Clone)]
struct Here;

impl<F: Future<Output: 'static> + 'static> hyper::rt::Executor<F> for Here {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(future);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (acceptor, port) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["h2", port] => (None, port),
        ["tls", certificate, key, port] => (Some(acceptor(certificate, key)), port),
        _ => panic!("usage: hyper-secure h2 PORT | hyper-secure tls CERTIFICATE KEY PORT"),
    };
    let port: u16 = port.parse().expect("PORT is a number");
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).expect("a runtime");
    runtime.block_on(async {
        tokio::task::spawn_local(serve(port, acceptor));
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).expect("a signal handler").recv().await;
    });
}

fn acceptor(certificate: &str, key: &str) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(certificate).expect("the certificate").collect::<Result<_, _>>();
    let key = PrivateKeyDer::from_pem_file(key).expect("the key");
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
    let mut config = builder.with_single_cert(chain.expect("PEM"), key).expect("a key that fits");
    config.ticketer = ring::Ticketer::new().expect("random numbers");
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(port: u16, acceptor: Option<TlsAcceptor>) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        tokio::task::spawn_local(connection(stream, acceptor.clone()));
    }
}

async fn connection(stream: TcpStream, acceptor: Option<TlsAcceptor>) {
    match acceptor {
        None => drop(http2::Builder::new(Here).serve_connection(TokioIo::new(stream), service_fn(hello)).await),
        Some(acceptor) => {
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10)).pipeline_flush(true);
            drop(builder.serve_connection(TokioIo::new(stream), service_fn(hello)).await);
        }
    }
}
