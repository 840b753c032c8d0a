//! Bodies that handlers read while they arrive, with HTTP/1.1 and HTTP/2: pieces, back-pressure, limits, what is not read.

mod http2_support;
mod http_support;

use bytes::Bytes;
use http::Method;
use http_support::{Client, Server, limits, until, with_server};
use http2_support::{Answer, http2, request};
use peregrine::error::Kind;
use peregrine::http::form::Part;
use peregrine::http::{Exchange, Limits, Settings};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;

const SHORT: Duration = Duration::from_millis(150);

fn streamed(change: impl FnOnce(&mut Limits)) -> Settings {
    Settings { streams_bodies: true, ..limits(change) }
}

fn streamed2(change: impl FnOnce(&mut Limits)) -> Settings {
    http2(streamed(change), |h| h.window = 65_535)
}

/// Answers /read with what it read piece by piece, /gather with the whole, /pass without looking.
async fn answer(exchange: Rc<Exchange>) {
    match exchange.head().path() {
        b"/read" => {
            let mut body = Vec::new();
            loop {
                match exchange.read(5).await {
                    Ok(piece) if piece.is_empty() => break,
                    Ok(piece) => {
                        assert!(piece.len() <= 5);
                        body.extend_from_slice(&piece);
                    }
                    Err(error) => {
                        assert_eq!(error.kind, Kind::Closed);
                        return;
                    }
                }
            }
            assert!(exchange.read(5).await.unwrap().is_empty());
            assert_eq!(exchange.gather().await.is_err(), exchange.is_streamed());
            exchange.end(&body).unwrap();
        }
        b"/gather" => match exchange.gather().await {
            Ok(()) => exchange.end(exchange.body()).unwrap(),
            Err(error) => assert_eq!(error.kind, Kind::Closed),
        },
        _ => exchange.end(b"not read").unwrap(),
    }
}

async fn http2_client(server: &Server) -> http2_support::Client {
    http2_support::Client::new(server.address).await
}

fn post(path: &str, fields: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n")
}

#[test]
fn a_body_is_read_however_it_arrives_and_the_next_request_follows() {
    with_server(streamed(|_| {}), answer, |server| async move {
        let mut client = Client::new(&server).await;
        for path in ["/read", "/gather"] {
            assert_eq!(client.ask(post(path, "Content-Length: 5\r\n") + "hello").await.text(), "hello");
            client.send(post(path, "Content-Length: 11\r\n")).await;
            for piece in ["hel", "lo wo", "r", "ld"] {
                tokio::time::sleep(Duration::from_millis(3)).await;
                client.send(piece).await;
            }
            let answer = client.answer().await;
            assert_eq!((answer.text(), answer.field("Connection")), ("hello world", None), "{path}");
            client.send(post(path, "Transfer-Encoding: chunked\r\n")).await;
            for piece in [
                "5\r",
                "\nhello\r\n9;a=b\r\n, chun",
                "ked\r",
                "\n0\r\nA: b\r\n",
                "\r\nGET /pass HTTP/1.1\r\nHost: x\r\n\r\n",
            ] {
                tokio::time::sleep(Duration::from_millis(3)).await;
                client.send(piece).await;
            }
            let answer = client.answer().await;
            assert_eq!((answer.text(), answer.field("Connection")), ("hello, chunked", None), "{path}");
            assert_eq!(client.answer().await.text(), "not read");
        }
        assert_eq!(server.worker.counters().accepted, 1);
    });
}

#[test]
fn http2_bodies_are_read_beyond_the_window() {
    with_server(streamed2(|l| l.body = 1_000_000), answer, |server| async move {
        let mut client = http2_client(&server).await;
        assert_eq!(client.post("/read", b"hello").await.text(), "hello");
        let body: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        for path in ["/read", "/gather"] {
            assert!(client.post(path, &body).await.body == body, "{path}");
        }
        assert_eq!(server.worker.counters().requests, 3);
    });
}

/// Reads after `go`, and counts what has arrived before.
fn late_reader(
    go: Rc<Notify>,
    read: Rc<Cell<usize>>,
) -> impl Fn(Rc<Exchange>) -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
    move |exchange: Rc<Exchange>| {
        let (go, read) = (go.clone(), read.clone());
        Box::pin(async move {
            go.notified().await;
            loop {
                let piece = exchange.read(usize::MAX).await.unwrap();
                if piece.is_empty() {
                    break exchange.end(read.get().to_string().as_bytes()).unwrap();
                }
                read.set(read.get() + piece.len());
            }
        })
    }
}

const MUCH: usize = 40_000_000;

#[test]
fn what_is_not_read_is_not_received() {
    let (go, read) = (Rc::new(Notify::new()), Rc::new(Cell::new(0)));
    with_server(streamed(|_| {}), late_reader(go.clone(), read.clone()), |server| async move {
        let mut client = Client::new(&server).await;
        client.send(post("/", &format!("Content-Length: {MUCH}\r\n"))).await;
        let (mut input, mut output) = client.stream.into_split();
        let sent = Rc::new(Cell::new(0));
        let counter = sent.clone();
        let sender = tokio::task::spawn_local(async move {
            let piece = vec![7; 100_000];
            while counter.get() < MUCH {
                counter
                    .set(counter.get() + output.write(&piece[..piece.len().min(MUCH - counter.get())]).await.unwrap());
            }
            output
        });
        // The sockets' buffers fill, and then nothing moves.
        let mut before = usize::MAX;
        while sent.get() != before {
            before = sent.get();
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        assert!(sent.get() < MUCH / 2 && read.get() == 0, "{} bytes were taken", sent.get());
        go.notify_one();
        let mut text = Vec::new();
        until(|| read.get() == MUCH).await;
        let _output = sender.await.unwrap();
        while !text.ends_with(MUCH.to_string().as_bytes()) {
            tokio::io::AsyncReadExt::read_buf(&mut input, &mut text).await.unwrap();
        }
    });
}

#[test]
fn http2_windows_open_as_the_body_is_read() {
    let (go, read) = (Rc::new(Notify::new()), Rc::new(Cell::new(0)));
    with_server(streamed2(|_| {}), late_reader(go.clone(), read.clone()), |server| async move {
        let mut client = http2_client(&server).await;
        let (answer, mut stream) = client.start(request(Method::POST, "/"), false);
        stream.reserve_capacity(1_000_000);
        until(|| stream.capacity() == 65_535).await;
        stream.send_data(Bytes::from(vec![1; 65_535]), false).unwrap();
        stream.reserve_capacity(1);
        tokio::time::sleep(SHORT).await;
        assert_eq!((stream.capacity(), read.get()), (0, 0));
        go.notify_one();
        until(|| stream.capacity() > 0).await;
        stream.send_data(Bytes::new(), true).unwrap();
        assert_eq!(Answer::of(answer.await.unwrap()).await.text(), "65535");
    });
}

#[test]
fn a_client_that_asks_first_is_told_to_send_when_the_body_is_read() {
    let handler = |exchange: Rc<Exchange>| async move {
        if exchange.head().path() == b"/no" {
            exchange.respond(403, None, |_| Ok(())).unwrap();
            return exchange.end(b"no").unwrap();
        }
        answer(exchange).await;
    };
    with_server(streamed(|_| {}), handler, |server| async move {
        let fields = "Content-Length: 5\r\nExpect: 100-continue\r\n";
        let mut client = Client::new(&server).await;
        client.send(post("/read", fields)).await;
        assert_eq!(client.head().await.status, 100);
        client.send("hello").await;
        assert_eq!(client.answer().await.text(), "hello");
        // Whether the client would send the body now is not known: RFC 9110 10.1.1.
        let answer = client.ask(post("/no", fields)).await;
        assert_eq!((answer.status, answer.field("Connection")), (403, Some("close")));
        assert_eq!(client.rest().await, b"");
    });
}

#[test]
fn of_a_body_nobody_reads_a_little_is_dropped_and_more_ends_the_connection() {
    with_server(streamed(|_| {}), answer, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(post("/pass", "Content-Length: 60000\r\n")).await;
        let answer = client.answer().await;
        assert_eq!((answer.text(), answer.field("Connection")), ("not read", None));
        client.send(vec![b'x'; 60_000]).await;
        assert_eq!(client.ask(post("/read", "Content-Length: 2\r\n") + "ok").await.text(), "ok");
        for framing in ["Content-Length: 10000000\r\n", "Transfer-Encoding: chunked\r\n"] {
            let mut client = Client::new(&server).await;
            client.send(post("/pass", framing)).await;
            // What is on its way when the answer is does not destroy it (RFC 9112 9.6).
            client.send("5\r\nhello\r\n").await;
            let answer = client.answer().await;
            assert_eq!((answer.text(), answer.field("Connection")), ("not read", Some("close")), "{framing}");
            assert_eq!(client.rest().await, b"");
        }
    });
}

#[test]
fn unread_http2_bodies_do_not_eat_the_connections_window() {
    with_server(streamed2(|_| {}), answer, |server| async move {
        let mut client = http2_client(&server).await;
        for _ in 0..8 {
            let (answer, mut stream) = client.start(request(Method::POST, "/pass"), false);
            stream.send_data(Bytes::from(vec![0; 40_000]), false).unwrap();
            let answer = Answer::of(answer.await.unwrap()).await;
            assert_eq!((answer.status, answer.text()), (200, "not read"));
            // RFC 9113 8.1: the rest is not wanted, and that is no error.
            let reset = std::future::poll_fn(|cx| stream.poll_reset(cx)).await.unwrap();
            assert_eq!(reset, h2::Reason::NO_ERROR);
        }
        assert_eq!(client.post("/read", &[b'x'; 60_000]).await.body.len(), 60_000);
    });
}

#[test]
fn bodies_too_long_broken_or_late_are_refused() {
    let settings = streamed(|l| (l.stream, l.body, l.body_time) = (100, 50, SHORT));
    with_server(settings, answer, |server| async move {
        let long = "x".repeat(80);
        let chunked = |size: &str| post("/read", "Transfer-Encoding: chunked\r\n") + size;
        for (text, status) in [
            (post("/pass", "Content-Length: 101\r\n"), 413),
            (chunked("65\r\n"), 413),
            (post("/gather", "Content-Length: 80\r\n") + &long, 413),
            (chunked("5\r\nhello, longer\r\n"), 400),
            (chunked("5\r\nhel"), 408),
            (post("/gather", "Content-Length: 9\r\n") + "x", 408),
        ] {
            let mut client = Client::new(&server).await;
            let answer = client.ask(&text).await;
            assert_eq!((answer.status, answer.field("Connection")), (status, Some("close")), "{text}");
            assert!(answer.text().contains("RFC 91"), "{}", answer.text());
            assert_eq!(client.rest().await, b"");
        }
        let mut client = Client::new(&server).await;
        assert_eq!(client.ask(post("/read", "Content-Length: 80\r\n") + &long).await.text(), long);
        assert_eq!(server.worker.counters().refused, 6);
    });
}

#[test]
fn http2_bodies_too_long_or_late_are_refused() {
    with_server(streamed2(|l| (l.stream, l.body, l.body_time) = (100, 50, SHORT)), answer, |server| async move {
        let mut client = http2_client(&server).await;
        for (path, length, status) in [("/read", 101, 413), ("/gather", 80, 413), ("/read", 80, 200)] {
            assert_eq!(client.post(path, &vec![0; length]).await.status, status, "{path} {length}");
        }
        let (answer, _stream) = client.start(request(Method::POST, "/read"), false);
        assert_eq!(answer.await.unwrap().status(), 408);
        assert_eq!(client.post("/read", b"x").await.status, 200);
    });
}

#[test]
fn who_waits_for_a_body_hears_that_the_client_left() {
    let ended = Rc::new(Cell::new(0));
    let count = ended.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let count = count.clone();
        async move {
            while let Ok(piece) = exchange.read(100).await {
                assert!(!piece.is_empty());
            }
            assert!(!exchange.is_writable());
            count.set(count.get() + 1);
        }
    };
    with_server(streamed2(|_| {}), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(post("/", "Content-Length: 10\r\n") + "hello").await;
        until(|| server.worker.in_flight() == 1).await;
        drop(client);
        until(|| ended.get() == 1).await;
        let mut client = http2_client(&server).await;
        let (_answer, mut stream) = client.start(request(Method::POST, "/"), false);
        stream.send_data(Bytes::from_static(b"hello"), false).unwrap();
        until(|| server.worker.in_flight() == 1).await;
        stream.send_reset(h2::Reason::CANCEL);
        until(|| ended.get() == 2).await;
        assert_eq!(server.worker.in_flight(), 0);
    });
}

#[test]
fn forms_are_taken_apart_when_they_are_gathered() {
    let handler = |exchange: Rc<Exchange>| async move {
        exchange.gather().await.unwrap();
        assert!(exchange.body().is_empty());
        let mut text = String::new();
        for part in exchange.take_form().unwrap().parts {
            text += &match part {
                Part::Field { name, value } => {
                    format!("{}={};", String::from_utf8(name).unwrap(), String::from_utf8(value).unwrap())
                }
                Part::File { name, content, .. } => {
                    let (name, upload) = (String::from_utf8(name).unwrap(), content.unwrap());
                    format!("{name}:{}:{};", upload.size(), std::fs::read(upload.path()).unwrap().len())
                }
            };
        }
        exchange.end(text.as_bytes()).unwrap();
    };
    let file = "x".repeat(300_000);
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n\
         --b\r\nContent-Disposition: form-data; name=f; filename=n\r\n\r\n{file}\r\n--b--\r\n"
    );
    with_server(streamed2(|l| (l.body, l.upload) = (1000, 1_000_000)), handler, |server| async move {
        let fields = format!("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n", body.len());
        let mut client = Client::new(&server).await;
        assert_eq!(client.ask(post("/", &fields) + &body).await.text(), "a=1;f:300000:300000;");
        let small = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n2\r\n--b--\r\n";
        let fields = format!("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n", small.len());
        assert_eq!(client.ask(post("/", &fields) + small).await.text(), "a=2;");
        let mut client = http2_client(&server).await;
        let (mut head, ()) = request(Method::POST, "/").into_parts();
        head.headers.insert("content-type", "multipart/form-data; boundary=b".parse().unwrap());
        let (answer, mut stream) = client.start(http::Request::from_parts(head, ()), false);
        stream.send_data(Bytes::from(body), true).unwrap();
        assert_eq!(Answer::of(answer.await.unwrap()).await.text(), "a=1;f:300000:300000;");
    });
}

#[test]
fn several_readers_share_a_body_and_one_that_gives_up_harms_nobody() {
    let handler = |exchange: Rc<Exchange>| async move {
        let read = |exchange: Rc<Exchange>| async move {
            let mut length = 0;
            loop {
                match exchange.read(3).await.unwrap().len() {
                    0 => return length,
                    more => length += more,
                }
            }
        };
        tokio::select! {
            biased;
            _ = exchange.read(3) => panic!("nothing was sent yet"),
            () = tokio::task::yield_now() => {}
        }
        let other = tokio::task::spawn_local(read(exchange.clone()));
        let mine = read(exchange.clone()).await;
        let sum = mine + other.await.unwrap();
        exchange.end(sum.to_string().as_bytes()).unwrap();
    };
    with_server(streamed(|_| {}), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(post("/", "Content-Length: 1000\r\n")).await;
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(5)).await;
            client.send([b'x'; 100]).await;
        }
        assert_eq!(client.answer().await.text(), "1000");
    });
}

#[test]
fn an_answer_begins_before_the_body_has_ended() {
    let handler = |exchange: Rc<Exchange>| async move {
        loop {
            let piece = exchange.read(100).await.unwrap();
            if piece.is_empty() {
                return exchange.end(b"").unwrap();
            }
            exchange.write(&piece).unwrap();
        }
    };
    with_server(streamed2(|_| {}), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(post("/", "Transfer-Encoding: chunked\r\n") + "2\r\nhe\r\n").await;
        client.head().await;
        assert_eq!(client.chunk().await.unwrap(), b"he");
        client.send("3\r\nllo\r\n0\r\n\r\n").await;
        assert_eq!((client.chunk().await.unwrap(), client.chunk().await), (b"llo".to_vec(), None));
        let mut client = http2_client(&server).await;
        let (answer, mut stream) = client.start(request(Method::POST, "/"), false);
        stream.send_data(Bytes::from_static(b"he"), false).unwrap();
        let mut answer = answer.await.unwrap().into_body();
        assert_eq!(answer.data().await.unwrap().unwrap(), "he");
        stream.send_data(Bytes::from_static(b"llo"), true).unwrap();
        assert_eq!(answer.data().await.unwrap().unwrap(), "llo");
        assert!(answer.data().await.is_none_or(|last| last.unwrap().is_empty()));
    });
}

#[test]
fn a_body_that_is_there_is_read_in_pieces_too() {
    with_server(limits(|_| {}), answer, |server| async move {
        let mut client = Client::new(&server).await;
        for _ in 0..2 {
            assert_eq!(
                client.ask(post("/read", "Content-Length: 13\r\n") + "hello, pieces").await.text(),
                "hello, pieces"
            );
        }
    });
}

#[test]
fn a_connection_is_taken_over_for_another_protocol() {
    let handler = |exchange: Rc<Exchange>| async move {
        if exchange.is_streamed() {
            assert_eq!(exchange.upgrade(b"echo", |_| Ok(())).unwrap_err().kind, Kind::Invalid);
            while !exchange.read(100).await.unwrap().is_empty() {}
        }
        if exchange.upgrade(b"echo", |_| Ok(())).is_err() {
            return exchange.end(b"no").unwrap();
        }
        loop {
            let piece = exchange.read(100).await.unwrap();
            if piece.is_empty() {
                return exchange.end(b"!").unwrap();
            }
            exchange.write(&piece).unwrap();
        }
    };
    with_server(streamed2(|l| l.body_time = SHORT), handler, |server| async move {
        let asks = "Connection: Upgrade\r\nUpgrade: echo\r\n";
        for body in ["", "hello", "hel"] {
            let mut client = Client::new(&server).await;
            client.send(post("/", &format!("{asks}Content-Length: {}\r\n", body.len().div_ceil(5) * 5)) + body).await;
            if body == "hel" {
                tokio::time::sleep(SHORT / 3).await;
                client.send("lo").await;
            }
            assert_eq!(client.head().await.status, 101, "{body}");
            for text in ["GET / HTTP/1.1\r\n\r\n", "more"] {
                client.send(text).await;
                assert_eq!(client.take(text.len()).await, text.as_bytes());
            }
            // No time limit of requests holds here.
            tokio::time::sleep(2 * SHORT).await;
            client.stream.shutdown().await.unwrap();
            assert_eq!(client.rest().await, b"!");
        }
        let mut client = Client::new(&server).await;
        assert_eq!(client.ask(post("/", "Upgrade: echo\r\nContent-Length: 0\r\n")).await.text(), "no");
        assert_eq!(http2_client(&server).await.post("/", b"x").await.text(), "no");
        drop(client);
        until(|| server.worker.counters().in_flight == 0).await;
    });
}
