//! Answers over real sockets: streaming, back-pressure, files, and answers that nobody or somebody else ends.

mod http_support;

use http_support::{Client, get, limits, until, with_server};
use peregrine::error::Kind;
use peregrine::http::answer::Case;
use peregrine::http::{Exchange, Flow, Settings, detached};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::rc::Rc;
use tokio::sync::Notify;

#[test]
fn what_is_written_reaches_the_client_when_it_is_written() {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            for piece in ["one", "", "two"] {
                assert_eq!(exchange.write(piece.as_bytes()).unwrap(), Flow::Free);
                gate.notified().await;
            }
            exchange.end(b"three").unwrap();
            assert_eq!(exchange.write(b"four").unwrap_err().kind, Kind::Closed);
            assert_eq!(exchange.end(b"").unwrap_err().kind, Kind::Closed);
            assert!(exchange.is_ended() && !exchange.is_writable());
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "")).await;
        assert_eq!(client.head().await.field("Transfer-Encoding"), Some("chunked"));
        assert_eq!(client.chunk().await.unwrap(), b"one");
        go.notify_one();
        until(|| server.worker.in_flight() == 1).await;
        go.notify_one();
        assert_eq!(client.chunk().await.unwrap(), b"two");
        go.notify_one();
        assert_eq!(client.chunk().await.unwrap(), b"three");
        assert_eq!(client.chunk().await, None);
        // HTTP/1.0 knows no chunks: the end of the connection ends the answer.
        client.send("GET / HTTP/1.0\r\n\r\n").await;
        (0..3).for_each(|_| go.notify_one());
        let head = client.head().await;
        assert_eq!((head.field("Transfer-Encoding"), head.field("Connection")), (None, Some("close")));
        go.notify_one();
        until(|| {
            go.notify_one();
            server.worker.in_flight() == 0
        })
        .await;
        assert_eq!(client.rest().await, b"onetwothree");
    });
}

#[test]
fn statuses_without_a_body_have_none() {
    async fn handler(exchange: Rc<Exchange>) {
        let status: u16 = std::str::from_utf8(&exchange.head().path()[1..]).unwrap().parse().unwrap();
        exchange.respond(status, None, |_| Ok(())).unwrap();
        exchange.end(b"body").unwrap();
    }
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(["/204", "/205", "/304", "/200", "/299"].map(|target| get(target, "")).concat()).await;
        let lengths = [(204, None), (205, Some("0")), (304, None), (200, Some("4")), (299, Some("4"))];
        for (status, length) in lengths {
            let head = client.head().await;
            assert_eq!((head.status, head.field("Content-Length")), (status, length));
            if status == 200 {
                assert_eq!(client.take(4).await, b"body");
            }
        }
    });
}

#[test]
fn a_declared_length_is_kept_or_the_answer_is_cut() {
    async fn handler(exchange: Rc<Exchange>) {
        let length = |h: &mut peregrine::http::answer::HeadWriter<'_>| h.field(b"content-length", b"6", Case::AsIs);
        exchange.respond(200, None, length).unwrap();
        exchange.write(b"abc").unwrap();
        assert_eq!(exchange.write(b"defg").unwrap_err().kind, Kind::Invalid);
        if exchange.head().path() == b"/whole" {
            exchange.end(b"def").unwrap();
        } else {
            assert_eq!(exchange.end(b"").unwrap_err().kind, Kind::Invalid);
        }
    }
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        assert_eq!(client.ask(get("/whole", "")).await.text(), "abcdef");
        client.send(get("/short", "")).await;
        assert_eq!(client.head().await.field("Content-Length"), Some("6"));
        let ended = loop {
            match tokio::io::AsyncReadExt::read_buf(&mut client.stream, &mut client.input).await {
                Ok(0) => break "end",
                Ok(_) => {}
                Err(_) => break "reset",
            }
        };
        assert_eq!(ended, "reset");
    });
}

#[test]
fn headers_cannot_break_the_message() {
    async fn handler(exchange: Rc<Exchange>) {
        for (name, value) in [("X", "a\r\nY: b"), ("X", "a\0"), ("X\r\nY", "b"), ("Transfer-Encoding", "gzip")] {
            let error = exchange.respond(200, None, |h| {
                h.field(b"Kept", b"no", Case::AsIs)?;
                h.field(name.as_bytes(), value.as_bytes(), Case::AsIs)
            });
            assert_eq!(error.unwrap_err().kind, Kind::Invalid);
        }
        exchange.respond(200, Some(b"Fine"), |h| h.field(b"x-good-NAME", b"v", Case::Capitalised)).unwrap();
        exchange.inform(103, |h| h.field(b"Link", b"</a>", Case::AsIs)).unwrap();
        exchange.end(b"").unwrap();
    }
    with_server(Settings { server: "test".into(), ..Settings::default() }, handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "")).await;
        let early = client.head().await;
        assert_eq!((early.status, early.field("Link")), (103, Some("</a>")));
        let head = client.head().await;
        let lines: Vec<_> = head.head.lines().filter(|l| !l.starts_with("Date: ")).collect();
        assert_eq!(lines, ["HTTP/1.1 200 Fine", "X-Good-Name: v", "Server: test", "Content-Length: 0"]);
        assert!(head.field("Date").is_some());
    });
}

#[test]
fn a_writer_is_told_to_wait_for_a_slow_reader() {
    const CHUNK: usize = 300_000;
    let (full, free) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let counts = (full.clone(), free.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (full, free) = counts.clone();
        async move {
            for _ in 0..100 {
                if exchange.write(&vec![b'x'; CHUNK]).unwrap() == Flow::Full {
                    full.set(full.get() + 1);
                    assert!(exchange.drained().await);
                    free.set(free.get() + 1);
                }
            }
            exchange.end(b"").unwrap();
        }
    };
    with_server(limits(|l| l.high_water = 500_000), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "")).await;
        until(|| full.get() == 1).await;
        // Nothing is read, so nothing more is written.
        tokio::time::sleep(http_support::SWEEP).await;
        assert_eq!((full.get(), free.get()), (1, 0));
        assert_eq!(client.answer().await.body.len(), 100 * CHUNK);
        assert_eq!(full.get(), free.get());
    });
}

#[test]
fn large_answers_and_files_arrive_whole_in_ranges() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let content: Vec<u8> = (0..5_000_000u32).map(|i| (i % 251) as u8).collect();
    file.write_all(&content).unwrap();
    let (path, whole) = (file.path().to_owned(), content.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (file, whole) = (std::fs::File::open(&path).unwrap(), whole.clone());
        async move {
            match exchange.head().path() {
                b"/file" => exchange.send_file(file, 0, None).unwrap(),
                b"/range" => exchange.send_file(file, 1_234_567, Some(7)).unwrap(),
                b"/none" => exchange.send_file(file, 5_000_000, None).unwrap(),
                b"/beyond" => {
                    assert!(exchange.send_file(file, 4_999_999, Some(2)).is_err());
                    exchange.end(b"no").unwrap();
                }
                _ => exchange.end(&whole).unwrap(),
            }
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        let targets = ["/file", "/memory", "/range", "/none", "/beyond", "/file"];
        client.send(targets.map(|target| get(target, "")).concat() + "HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(client.answer().await.body == content);
        assert!(client.answer().await.body == content);
        assert_eq!(client.answer().await.body, content[1_234_567..1_234_574]);
        assert_eq!(client.answer().await.body, b"");
        assert_eq!(client.answer().await.body, b"no");
        assert!(client.answer().await.body == content);
        assert_eq!(client.head().await.field("Content-Length"), Some("5000000"));
    });
}

#[test]
fn an_answer_nobody_ends_is_a_500_or_cut() {
    async fn handler(exchange: Rc<Exchange>) {
        match exchange.head().path() {
            b"/told" => exchange.abandon(),
            b"/begun" => drop(exchange.write(b"abc").unwrap()),
            // Held a while by somebody who says nothing when he lets go.
            b"/held" => drop(tokio::task::spawn_local(async move {
                tokio::task::yield_now().await;
                assert!(exchange.is_writable());
            })),
            _ => {}
        }
    }
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        for target in ["/dropped", "/told", "/held", "/dropped"] {
            assert_eq!(client.ask(get(target, "")).await.status, 500, "{target}");
        }
        client.send(get("/begun", "")).await;
        client.head().await;
        assert_eq!(client.chunk().await.unwrap(), b"abc");
        let mut rest = Vec::new();
        let end = tokio::io::AsyncReadExt::read_to_end(&mut client.stream, &mut rest).await;
        assert_eq!((end.unwrap_err().kind(), rest), (std::io::ErrorKind::ConnectionReset, vec![]));
    });
}

#[test]
fn an_answer_may_be_ended_later_and_by_others() {
    let kept: Rc<RefCell<Vec<Rc<Exchange>>>> = Rc::default();
    let ids: Rc<Cell<Option<peregrine::net::ConnectionId>>> = Rc::default();
    let (keep, id) = (kept.clone(), ids.clone());
    let handler = move |exchange: Rc<Exchange>| {
        if exchange.head().path() == b"/detached" {
            id.set(Some(exchange.connection_id()));
            assert!(exchange.detach());
            exchange.abandon();
        } else {
            keep.borrow_mut().push(exchange);
        }
        async {}
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/later", "") + &get("/detached", "")).await;
        until(|| kept.borrow().len() == 1).await;
        let exchange = kept.borrow_mut().pop().unwrap();
        exchange.end(b"late").unwrap();
        // Ended by us, so the next request may not reuse it under our eyes.
        assert_eq!(client.answer().await.text(), "late");
        until(|| ids.get().is_some()).await;
        assert_eq!(exchange.head().path(), b"/later");
        let id = ids.get().unwrap();
        assert_eq!(id.slot(), 3);
        let other = detached(&server.worker, id).unwrap();
        other.respond(201, None, |_| Ok(())).unwrap();
        other.end(b"elsewhere").unwrap();
        let answer = client.answer().await;
        assert_eq!((answer.status, answer.text()), (201, "elsewhere"));
        assert!(detached(&server.worker, id).is_none());
    });
}
