//! Bare hyper with what `bench/work.php` does in PHP: JSON made of a query, a POST's body taken whole, a file sent. One
//! thread, TCP_NODELAY, HTTP/1.1. What Peregrine is measured beside.
//! `hyper-work FILE PORT`: serves on 127.0.0.1 until SIGTERM.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT_RANGES, CONTENT_TYPE, ETAG, HeaderValue, LAST_MODIFIED};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};
use tokio::net::TcpListener;

#[derive(Serialize)]
struct Answer<'a> {
    name: &'a str,
    count: i64,
    even: bool,
}

async fn work(request: Request<Incoming>, file: Rc<Path>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(match request.uri().path() {
        "/json" => json(request.uri().query().unwrap_or_default()),
        "/post" => {
            let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            answer("text/plain", body.len().to_string().into())
        }
        _ => send(&file),
    })
}

fn json(query: &str) -> Response<Full<Bytes>> {
    let query: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
    let count = query.get("count").and_then(|text| text.parse().ok()).unwrap_or(0);
    let name = query.get("name").map_or("nobody", |name| name);
    let text = serde_json::to_vec(&Answer { name, count, even: count % 2 == 0 });
    answer("application/json", text.expect("plain values").into())
}

/// Opened and read for each request, as a server does whose files may change.
fn send(path: &Path) -> Response<Full<Bytes>> {
    let mut file = File::open(path).expect("the file");
    let metadata = file.metadata().expect("its metadata");
    let mut body = Vec::with_capacity(metadata.len() as usize + 1);
    file.read_to_end(&mut body).expect("its bytes");
    let modified = metadata.modified().expect("a time");
    let mut response = answer("application/octet-stream", body.into());
    let fields = response.headers_mut();
    let age = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    let tag = format!("\"{:x}-{:x}\"", age.as_nanos(), metadata.len());
    fields.insert(ETAG, HeaderValue::from_str(&tag).expect("a valid value"));
    let date = httpdate::fmt_http_date(modified);
    fields.insert(LAST_MODIFIED, HeaderValue::from_str(&date).expect("a valid value"));
    fields.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

fn answer(kind: &'static str, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, port] = &arguments[..] else { panic!("usage: hyper-work FILE PORT") };
    let (file, port): (Rc<Path>, u16) = (Path::new(file).into(), port.parse().expect("PORT is a number"));
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).expect("a runtime");
    runtime.block_on(async {
        tokio::task::spawn_local(serve(port, file));
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).expect("a signal handler").recv().await;
    });
}

async fn serve(port: u16, file: Rc<Path>) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let file = file.clone();
        let service = service_fn(move |request| work(request, file.clone()));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10)).pipeline_flush(true);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        tokio::task::spawn_local(async move { drop(connection.await) });
    }
}
