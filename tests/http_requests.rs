//! Requests over real sockets: persistence, pipelining, bodies, limits and what is refused.

mod http_support;

use http_support::{Client, echo, get, limits, with_server};
use peregrine::http::form::Part;
use peregrine::http::{Exchange, Settings};
use std::rc::Rc;

#[test]
fn a_connection_serves_one_request_after_another() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        for i in 0..50 {
            assert_eq!(client.ask(get(&format!("/{i}"), "")).await.text(), format!("GET /{i} "));
        }
        let answer = client.ask(get("/last", "Connection: close\r\n")).await;
        assert_eq!((answer.text(), answer.field("Connection")), ("GET /last ", Some("close")));
        assert_eq!(client.rest().await, b"");
        let counters = server.worker.counters();
        assert_eq!((counters.accepted, counters.requests, counters.in_flight), (1, 51, 0));
        server.worker.closed().await;
    });
}

#[test]
fn http10_closes_unless_asked_to_stay() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        let answer = client.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").await;
        assert_eq!((answer.text(), answer.field("Connection")), ("GET /a ", Some("keep-alive")));
        let answer = client.ask("GET /b HTTP/1.0\r\n\r\n").await;
        assert_eq!((answer.text(), answer.field("Connection")), ("GET /b ", Some("close")));
        assert_eq!(client.rest().await, b"");
    });
}

#[test]
fn pipelined_requests_are_answered_in_order_and_together() {
    async fn later(exchange: Rc<Exchange>) {
        if exchange.head().target() == b"/slow" {
            tokio::task::yield_now().await;
        }
        echo(exchange).await;
    }
    with_server(Settings::default(), later, |server| async move {
        let mut client = Client::new(&server).await;
        let requests: String = (0..100).map(|i| get(if i == 50 { "/slow" } else { "/fast" }, "")).collect();
        client.send(requests).await;
        for i in 0..100 {
            let expected = if i == 50 { "GET /slow " } else { "GET /fast " };
            assert_eq!(client.answer().await.text(), expected, "answer {i}");
        }
        // All eight in the one segment that one send makes.
        client.send(get("/fast", "").repeat(8)).await;
        assert!(client.more().await);
        let answers = String::from_utf8(client.input.clone()).unwrap();
        assert_eq!(answers.matches("GET /fast ").count(), 8, "{answers}");
    });
}

#[test]
fn a_pipelined_request_cut_in_two_does_not_hold_back_the_answer_before_it() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/a", "") + "GET /b HT").await;
        assert_eq!(client.answer().await.text(), "GET /a ");
        assert_eq!(client.ask("TP/1.1\r\nHost: x\r\n\r\n").await.text(), "GET /b ");
    });
}

#[test]
fn bodies_arrive_whole_however_they_are_framed() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        let big = "0123456789".repeat(50_000);
        for body in ["", "x", &big] {
            let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
            assert_eq!(client.ask(head + body).await.text(), format!("POST / {body}"));
        }
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        for piece in big.as_bytes().chunks(70_001) {
            client.send(format!("{:X};ext=1\r\n", piece.len())).await;
            client.send(piece).await;
            client.send("\r\n").await;
        }
        let answer = client.ask("0\r\nTrailer: x\r\n\r\n".to_owned() + &get("/next", "")).await;
        assert_eq!(answer.text(), format!("POST / {big}"));
        assert_eq!(client.answer().await.text(), "GET /next ");
    });
}

#[test]
fn expect_continue_is_answered_before_the_body() {
    with_server(limits(|l| l.body = 10), echo, |server| async move {
        let mut client = Client::new(&server).await;
        let head = |n| format!("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {n}\r\n\r\n");
        client.send(head(3)).await;
        assert_eq!(client.head().await.status, 100);
        assert_eq!(client.ask("abc").await.text(), "POST / abc");
        // The body came along: no 100.
        assert_eq!(client.ask(head(3) + "abc").await.text(), "POST / abc");
        // Too long: refused instead.
        let answer = client.ask(head(11)).await;
        assert_eq!((answer.status, answer.field("Connection")), (413, Some("close")));
        assert_eq!(client.rest().await, b"");
    });
}

#[test]
fn head_answers_have_the_length_and_no_body() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n".to_owned() + &get("/y", "")).await;
        let head = client.head().await;
        assert_eq!((head.status, head.field("Content-Length")), (200, Some("8")));
        assert_eq!(client.answer().await.text(), "GET /y ");
    });
}

#[test]
fn what_breaks_the_protocol_or_a_limit_is_refused_and_closes() {
    let settings = limits(|l| {
        l.body = 100;
        l.request_line = 50;
        l.header_block = 200;
        l.header_fields = 5;
    });
    async fn never(exchange: Rc<Exchange>) {
        panic!("a handler saw {:?}", exchange.head());
    }
    let post = |fields: &str| format!("POST / HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
    let cases = [
        (400, post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "3\r\nabc\r\n0\r\n\r\n"),
        (400, post("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc"),
        (400, post("Content-Length: 3\r\nContent-Length: 4\r\n") + "abc"),
        (400, post("A: b\r\n c\r\n")),
        (400, "GET / HTTP/1.1\nHost: x\n\n".to_owned()),
        (400, get("/", "A: b\n")),
        (400, get("/", "A : b\r\n")),
        (400, get("/", "Host: y\r\n")),
        (400, "GET / HTTP/1.1\r\n\r\n".to_owned()),
        (400, "\x16\x03\x01\x02\x00\x01\x00\r\n".to_owned()),
        (400, post("Transfer-Encoding: chunked\r\n") + "x\r\n"),
        (400, post("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5\r\n") + "hello"),
        (413, post("Content-Length: 101\r\n")),
        (413, post("Transfer-Encoding: chunked\r\n") + "65\r\n"),
        (414, get(&"/".repeat(60), "")),
        (414, "GET /".to_owned() + &"a".repeat(60)),
        (417, post("Expect: tea\r\nContent-Length: 1\r\n")),
        (431, get("/", &format!("A: {}\r\n", "b".repeat(250)))),
        (431, get("/", &"A: b\r\n".repeat(5))),
        (431, "GET / HTTP/1.1\r\nA: ".to_owned() + &"b".repeat(300)),
        (501, post("Transfer-Encoding: gzip\r\n")),
        (501, "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        (505, "GET / HTTP/3.0\r\nHost: x\r\n\r\n".to_owned()),
    ];
    with_server(settings, never, |server| async move {
        for (i, (status, request)) in cases.iter().enumerate() {
            let mut client = Client::new(&server).await;
            // What follows must never be taken for a request.
            let answer = client.ask(request.clone() + &get("/smuggled", "")).await;
            assert_eq!((answer.status, answer.field("Connection")), (*status, Some("close")), "{request:?}");
            assert_eq!(client.rest().await, b"", "{request:?}");
            assert_eq!(server.worker.counters().refused, i as u64 + 1);
        }
        assert_eq!(server.worker.counters().requests, 0);
    });
}

#[test]
fn a_refusal_reaches_a_client_that_is_still_sending() {
    with_server(limits(|l| l.body = 10), echo, |server| async move {
        let mut client = Client::new(&server).await;
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n").await;
        for _ in 0..9 {
            client.send(vec![b'x'; 100_000]).await;
        }
        assert_eq!(client.answer().await.status, 413);
        assert_eq!(client.rest().await, b"");
    });
}

#[test]
fn forms_are_spooled_and_gone_after_the_request() {
    async fn parts(exchange: Rc<Exchange>) {
        assert_eq!(exchange.body(), b"");
        let form = exchange.take_form().unwrap();
        assert!(exchange.take_form().is_none());
        let text: Vec<String> = form.parts.iter().map(describe).collect();
        exchange.end(text.join(";").as_bytes()).unwrap();
    }
    fn describe(part: &Part) -> String {
        let text = String::from_utf8_lossy;
        match part {
            Part::Field { name, value } => format!("{}={}", text(name), text(value)),
            Part::File { name, filename, content, .. } => {
                let (name, filename, upload) = (text(name), text(filename), content.as_ref().unwrap());
                format!("{name}:{filename}:{}:{}", upload.size(), std::fs::read(upload.path()).unwrap().len())
            }
        }
    }
    let directory = tempfile::tempdir().unwrap();
    let settings = Settings { upload_tmp_dir: directory.path().to_owned(), ..Settings::default() };
    let path = directory.path().to_owned();
    with_server(settings, parts, |server| async move {
        let mut client = Client::new(&server).await;
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; \
             name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b--\r\n",
            "z".repeat(1_000_000)
        );
        let kind = "Content-Type: multipart/form-data; boundary=b";
        for _ in 0..3 {
            let head = format!("POST / HTTP/1.1\r\nHost: x\r\n{kind}\r\nContent-Length: {}\r\n\r\n", body.len());
            assert_eq!(client.ask(head + &body).await.text(), "a=1;f:x.txt:1000000:1000000");
        }
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\n{kind}\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        assert_eq!(client.ask(head + &chunked).await.text(), "a=1;f:x.txt:1000000:1000000");
        // A client that leaves in the middle leaves no file.
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\n{kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        client.send(head + &body[..body.len() / 2]).await;
        drop(client);
        server.worker.closed().await;
    });
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 0);
}
