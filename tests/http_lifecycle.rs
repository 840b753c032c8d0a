//! How connections end: timeouts, clients that leave, drain, limits of concurrency, the end of accepting.

mod http_support;

use http_support::{Client, echo, get, limits, until, with_server};
use peregrine::http::answer::Case;
use peregrine::http::{Exchange, Settings};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

const SHORT: Duration = Duration::from_millis(100);

#[test]
fn slow_requests_get_408_and_idle_connections_an_end() {
    let settings = limits(|l| (l.header_time, l.body_time, l.idle_time) = (SHORT, SHORT, SHORT));
    with_server(settings, echo, |server| async move {
        let mut silent = Client::new(&server).await;
        let mut head = Client::new(&server).await;
        head.send("GET / HTTP/1.1\r\nHost").await;
        let mut body = Client::new(&server).await;
        body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab").await;
        let mut chunked = Client::new(&server).await;
        chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab").await;
        let mut idle = Client::new(&server).await;
        assert_eq!(idle.ask(get("/", "")).await.status, 200);
        for client in [&mut head, &mut body, &mut chunked] {
            let answer = client.answer().await;
            assert_eq!((answer.status, answer.field("Connection")), (408, Some("close")));
            assert_eq!(client.rest().await, b"");
        }
        assert_eq!(silent.rest().await, b"");
        assert_eq!(idle.rest().await, b"");
        drop((silent, head, body, chunked, idle));
        server.worker.closed().await;
    });
}

#[test]
fn a_slow_but_steady_request_and_a_slow_handler_are_served() {
    async fn slow(exchange: Rc<Exchange>) {
        tokio::time::sleep(4 * SHORT).await;
        echo(exchange).await;
    }
    let settings = limits(|l| (l.header_time, l.body_time, l.idle_time, l.send_time) = (SHORT, SHORT, SHORT, SHORT));
    with_server(settings, slow, |server| async move {
        let mut client = Client::new(&server).await;
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n").await;
        for _ in 0..10 {
            tokio::time::sleep(SHORT / 4).await;
            client.send("x").await;
        }
        assert_eq!(client.answer().await.text(), "POST / xxxxxxxxxx");
    });
}

#[test]
fn a_client_that_takes_nothing_is_reset() {
    async fn large(exchange: Rc<Exchange>) {
        exchange.end(&vec![0; 30_000_000]).unwrap();
    }
    with_server(limits(|l| l.send_time = SHORT), large, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "")).await;
        server.worker.closed().await;
        drop(client);
    });
}

#[test]
fn a_handler_whose_client_leaves_runs_to_its_end() {
    let (go, done) = (Rc::new(Notify::new()), Rc::new(Cell::new(false)));
    let (gate, flag) = (go.clone(), done.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (gate, flag) = (gate.clone(), flag.clone());
        async move {
            gate.notified().await;
            assert!(!exchange.is_writable());
            assert!(exchange.end(b"too late").is_err());
            flag.set(true);
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/", "")).await;
        until(|| server.worker.in_flight() == 1).await;
        drop(client);
        server.worker.closed().await;
        let counters = server.worker.counters();
        assert_eq!((counters.aborted, counters.in_flight), (1, 0));
        assert!(!done.get());
        go.notify_one();
        until(|| done.get()).await;
    });
}

#[test]
fn a_handler_that_goes_on_after_its_answer_does_not_hold_the_connection() {
    let (go, done) = (Rc::new(Notify::new()), Rc::new(Cell::new(0)));
    let (gate, count) = (go.clone(), done.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (gate, count) = (gate.clone(), count.clone());
        async move {
            echo(exchange).await;
            gate.notified().await;
            count.set(count.get() + 1);
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        for target in ["/a", "/b", "/c"] {
            assert_eq!(client.ask(get(target, "")).await.text(), format!("GET {target} "));
        }
        assert_eq!(done.get(), 0);
        (0..3).for_each(|_| go.notify_waiters());
        until(|| done.get() == 3).await;
    });
}

#[test]
fn draining_ends_connections_with_their_next_answer() {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            if exchange.head().path() == b"/wait" {
                gate.notified().await;
            }
            echo(exchange).await;
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let (mut busy, mut used, mut idle) =
            (Client::new(&server).await, Client::new(&server).await, Client::new(&server).await);
        used.ask(get("/", "")).await;
        idle.ask(get("/", "")).await;
        busy.send(get("/wait", "")).await;
        until(|| server.worker.in_flight() == 1).await;
        server.worker.drain(Duration::from_millis(300));
        let answer = used.ask(get("/more", "")).await;
        assert_eq!((answer.text(), answer.field("Connection")), ("GET /more ", Some("close")));
        assert_eq!(idle.rest().await, b"");
        go.notify_one();
        let answer = busy.answer().await;
        assert_eq!((answer.text(), answer.field("Connection")), ("GET /wait ", Some("close")));
        assert_eq!(busy.rest().await, b"");
        drop((busy, used, idle));
        server.worker.closed().await;
    });
}

#[test]
fn a_drain_answers_what_was_received_together() {
    let (handler, go) = waiting();
    let begun = Rc::new(Cell::new(0));
    let count = begun.clone();
    let counting = move |exchange: Rc<Exchange>| {
        count.set(count.get() + 1);
        handler(exchange)
    };
    with_server(Settings::default(), counting, |server| async move {
        let (mut quick, mut bodies, mut slow) =
            (Client::new(&server).await, Client::new(&server).await, Client::new(&server).await);
        for client in [&mut quick, &mut bodies, &mut slow] {
            client.ask(get("/", "")).await;
        }
        server.worker.drain(Duration::from_secs(10));
        // One send of less than a receive takes.
        quick.send(get("/a", "").repeat(20)).await;
        for n in 1..=20 {
            let closes = (n == 20).then_some("close");
            assert_eq!(quick.answer().await.field("Connection"), closes, "answer {n}");
        }
        assert_eq!(quick.rest().await, b"");
        let post = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";
        bodies.send(post.repeat(3)).await;
        let answers = [bodies.answer().await, bodies.answer().await, bodies.answer().await];
        assert_eq!(answers.each_ref().map(|a| a.field("Connection")), [None, None, Some("close")]);
        assert_eq!(bodies.rest().await, b"");
        // Behind one that waits nothing begins: how long would that take?
        begun.set(0);
        slow.send(get("/first", "") + &get("/wait", "") + &get("/never", "").repeat(5)).await;
        until(|| server.worker.in_flight() == 1).await;
        go.notify_one();
        let answers = [slow.answer().await, slow.answer().await];
        assert_eq!(answers.each_ref().map(|a| a.text()), ["GET /first ", "GET /wait "]);
        assert_eq!(answers.each_ref().map(|a| a.field("Connection")), [None, Some("close")]);
        assert_eq!((slow.rest().await, begun.get()), (Vec::new(), 2));
        drop((quick, bodies, slow));
        server.worker.closed().await;
    });
}

/// RFC 9112 9.6: what was answered arrives whatever the client has sent behind, and that is not processed.
#[test]
fn answers_before_a_close_arrive_and_nothing_behind_begins() {
    let begun = Rc::new(Cell::new(0));
    let count = begun.clone();
    let handler = move |exchange: Rc<Exchange>| {
        count.set(count.get() + 1);
        async move {
            if exchange.head().path() == b"/last" {
                exchange.respond(200, None, |head| head.field(b"Connection", b"close", Case::AsIs)).unwrap();
            }
            // More than the sockets take, so that the answers are still being sent when the client's bytes wait.
            exchange.end(&vec![b'x'; 1 << 20]).unwrap();
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        for asks in ["", "Connection: close\r\n"] {
            begun.set(0);
            let mut client = Client::new(&server).await;
            let last = if asks.is_empty() { get("/last", "") } else { get("/closed", asks) };
            client.send(get("/", "").repeat(3) + &last + &get("/behind", "").repeat(5000)).await;
            for n in 1..=4 {
                let answer = client.answer().await;
                assert_eq!((answer.body.len(), answer.field("Connection")), (1 << 20, (n == 4).then_some("close")));
            }
            // An end, and no reset.
            assert_eq!((client.rest().await, begun.get()), (Vec::new(), 4));
        }
    });
}

#[test]
fn draining_without_grace_closes_idle_connections_at_once() {
    with_server(Settings::default(), echo, |server| async move {
        let mut client = Client::new(&server).await;
        client.ask(get("/", "")).await;
        server.worker.drain(Duration::ZERO);
        assert_eq!(client.rest().await, b"");
        drop(client);
        server.worker.closed().await;
    });
}

#[test]
fn accepting_stops_after_the_queue_is_empty() {
    with_server(Settings::default(), echo, |server| async move {
        until(|| server.worker.is_accepting()).await;
        // In the queue: the accept loop has not run since.
        let streams: Vec<_> = (0..20).map(|_| std::net::TcpStream::connect(server.address).unwrap()).collect();
        server.worker.stop_accepting();
        until(|| server.stopped.get()).await;
        assert_eq!(server.worker.counters().accepted, 20);
        assert!(std::net::TcpStream::connect(server.address).is_err());
        for stream in streams {
            stream.set_nonblocking(true).unwrap();
            let stream = tokio::net::TcpStream::from_std(stream).unwrap();
            let mut client = Client { stream, input: Vec::new() };
            assert_eq!(client.ask(get("/", "")).await.text(), "GET / ");
        }
    });
}

#[test]
fn requests_above_max_concurrency_get_503() {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            gate.notified().await;
            echo(exchange).await;
        }
    };
    with_server(limits(|l| l.max_concurrency = 2), handler, |server| async move {
        let (mut a, mut b, mut c) =
            (Client::new(&server).await, Client::new(&server).await, Client::new(&server).await);
        a.send(get("/a", "")).await;
        b.send(get("/b", "")).await;
        until(|| server.worker.in_flight() == 2).await;
        let answer = c.ask(get("/c", "")).await;
        assert_eq!((answer.status, answer.field("Retry-After")), (503, Some("1")));
        c.send("HEAD /c HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(c.head().await.status, 503);
        go.notify_waiters();
        assert_eq!((a.answer().await.status, b.answer().await.status), (200, 200));
        // The refused connection is kept.
        c.send(get("/c", "")).await;
        until(|| server.worker.in_flight() == 1).await;
        go.notify_waiters();
        assert_eq!(c.answer().await.text(), "GET /c ");
        assert_eq!((server.worker.counters().refused, server.worker.counters().requests), (2, 3));
    });
}

/// Of a request that was refused nothing is left: not before the body of the next one, and not as the form of one without.
#[test]
fn the_body_of_a_refused_request_is_nobody_elses() {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            if exchange.head().path() == b"/wait" {
                gate.notified().await;
            }
            let form = if exchange.take_form().is_some() { "a form" } else { "no form" };
            let text = format!("{form}, {}", String::from_utf8_lossy(exchange.body()));
            exchange.end(text.as_bytes()).unwrap();
        }
    };
    let post = |fields: &str, body: &str| {
        format!("POST / HTTP/1.1\r\nHost: x\r\n{fields}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    with_server(limits(|l| l.max_concurrency = 1), handler, |server| async move {
        let (mut first, mut other) = (Client::new(&server).await, Client::new(&server).await);
        let form = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nsecret\r\n--x--\r\n";
        let type_of_form = "Content-Type: multipart/form-data; boundary=x\r\n";
        for next in [get("/", ""), post("", ""), post("", "own")] {
            first.send(get("/wait", "")).await;
            until(|| server.worker.in_flight() == 1).await;
            assert_eq!(other.ask(post("", "secret")).await.status, 503);
            assert_eq!(other.ask(post(type_of_form, form)).await.status, 503);
            go.notify_waiters();
            assert_eq!(first.answer().await.text(), "no form, ");
            let own = if next.ends_with("own") { "own" } else { "" };
            assert_eq!(other.ask(next).await.text(), format!("no form, {own}"));
        }
    });
}

#[test]
fn a_panicking_handler_costs_only_its_own_connection() {
    async fn handler(exchange: Rc<Exchange>) {
        assert!(exchange.head().path() != b"/panic", "as the test wants it");
        echo(exchange).await;
    }
    with_server(Settings::default(), handler, |server| async move {
        let (mut good, mut bad) = (Client::new(&server).await, Client::new(&server).await);
        good.ask(get("/", "")).await;
        bad.send(get("/panic", "")).await;
        until(|| server.worker.counters().active == 1).await;
        assert_eq!(server.worker.in_flight(), 0);
        assert_eq!(good.ask(get("/again", "")).await.text(), "GET /again ");
    });
}

type Call = std::pin::Pin<Box<dyn Future<Output = ()>>>;

/// A handler that answers /wait when it is told to, and the rest at once.
fn waiting() -> (impl Fn(Rc<Exchange>) -> Call, Rc<Notify>) {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        Box::pin(async move {
            if exchange.head().path() == b"/wait" {
                gate.notified().await;
            }
            let _ = exchange.end(&[b"GET ", exchange.head().target(), b" "].concat());
        }) as Call
    };
    (handler, go)
}

#[test]
fn a_client_that_leaves_is_seen_also_when_no_more_is_read_ahead() {
    let (handler, gate) = waiting();
    with_server(limits(|l| l.read_ahead = 1000), handler, |server| async move {
        for (gone, resets) in [(1, false), (2, true)] {
            let mut client = Client::new(&server).await;
            client.send(get("/wait", "")).await;
            until(|| server.worker.in_flight() == 1).await;
            client.send(get("/next", "").repeat(1000)).await;
            if resets {
                client.stream.set_zero_linger().unwrap();
            }
            drop(client);
            until(|| server.worker.counters().aborted == gone).await;
            assert_eq!(server.worker.counters().active, 0);
            gate.notify_one();
            until(|| server.worker.in_flight() == 0).await;
        }
    });
}

#[test]
fn read_ahead_is_bounded() {
    let (handler, go) = waiting();
    with_server(limits(|l| l.read_ahead = 1000), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(get("/wait", "")).await;
        until(|| server.worker.in_flight() == 1).await;
        // More than the read-ahead, less than the sockets hold.
        client.send(get("/next", "").repeat(2000)).await;
        go.notify_one();
        assert_eq!(client.answer().await.text(), "GET /wait ");
        for _ in 0..2000 {
            assert_eq!(client.answer().await.text(), "GET /next ");
        }
    });
}
