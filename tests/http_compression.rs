//! Compression of answers over real sockets: negotiated, whole and in pieces, and left alone where it must be.

mod http_support;

use http_support::{Answer, Client, front, get, with_server};
use peregrine::http::answer::Case;
use peregrine::http::{Exchange, FrontSettings, Settings, compress};
use std::io::Read;
use std::rc::Rc;

fn settings() -> Settings {
    let compression = compress::Settings { enabled: true, min_length: 100, ..compress::Settings::default() };
    front(FrontSettings { compression, ..FrontSettings::default() })
}

const TEXT: &str = "the same again and again, ";

fn long() -> String {
    TEXT.repeat(1000)
}

/// Answers with the long text and the fields of the query: `/whole?ETag:W/a|Cache-Control:no-transform`.
async fn handler(exchange: Rc<Exchange>) {
    let query = String::from_utf8(exchange.head().query().unwrap_or_default().to_vec()).unwrap();
    let fields: Vec<_> = query.split('|').filter_map(|pair| pair.split_once(':')).collect();
    let status = match exchange.head().path() {
        b"/part" => 206,
        b"/same" => 304,
        _ => 200,
    };
    exchange
        .respond(status, None, |w| {
            if !query.contains("Content-Type") {
                w.field(b"Content-Type", b"text/html; charset=utf-8", Case::AsIs)?;
            }
            fields.iter().try_for_each(|(name, value)| w.field(name.as_bytes(), value.as_bytes(), Case::AsIs))
        })
        .unwrap();
    match exchange.head().path() {
        b"/pieces" => {
            for _ in 0..10 {
                exchange.write(TEXT.repeat(100).as_bytes()).unwrap();
                tokio::task::yield_now().await;
            }
            exchange.end(b"").unwrap();
        }
        b"/short" => exchange.end(b"short").unwrap(),
        b"/unmade" | b"/same" => exchange.end(b"").unwrap(),
        _ => exchange.end(long().as_bytes()).unwrap(),
    }
}

fn unpack(answer: &Answer) -> String {
    let (mut text, bytes) = (String::new(), &answer.body[..]);
    let result = match answer.field("Content-Encoding") {
        Some("gzip") => flate2::read::GzDecoder::new(bytes).read_to_string(&mut text),
        Some("br") => brotli::Decompressor::new(bytes, 4096).read_to_string(&mut text),
        Some("zstd") => zstd::Decoder::new(bytes).unwrap().read_to_string(&mut text),
        _ => return answer.text().to_owned(),
    };
    result.unwrap();
    text
}

fn with_client(test: impl AsyncFnOnce(Client)) {
    with_server(settings(), handler, |server| async move { test(Client::new(&server).await).await });
}

#[test]
fn each_client_gets_what_it_takes() {
    with_client(async |mut client| {
        for path in ["/whole", "/pieces"] {
            for coding in ["gzip", "br", "zstd"] {
                let answer = client.ask(get(path, &format!("Accept-Encoding: {coding}\r\n"))).await;
                assert_eq!(answer.field("Content-Encoding"), Some(coding));
                assert_eq!(answer.field("Vary"), Some("Accept-Encoding"));
                assert!(answer.body.len() < 5000 && unpack(&answer) == long(), "{path} {coding}");
            }
            let answer = client.ask(get(path, "")).await;
            assert_eq!((answer.field("Content-Encoding"), answer.field("Vary")), (None, Some("Accept-Encoding")));
            assert_eq!(answer.text(), long());
        }
    });
}

#[test]
fn pieces_arrive_when_they_are_written() {
    let go = Rc::new(tokio::sync::Notify::new());
    let seen = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let seen = seen.clone();
        async move {
            exchange.respond(200, None, |w| w.field(b"Content-Type", b"text/plain", Case::AsIs)).unwrap();
            exchange.write(b"first").unwrap();
            seen.notified().await;
            exchange.end(b"last").unwrap();
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "Accept-Encoding: gzip\r\n")).await;
        assert_eq!(client.head().await.field("Transfer-Encoding"), Some("chunked"));
        let mut packed = client.chunk().await.unwrap();
        let mut text = [0; 5];
        flate2::read::GzDecoder::new(&packed[..]).read_exact(&mut text).unwrap();
        assert_eq!(&text, b"first");
        go.notify_one();
        while let Some(chunk) = client.chunk().await {
            packed.extend(chunk);
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "firstlast");
    });
}

#[test]
fn what_must_stay_stays() {
    with_client(async |mut client| {
        for target in [
            "/short",
            "/part",
            "/whole?ETag:strong",
            "/whole?Content-Encoding:identity",
            "/whole?Cache-Control:public,no-transform",
            "/whole?Cache-Control:public|Cache-Control:no-transform",
            "/whole?Content-Type:image/png",
            "/whole?Accept-Ranges:bytes",
        ] {
            let answer = client.ask(get(target, "Accept-Encoding: gzip\r\n")).await;
            assert_eq!(answer.field("Content-Encoding").filter(|c| *c != "identity"), None, "{target}");
        }
        let weak = client.ask(get("/whole?ETag:W/x", "Accept-Encoding: gzip\r\n")).await;
        assert_eq!((weak.field("Content-Encoding"), weak.field("ETag")), (Some("gzip"), Some("W/x")));
        let length = client.ask(get("/pieces?Content-Length:26000", "Accept-Encoding: gzip\r\n")).await;
        assert_eq!(length.field("Content-Length"), None);
        assert_eq!(unpack(&length), long());
    });
}

#[test]
fn head_says_what_get_would() {
    with_client(async |mut client| {
        let length = client.ask(get("/whole", "Accept-Encoding: br\r\n")).await.body.len().to_string();
        client.send("HEAD /whole HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n").await;
        let head = client.head().await;
        assert_eq!((head.field("Content-Encoding"), head.field("Content-Length")), (Some("br"), Some(length.as_str())));
        client.send("HEAD /pieces HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n").await;
        assert_eq!(client.head().await.field("Content-Encoding"), Some("br"));
        assert_eq!(client.ask(get("/short", "")).await.text(), "short");
    });
}

#[test]
fn a_head_without_its_body_says_nothing_that_get_would_not() {
    with_client(async |mut client| {
        for (length, coding, told) in [("25000", Some("br"), None), ("99", None, Some("99"))] {
            let line =
                format!("HEAD /unmade?Content-Length:{length} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n");
            client.send(line).await;
            let head = client.head().await;
            assert_eq!((head.field("Content-Encoding"), head.field("Content-Length")), (coding, told));
            assert_eq!(head.field("Vary"), coding.map(|_| "Accept-Encoding"));
        }
        assert_eq!(client.ask(get("/short", "")).await.text(), "short");
    });
}

#[test]
fn a_304_varies_as_its_200_does() {
    with_client(async |mut client| {
        for (target, vary) in [
            ("/same?ETag:W/x", Some("Accept-Encoding")),
            ("/same?ETag:strong", None),
            ("/same?Content-Type:image/png", None),
        ] {
            client.send(get(target, "Accept-Encoding: gzip\r\n")).await;
            let answer = client.head().await;
            assert_eq!((answer.status, answer.field("Vary")), (304, vary), "{target}");
            assert_eq!(answer.field("Content-Encoding"), None);
        }
    });
}

#[test]
fn old_clients_read_to_the_end() {
    with_client(async |mut client| {
        client.send("GET /pieces HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n").await;
        let mut answer = client.head().await;
        assert_eq!(answer.field("Content-Encoding"), Some("gzip"));
        answer.body = client.rest().await;
        assert_eq!(unpack(&answer), long());
    });
}
