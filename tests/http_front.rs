//! What stands in front of the handler, over HTTP/2 and over TLS as over HTTP/1.1, and on the answers that the server
//! makes itself.

mod http2_support;
mod http_support;
mod tls_support;

use http::{Method, Request};
use http_support::{Server, get, until, with_listeners};
use http2_support::{Answer, Client, http2, request};
use peregrine::http::access_log::{AccessLog, Format};
use peregrine::http::answer::Case;
use peregrine::http::rules::{Action, Cors, HeaderRule};
use peregrine::http::{Exchange, Front, FrontSettings, Settings, compress, static_files};
use std::fs::File;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;

const ORIGIN: &str = "https://a.example";

/// All rules at once, and where their log and files are.
struct Place {
    directory: tempfile::TempDir,
    log: AccessLog,
}

impl Place {
    fn new() -> (Place, Settings) {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("files")).unwrap();
        std::fs::write(directory.path().join("files/a.txt"), "a file").unwrap();
        let file = File::create(directory.path().join("log")).unwrap();
        let log = AccessLog::new(Arc::new(file), Format::Common);
        let rule = |prefix: &str, name: &str, value: &str| HeaderRule {
            prefix: prefix.into(),
            name: name.into(),
            action: Action::Set(value.into()),
        };
        let front = FrontSettings {
            files: Some(static_files::Settings {
                root: directory.path().to_owned(),
                locations: vec!["/files".into()],
                index: Vec::new(),
                precompressed: false,
                cache: Vec::new(),
            }),
            compression: compress::Settings { enabled: true, min_length: 100, ..compress::Settings::default() },
            cors: Some(Cors { origins: vec![ORIGIN.into()], ..Cors::default() }),
            headers: vec![rule("/", "X-Frame-Options", "DENY"), rule("/api", "X-Frame-Options", "SAMEORIGIN")],
            proxies: None,
        };
        let mut settings = http2(Settings::default(), |_| {});
        settings.front = Front::new(front, Some(log.clone())).unwrap();
        (settings.limits.body, settings.limits.max_concurrency) = (1000, 1);
        (Place { directory, log }, settings)
    }

    /// The request and status of each line.
    async fn lines(&self) -> Vec<String> {
        self.log.finish().await;
        let text = std::fs::read_to_string(self.directory.path().join("log")).unwrap();
        text.lines().map(|line| line.split_once("] ").unwrap().1.rsplit_once(' ').unwrap().0.to_owned()).collect()
    }

    /// Status and bytes of each line.
    async fn sizes(&self) -> Vec<(u16, usize)> {
        self.log.finish().await;
        let text = std::fs::read_to_string(self.directory.path().join("log")).unwrap();
        let size = |line: &str| {
            let mut words = line.rsplit(' ');
            let bytes = words.next().unwrap().parse().unwrap();
            (words.next().unwrap().parse().unwrap(), bytes)
        };
        text.lines().map(size).collect()
    }
}

type Test = Pin<Box<dyn Future<Output = ()>>>;

/// A plain server and one with TLS behind all of it; `/wait` waits until it is told to go on.
fn with_both(test: impl FnOnce(Vec<Server>, Place, Rc<Notify>, tls_support::Dialer) -> Test) {
    let (place, settings) = Place::new();
    let (context, dialer) = tls_support::localhost();
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            if exchange.head().path() == b"/wait" {
                gate.notified().await;
            }
            exchange.respond(200, None, |w| w.field(b"Content-Type", b"text/plain", Case::AsIs)).unwrap();
            exchange.end("the same again, ".repeat(20).as_bytes()).unwrap();
        }
    };
    with_listeners(settings, vec![None, Some(context)], handler, |servers| test(servers, place, go, dialer));
}

/// The same from a page of the other origin.
fn foreign(method: Method, path: &str) -> Request<()> {
    let mut request = request(method, path);
    request.headers_mut().insert("origin", ORIGIN.parse().unwrap());
    request
}

fn seen(answer: &Answer) -> (u16, Option<&str>, Option<&str>) {
    (answer.status, answer.field("access-control-allow-origin"), answer.field("x-frame-options"))
}

async fn check_http2(mut client: Client, server: &Server, place: &Place, go: &Notify) {
    let mut ask = async |request: Request<()>| {
        let (answer, _) = client.start(request, true);
        Answer::of(answer.await.unwrap()).await
    };
    let mut zipped = foreign(Method::GET, "/api");
    zipped.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let answer = ask(zipped).await;
    assert_eq!(seen(&answer), (200, Some(ORIGIN), Some("SAMEORIGIN")));
    assert_eq!((answer.field("content-encoding"), answer.body.len() < 100), (Some("gzip"), true));
    let mut preflight = foreign(Method::OPTIONS, "/api");
    preflight.headers_mut().insert("access-control-request-method", "PUT".parse().unwrap());
    let answer = ask(preflight).await;
    assert_eq!(seen(&answer), (204, Some(ORIGIN), Some("SAMEORIGIN")));
    assert!(answer.field("access-control-allow-methods").unwrap().contains("PUT"));
    let answer = ask(foreign(Method::GET, "/files/a.txt")).await;
    assert_eq!((seen(&answer), answer.text()), ((200, Some(ORIGIN), Some("DENY")), "a file"));
    assert_eq!(seen(&ask(foreign(Method::GET, "/files/b.txt")).await), (404, Some(ORIGIN), Some("DENY")));
    // What no handler and no exchange answers.
    let mut broken = foreign(Method::GET, "/api");
    broken.headers_mut().insert("host", "other.example".parse().unwrap());
    assert_eq!(seen(&ask(broken).await), (400, None, None));
    let mut large = foreign(Method::POST, "/api");
    large.headers_mut().insert("content-length", "2000".parse().unwrap());
    let (answer, _stream) = client.start(large, false);
    let answer = Answer::of(answer.await.unwrap()).await;
    assert_eq!(seen(&answer), (413, Some(ORIGIN), Some("SAMEORIGIN")));
    let (waiting, _) = client.start(foreign(Method::GET, "/wait"), true);
    until(|| server.worker.in_flight() == 1).await;
    let (answer, _) = client.start(foreign(Method::GET, "/api"), true);
    let answer = Answer::of(answer.await.unwrap()).await;
    assert_eq!((seen(&answer), answer.field("retry-after")), ((503, Some(ORIGIN), Some("SAMEORIGIN")), Some("1")));
    go.notify_one();
    assert_eq!(waiting.await.unwrap().status().as_u16(), 200);
    assert_eq!(
        place.lines().await,
        [
            "\"GET /api HTTP/2.0\" 200",
            "\"OPTIONS /api HTTP/2.0\" 204",
            "\"GET /files/a.txt HTTP/2.0\" 200",
            "\"GET /files/b.txt HTTP/2.0\" 404",
            "\"-\" 400",
            "\"POST /api HTTP/2.0\" 413",
            "\"GET /api HTTP/2.0\" 503",
            "\"GET /wait HTTP/2.0\" 200",
        ]
    );
}

#[test]
fn over_http2() {
    with_both(|servers, place, go, _| {
        Box::pin(async move {
            check_http2(Client::new(servers[0].address).await, &servers[0], &place, &go).await;
        })
    });
}

#[test]
fn over_http2_and_tls() {
    with_both(|servers, place, go, dialer| {
        Box::pin(async move {
            let stream = dialer.dial("h2", servers[1].address).await;
            let client = Client::over(stream, &h2::client::Builder::new()).await;
            check_http2(client, &servers[1], &place, &go).await;
        })
    });
}

#[test]
fn over_http1_and_tls() {
    with_both(|servers, place, _, dialer| {
        Box::pin(async move {
            let origin = format!("Origin: {ORIGIN}\r\n");
            for (path, text) in [("/files/a.txt", "a file"), ("/api", "the same again")] {
                let mut stream = dialer.dial("http/1.1", servers[1].address).await;
                let close = format!("{origin}Connection: close\r\n");
                stream.write_all(get(path, &close).as_bytes()).await.unwrap();
                let mut answer = String::new();
                tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await.unwrap();
                assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(text), "{answer}");
                assert!(answer.contains(&format!("\r\nAccess-Control-Allow-Origin: {ORIGIN}\r\n")), "{answer}");
            }
            assert_eq!(place.lines().await, ["\"GET /files/a.txt HTTP/1.1\" 200", "\"GET /api HTTP/1.1\" 200"]);
        })
    });
}

#[test]
fn refusals_of_http1_are_read_by_pages_too_unless_the_head_is_refused() {
    with_both(|servers, place, go, _| {
        Box::pin(async move {
            let origin = format!("Origin: {ORIGIN}\r\n");
            let check = |answer: &http_support::Answer, status, allowed, frame| {
                let fields = (answer.field("Access-Control-Allow-Origin"), answer.field("X-Frame-Options"));
                assert_eq!((answer.status, fields), (status, (allowed, frame)), "{}", answer.head);
            };
            let mut waiting = http_support::Client::new(&servers[0]).await;
            waiting.send(get("/wait", "")).await;
            until(|| servers[0].worker.in_flight() == 1).await;
            let mut client = http_support::Client::new(&servers[0]).await;
            let busy = client.ask(get("/api", &origin)).await;
            check(&busy, 503, Some(ORIGIN), Some("SAMEORIGIN"));
            go.notify_one();
            assert_eq!(waiting.answer().await.status, 200);
            check(&client.ask(get("/files/none", &origin)).await, 404, Some(ORIGIN), Some("DENY"));
            let large = format!("POST /api HTTP/1.1\r\nHost: x\r\n{origin}Content-Length: 2000\r\n\r\n");
            check(&client.ask(large).await, 413, Some(ORIGIN), Some("SAMEORIGIN"));
            // The head before was a page's; this one is nobody's, be it broken at once or in its second half.
            for halves in
                [["GET /api HTTP/1.1\r\nBroken\r\n\r\n", ""], ["GET /api HTTP/1.1\r\nHost: x\r\n", "Broken\r\n\r\n"]]
            {
                let mut client = http_support::Client::new(&servers[0]).await;
                assert_eq!(client.ask(get("/api", &origin)).await.status, 200);
                client.send(halves[0]).await;
                tokio::task::yield_now().await;
                check(&client.ask(halves[1]).await, 400, None, None);
            }
            let lines = place.lines().await;
            assert_eq!(lines.iter().filter(|line| *line == "\"-\" 400").count(), 2, "{lines:?}");
            assert!(lines.contains(&"\"POST /api HTTP/1.1\" 413".to_owned()), "{lines:?}");
        })
    });
}

#[test]
fn refusals_are_logged_with_the_bytes_that_were_sent_and_have_none_for_head() {
    with_both(|servers, place, go, _| {
        Box::pin(async move {
            let (server, mut sent) = (&servers[0], Vec::new());
            let mut waiting = http_support::Client::new(server).await;
            waiting.send(get("/wait", "")).await;
            until(|| server.worker.in_flight() == 1).await;
            let mut client = http_support::Client::new(server).await;
            let mut h2 = Client::new(server.address).await;
            let busy = client.ask(get("/api", "")).await;
            sent.push((503, busy.body.len()));
            for fields in ["", "Connection: close\r\n"] {
                client.send(get("/api", fields).replacen("GET", "HEAD", 1)).await;
                assert_eq!(client.head().await.status, 503);
                sent.push((503, 0));
            }
            assert_eq!(client.rest().await, b"");
            let mut ask = async |request: Request<()>, status: u16| {
                let (answer, _stream) = h2.start(request, false);
                let answer = Answer::of(answer.await.unwrap()).await;
                assert_eq!(answer.status, status);
                answer.body.len()
            };
            go.notify_one();
            sent.push((200, waiting.answer().await.body.len()));
            for (method, (name, value), status) in [
                (Method::POST, ("content-length", "2000"), 413),
                (Method::HEAD, ("content-length", "2000"), 413),
                (Method::GET, ("host", "other.example"), 400),
                (Method::HEAD, ("host", "other.example"), 400),
            ] {
                let mut refused = request(method, "/api");
                refused.headers_mut().insert(name, value.parse().unwrap());
                sent.push((status, ask(refused, status).await));
            }
            assert_eq!(sent.iter().filter(|(_, bytes)| *bytes == 0).count(), 4, "those of HEAD: {sent:?}");
            for text in ["GET /files/none HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nBroken\r\n\r\n"] {
                let answer = http_support::Client::new(server).await.ask(text).await;
                sent.push((answer.status, answer.body.len()));
            }
            assert_eq!(place.sizes().await, sent);
        })
    });
}
