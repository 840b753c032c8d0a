//! HTTP/2 requests and answers, as a client of the h2 crate sees them.

mod http2_support;
mod http_support;

use bytes::Bytes;
use h2::client::Builder;
use http::{HeaderMap, Method};
use http_support::{Server, echo, limits, until, with_server};
use http2_support::{Answer, Client, http2, request};
use peregrine::http::answer::Case;
use peregrine::http::{Exchange, Flow, Settings};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::rc::Rc;

fn settings() -> Settings {
    http2(Settings::default(), |_| {})
}

async fn client(server: &Server) -> Client {
    Client::new(server.address).await
}

#[test]
fn requests_are_answered_on_one_connection() {
    let handler = |exchange: Rc<Exchange>| async move {
        let head = exchange.head();
        let host = String::from_utf8_lossy(head.host().unwrap_or_default()).into_owned();
        let text = format!("{} {}", exchange.stream_id(), host);
        let field = |head: &mut peregrine::http::answer::HeadWriter<'_>| {
            head.field(b"X-Id", text.as_bytes(), Case::AsIs)?;
            head.field(b"Upgrade", b"never", Case::AsIs)?;
            head.field(b"TE", b"gzip", Case::AsIs)?;
            head.field(b"Connection", b"close", Case::AsIs)
        };
        exchange.respond(201, None, field).unwrap();
        echo(exchange).await;
    };
    with_server(Settings { server: "s".into(), ..settings() }, handler, |server| async move {
        let mut client = client(&server).await;
        for id in [1, 3, 5] {
            let answer = client.get("/a?b=c").await;
            assert_eq!((answer.status, answer.text()), (201, "GET /a?b=c "));
            assert_eq!(answer.field("x-id"), Some(&*format!("{id} example.org")));
            assert_eq!((answer.field("server"), answer.field("content-length")), (Some("s"), Some("11")));
            assert_eq!((answer.field("upgrade"), answer.field("te"), answer.field("connection")), (None, None, None));
            assert!(answer.field("date").is_some_and(|date| date.ends_with(" GMT")));
        }
        assert_eq!(client.post("/p", b"body").await.text(), "POST /p body");
        assert_eq!(server.worker.counters().requests, 4);
    });
}

#[test]
fn each_request_of_a_connection_has_its_own_authority() {
    let host = |exchange: Rc<Exchange>| async move {
        let hosts: Vec<_> = exchange.head().all("host").map(String::from_utf8_lossy).collect();
        let name = String::from_utf8_lossy(exchange.head().host().unwrap()).into_owned();
        assert_eq!(hosts, [&*name]);
        exchange.end(name.as_bytes()).unwrap();
    };
    with_server(settings(), host, |server| async move {
        let mut client = client(&server).await;
        let mut ask = async |authority: &str, host: Option<&str>| {
            let request = http::Request::get(format!("http://{authority}/")).version(http::Version::HTTP_2);
            let request = host.into_iter().fold(request, |request, host| request.header("host", host));
            let (answer, _) = client.start(request.body(()).unwrap(), true);
            Answer::of(answer.await.unwrap()).await
        };
        // The same one again takes a shorter way; nearly the same one must not.
        for (authority, host) in [
            ("one.example", None),
            ("one.example", Some("one.example")),
            ("two.example", None),
            ("two.example:81", None),
            ("two.exampl", None),
            ("one.example", Some("ONE.example")),
        ] {
            assert_eq!(ask(authority, host).await.text(), authority);
        }
        for (authority, host) in [("one.example", "two.example"), ("one.example", "one.example:80")] {
            let refused = ask(authority, Some(host)).await;
            assert_eq!((refused.status, refused.text().contains("RFC 9113 8.3.1")), (400, true), "{host}");
            // Neither of the two is taken for known afterwards.
            assert_eq!(ask(authority, None).await.text(), authority);
        }
        // What was refused once is no more known the second time.
        assert_eq!(ask("one@example", None).await.status, 400);
        assert_eq!(ask("one@example", None).await.status, 400);
        assert_eq!(server.worker.counters().refused, 4);
    });
}

#[test]
fn bodies_beyond_the_windows_go_both_ways() {
    let handler = |exchange: Rc<Exchange>| async move {
        let body = exchange.body().to_vec();
        exchange.end(&body).unwrap();
    };
    let settings = http2(limits(|l| l.body = 10_000_000), |h| h.window = 65_535);
    with_server(settings, handler, |server| async move {
        let mut client = client(&server).await;
        let body: Vec<u8> = (0..3_000_000u32).map(|n| (n / 7) as u8).collect();
        let all = [client.post("/", &body).await, client.post("/", &body).await];
        assert!(all.iter().all(|answer| answer.body == body && answer.end.is_ok()));
    });
}

#[test]
fn many_requests_are_under_way_at_once() {
    let gate = Rc::new(tokio::sync::Barrier::new(100));
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            gate.wait().await;
            echo(exchange).await;
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let all: Vec<_> = (0..100).map(|n| client.start(request(Method::GET, &format!("/{n}")), true).0).collect();
        for (n, answer) in all.into_iter().enumerate() {
            assert_eq!(Answer::of(answer.await.unwrap()).await.text(), format!("GET /{n} "));
        }
    });
}

#[test]
fn both_versions_are_spoken_on_one_port_and_upgrades_are_not() {
    with_server(settings(), echo, |server| async move {
        let mut old = http_support::Client::new(&server).await;
        let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
        assert_eq!(old.ask(http_support::get("/", upgrade)).await.status, 200);
        // Begins like the preface.
        let mut patched = http_support::Client::new(&server).await;
        patched.send("P").await;
        patched.send("RI / HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(patched.answer().await.text(), "PRI / ");
        assert_eq!(client(&server).await.get("/").await.status, 200);
        let mut neither = http_support::Client::new(&server).await;
        neither.send("INVALID CONNECTION PREFACE\r\n\r\n").await;
        assert_eq!(neither.rest().await, b"");
        let mut broken = http_support::Client::new(&server).await;
        assert_eq!(broken.ask("GET  / HTTP/1.1\r\n\r\n").await.status, 400);
    });
    with_server(Settings::default(), echo, |server| async move {
        let mut old = http_support::Client::new(&server).await;
        old.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
        assert_eq!(old.answer().await.status, 505);
    });
}

#[test]
fn answers_in_pieces_wait_for_the_clients_window() {
    let (waited, written) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    let (seen, total) = (waited.clone(), written.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (waited, written) = (waited.clone(), written.clone());
        async move {
            for n in 0..64u8 {
                if exchange.write(&[n; 10_000]).unwrap() == Flow::Full {
                    waited.set(true);
                    assert!(exchange.drained().await);
                }
                written.set(written.get() + 10_000);
            }
            exchange.end(b"end").unwrap();
        }
    };
    let settings = http2(limits(|l| l.high_water = 100_000), |_| {});
    with_server(settings, handler, |server| async move {
        let mut client = client(&server).await;
        let (answer, _) = client.start(request(Method::GET, "/"), true);
        let answer = answer.await.unwrap();
        until(|| seen.get()).await;
        let before = total.get();
        assert!(before < 300_000, "{before} bytes written into a window of 65,535");
        let answer = Answer::of(answer).await;
        assert_eq!((answer.body.len(), answer.field("content-length")), (640_003, None));
        assert!(answer.body.chunks(10_000).take(64).enumerate().all(|(n, piece)| piece == [n as u8; 10_000]));
    });
}

#[test]
fn the_answers_of_one_connection_hold_no_more_memory_together() {
    const STREAMS: usize = 40;
    const PIECES: usize = 40;
    let (waiting, written) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (waits, total) = (waiting.clone(), written.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (waiting, written) = (waiting.clone(), written.clone());
        async move {
            for _ in 0..PIECES {
                let flow = exchange.write(&[7; 32 * 1024]).unwrap();
                written.set(written.get() + 32 * 1024);
                if flow == Flow::Full {
                    waiting.set(waiting.get() + 1);
                    assert!(exchange.drained().await);
                    waiting.set(waiting.get() - 1);
                }
            }
            exchange.end(b"").unwrap();
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut builder = Builder::new();
        builder.initial_connection_window_size(100_000_000);
        let mut client = Client::with(server.address, &builder).await;
        let answers: Vec<_> = (0..STREAMS).map(|_| client.start(request(Method::GET, "/"), true).0).collect();
        until(|| waits.get() == STREAMS).await;
        // 64 KiB of each are on their way; each alone may have 1 MiB more.
        assert!(total.get() < 16 * 1024 * 1024, "{} bytes for {STREAMS} full windows", total.get());
        for answer in answers {
            assert_eq!(Answer::of(answer.await.unwrap()).await.body.len(), PIECES * 32 * 1024);
        }
    });
}

#[test]
fn a_piece_reaches_the_client_when_it_is_written() {
    let (go, gate) = (Rc::new(tokio::sync::Notify::new()), Rc::new(tokio::sync::Notify::new()));
    let signal = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let (go, gate) = (go.clone(), gate.clone());
        async move {
            exchange.write(b"one").unwrap();
            go.notified().await;
            exchange.write(b"two").unwrap();
            gate.notified().await;
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let (answer, _) = client.start(request(Method::GET, "/"), true);
        let mut body = answer.await.unwrap().into_body();
        assert_eq!(body.data().await.unwrap().unwrap(), "one");
        signal.notify_one();
        assert_eq!(body.data().await.unwrap().unwrap(), "two");
    });
}

#[test]
fn trailers_and_interim_answers_are_sent() {
    let handler = |exchange: Rc<Exchange>| async move {
        exchange.inform(103, |head| head.field(b"Link", b"</a>", Case::AsIs)).unwrap();
        exchange.trailer(b"X-Sum", b"1", Case::AsIs).unwrap();
        assert!(exchange.trailer(b"Content-Length", b"1", Case::AsIs).is_err());
        if exchange.head().path() == b"/pieces" {
            exchange.write(b"a").unwrap();
            exchange.trailer(b"X-Late", b"2", Case::AsIs).unwrap();
        }
        exchange.end(b"b").unwrap();
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let (mut answer, _) = client.start(request(Method::GET, "/pieces"), true);
        let interim = std::future::poll_fn(|cx| answer.poll_informational(cx)).await.unwrap().unwrap();
        assert_eq!((interim.status().as_u16(), interim.headers()["link"].as_bytes()), (103, &b"</a>"[..]));
        let answer = Answer::of(answer.await.unwrap()).await;
        let trailers = answer.trailers.unwrap();
        assert_eq!(
            (&answer.body[..], &trailers["x-sum"], &trailers["x-late"]),
            (&b"ab"[..], &"1".parse().unwrap(), &"2".parse().unwrap())
        );
        assert_eq!(client.get("/whole").await.trailers.unwrap()["x-sum"], "1");

        let mut old = http_support::Client::new(&server).await;
        old.send(http_support::get("/pieces", "")).await;
        assert_eq!(old.head().await.status, 103);
        assert_eq!(old.head().await.field("Transfer-Encoding"), Some("chunked"));
        let rest = b"1\r\na\r\n1\r\nb\r\n0\r\nX-Sum: 1\r\nX-Late: 2\r\n\r\n";
        assert_eq!(old.take(rest.len()).await, rest);
    });
}

#[test]
fn answers_without_a_body_have_none() {
    let handler = |exchange: Rc<Exchange>| async move {
        let status = String::from_utf8_lossy(&exchange.head().path()[1..]).parse().unwrap();
        exchange.respond(status, None, |_| Ok(())).unwrap();
        exchange.end(b"body").unwrap();
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let (answer, _) = client.start(request(Method::HEAD, "/200"), true);
        let answer = Answer::of(answer.await.unwrap()).await;
        assert_eq!((answer.field("content-length"), answer.body.len()), (Some("4"), 0));
        for (path, length) in [("/204", None), ("/304", None), ("/205", Some("0"))] {
            let answer = client.get(path).await;
            assert_eq!(
                (answer.field("content-length"), answer.body.len(), answer.end.is_ok()),
                (length, 0, true),
                "{path}"
            );
        }
    });
}

#[test]
fn files_are_read_as_the_window_opens() {
    let mut file = tempfile::tempfile().unwrap();
    let content: Vec<u8> = (0..1_000_000u32).map(|n| (n / 3) as u8).collect();
    file.write_all(&content).unwrap();
    let handler = move |exchange: Rc<Exchange>| {
        let file = file.try_clone().unwrap();
        async move { exchange.send_file(file, 100, Some(900_000)).unwrap() }
    };
    with_server(settings(), handler, move |server| async move {
        let mut client = client(&server).await;
        let answer = client.get("/").await;
        assert_eq!(answer.field("content-length"), Some("900000"));
        assert!(answer.body == content[100..900_100]);
    });
}

#[test]
fn what_cannot_be_answered_whole_is_reset_and_what_nobody_answers_is_500() {
    let handler = |exchange: Rc<Exchange>| async move {
        if exchange.head().path() == b"/cut" {
            exchange.write(b"some").unwrap();
            // Over to the client, before the reset takes what is still here.
            tokio::time::sleep(http_support::SWEEP).await;
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        assert_eq!(client.get("/").await.status, 500);
        let cut = client.get("/cut").await;
        assert_eq!((&cut.body[..], cut.end.unwrap_err().reason()), (&b"some"[..], Some(h2::Reason::INTERNAL_ERROR)));
        assert_eq!(client.get("/").await.status, 500);
    });
}

#[test]
fn an_answer_that_is_kept_is_ended_later() {
    let kept = Rc::new(RefCell::new(Vec::new()));
    let store = kept.clone();
    let handler = move |exchange: Rc<Exchange>| {
        store.borrow_mut().push(exchange);
        async {}
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let (first, _) = client.start(request(Method::GET, "/1"), true);
        let (second, _) = client.start(request(Method::GET, "/2"), true);
        until(|| kept.borrow().len() == 2).await;
        kept.borrow()[1].end(b"two").unwrap();
        assert_eq!(Answer::of(second.await.unwrap()).await.text(), "two");
        kept.borrow()[0].end(b"one").unwrap();
        assert_eq!(Answer::of(first.await.unwrap()).await.text(), "one");
        let (third, _) = client.start(request(Method::GET, "/3"), true);
        until(|| kept.borrow().len() == 3).await;
        kept.borrow_mut().clear();
        assert_eq!(third.await.unwrap().status().as_u16(), 500);
    });
}

#[test]
fn requests_that_break_a_rule_are_refused_and_the_connection_goes_on() {
    let settings = http2(limits(|l| (l.body, l.request_line, l.header_fields) = (1000, 100, 20)), |_| {});
    with_server(settings, echo, |server| async move {
        let mut client = client(&server).await;
        assert_eq!(client.get(&format!("/{}", "a".repeat(200))).await.status, 414);
        assert_eq!(client.get("/{x}").await.status, 400);
        let mut host = request(Method::GET, "/");
        host.headers_mut().insert("host", "example.com".parse().unwrap());
        let (answer, _) = client.start(host, true);
        assert_eq!(answer.await.unwrap().status().as_u16(), 400);
        for padded in [" b", "b\t", " "] {
            let mut spaced = request(Method::GET, "/");
            spaced.headers_mut().insert("a", padded.parse().unwrap());
            let (answer, _) = client.start(spaced, true);
            assert_eq!(answer.await.unwrap().status().as_u16(), 400, "{padded:?}");
        }
        let mut many = request(Method::GET, "/");
        *many.headers_mut() =
            (0..30).map(|n| (format!("a{n}").parse().unwrap(), "b".parse().unwrap())).collect::<HeaderMap>();
        let (answer, _) = client.start(many, true);
        assert_eq!(answer.await.unwrap().status().as_u16(), 431);
        let mut long = request(Method::POST, "/");
        long.headers_mut().insert("content-length", "1001".parse().unwrap());
        let (answer, _stream) = client.start(long, false);
        assert_eq!(answer.await.unwrap().status().as_u16(), 413);
        let (answer, mut stream) = client.start(request(Method::POST, "/"), false);
        stream.send_data(Bytes::from(vec![0; 2000]), false).unwrap();
        assert_eq!(answer.await.unwrap().status().as_u16(), 413);
        assert_eq!(client.get("/").await.status, 200);
        assert_eq!((server.worker.counters().refused, server.worker.counters().requests), (9, 1));
    });
}

#[test]
fn forms_are_taken_apart() {
    let handler = |exchange: Rc<Exchange>| async move {
        let parts = exchange.take_form().map_or(0, |form| form.parts.len());
        exchange.end(format!("{parts} {}", exchange.body().len()).as_bytes()).unwrap();
    };
    with_server(settings(), handler, |server| async move {
        let mut client = client(&server).await;
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"g\"\r\n\r\nfile\r\n--x--\r\n";
        let mut form = request(Method::POST, "/");
        form.headers_mut().insert("content-type", "multipart/form-data; boundary=x".parse().unwrap());
        let (answer, mut stream) = client.start(form, false);
        for piece in body.chunks(7) {
            stream.send_data(Bytes::copy_from_slice(piece), false).unwrap();
        }
        stream.send_data(Bytes::new(), true).unwrap();
        assert_eq!(Answer::of(answer.await.unwrap()).await.text(), "2 0");
    });
}

#[test]
fn above_max_concurrency_requests_get_503() {
    let gate = Rc::new(tokio::sync::Notify::new());
    let open = gate.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            gate.notified().await;
            echo(exchange).await;
        }
    };
    let settings = http2(limits(|l| l.max_concurrency = 1), |_| {});
    with_server(settings, handler, |server| async move {
        let mut client = Client::with(server.address, Builder::new().enable_push(false)).await;
        let (first, _) = client.start(request(Method::GET, "/"), true);
        until(|| server.worker.in_flight() == 1).await;
        let busy = client.get("/").await;
        assert_eq!((busy.status, busy.field("retry-after")), (503, Some("1")));
        open.notify_one();
        assert_eq!(first.await.unwrap().status().as_u16(), 200);
    });
}
