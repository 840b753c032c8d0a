//! Connections that wait without an exchange and buffers. First the tests of HTTP/1 again, on servers for which one
//! connection is a crowd (`http_support` looks for this file's name); then what only several connections show.

// The included tests name what they share once more.
#![allow(clippy::duplicate_mod)]

#[path = "http_answers.rs"]
mod answers;
#[path = "http_bodies.rs"]
mod bodies;
#[path = "http_front.rs"]
mod front;
mod http_support;
#[path = "http_lifecycle.rs"]
mod lifecycle;
#[path = "http_requests.rs"]
mod requests;
#[path = "tls_server.rs"]
mod tls;
mod tls_support;

use http_support::{Client, Server, echo, get, limits, until, with_listeners, with_server};
use peregrine::http::{Exchange, Settings, detached};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

/// So many clients, each of which has had an answer and waits.
async fn crowd(server: &Server, many: usize) -> Vec<Client> {
    let mut clients = Vec::new();
    for n in 0..many {
        let mut client = Client::new(server).await;
        assert_eq!(client.ask(get(&format!("/{n}"), "")).await.text(), format!("GET /{n} "));
        clients.push(client);
    }
    clients
}

/// An answer with so many bytes of its target's last letter.
async fn letters(exchange: Rc<Exchange>) {
    let target = exchange.head().target().to_vec();
    let count: usize = std::str::from_utf8(&target[1..target.len() - 1]).unwrap().parse().unwrap();
    exchange.end(&vec![target[target.len() - 1]; count]).unwrap();
}

#[test]
fn those_that_wait_have_given_up_what_they_brought() {
    with_server(Settings::default(), echo, |server| async move {
        let mut clients = crowd(&server, 40).await;
        until(|| (server.spare)() == 40).await;
        for _ in 0..3 {
            for (n, client) in clients.iter_mut().enumerate() {
                let body = "x".repeat(n);
                let text = format!("POST /{n} HTTP/1.1\r\nHost: x\r\nContent-Length: {n}\r\n\r\n{body}");
                assert_eq!(client.ask(text).await.text(), format!("POST /{n} {body}"));
            }
        }
        until(|| (server.spare)() == 40).await;
        let counters = server.worker.counters();
        assert_eq!((counters.active, counters.requests, counters.in_flight, counters.aborted), (40, 160, 0, 0));
    });
}

#[test]
fn who_is_answering_keeps_what_is_its_own() {
    let go = Rc::new(Notify::new());
    let gate = go.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let gate = gate.clone();
        async move {
            gate.notified().await;
            assert_eq!(exchange.peer().to_string().as_bytes(), &exchange.head().target()[1..]);
            echo(exchange).await;
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut clients = Vec::new();
        for _ in 0..30 {
            clients.push(Client::new(&server).await);
        }
        for round in 1..4 {
            // Some wait for their answers while the others wait for requests.
            for client in clients.iter_mut().skip(round).step_by(2) {
                client.send(get(&format!("/{}", client.stream.local_addr().unwrap()), "")).await;
            }
            let asked = clients.iter().skip(round).step_by(2).count();
            until(|| server.worker.in_flight() == asked as u64).await;
            go.notify_waiters();
            for client in clients.iter_mut().skip(round).step_by(2) {
                let target = format!("GET /{} ", client.stream.local_addr().unwrap());
                assert_eq!(client.answer().await.text(), target);
            }
            until(|| (server.spare)() > 0 && server.worker.in_flight() == 0).await;
        }
    });
}

#[test]
fn a_client_that_takes_nothing_keeps_its_answer_to_itself() {
    with_server(Settings::default(), letters, |server| async move {
        let (mut slow, mut quick) = (Client::new(&server).await, Client::new(&server).await);
        slow.send(get("/9000000s", "")).await;
        until(|| server.worker.counters().requests == 1).await;
        for n in 1..50 {
            let answer = quick.ask(get(&format!("/{n}q"), "")).await;
            assert_eq!(answer.text(), "q".repeat(n));
        }
        let answer = slow.answer().await;
        assert!(answer.body.len() == 9_000_000 && answer.body.iter().all(|b| *b == b's'));
        // Its large buffer is nobody's.
        assert_eq!(slow.ask(get("/3s", "")).await.text(), "sss");
        assert_eq!(quick.ask(get("/3q", "")).await.text(), "qqq");
    });
}

#[test]
fn a_request_cut_anywhere_is_served_beside_others() {
    with_server(Settings::default(), echo, |server| async move {
        let mut clients = crowd(&server, 8).await;
        let text = get("/cut", "X-Long: abc\r\n");
        for at in 1..text.len() {
            let (first, rest) = text.split_at(at);
            let one = at % clients.len();
            clients[one].send(first).await;
            let other = (one + 1) % clients.len();
            assert_eq!(clients[other].ask(get("/whole", "")).await.text(), "GET /whole ");
            assert_eq!(clients[one].ask(rest).await.text(), "GET /cut ");
        }
        let both = get("/a", "") + &get("/b", "") + "GET /c HT";
        clients[0].send(both).await;
        assert_eq!(clients[0].answer().await.text(), "GET /a ");
        assert_eq!(clients[0].answer().await.text(), "GET /b ");
        assert_eq!(clients[1].ask(get("/between", "")).await.text(), "GET /between ");
        assert_eq!(clients[0].ask("TP/1.1\r\nHost: x\r\n\r\n").await.text(), "GET /c ");
    });
}

#[test]
fn those_that_wait_too_long_are_closed_and_half_a_head_is_refused() {
    let settings = limits(|l| {
        l.idle_time = Duration::from_millis(300);
        l.header_time = Duration::from_millis(300);
    });
    with_server(settings, echo, |server| async move {
        let mut clients = crowd(&server, 20).await;
        let mut never = Client::new(&server).await;
        clients[7].send("GET / HT").await;
        let answer = clients[7].answer().await;
        assert_eq!((answer.status, answer.field("Connection")), (408, Some("close")));
        for mut client in clients {
            assert_eq!(client.rest().await, b"");
        }
        assert_eq!(never.rest().await, b"");
        drop(never);
        until(|| server.worker.active() == 0).await;
    });
}

#[test]
fn a_crowd_is_drained_at_once_or_with_its_next_answers() {
    // At once, all soon, and so late that only answers close.
    for (grace, asks) in [(0, false), (200, false), (60_000, true)] {
        with_server(Settings::default(), echo, |server| async move {
            let mut clients = crowd(&server, 100).await;
            until(|| (server.spare)() > 0).await;
            server.worker.drain(Duration::from_millis(grace));
            if asks {
                for client in &mut clients {
                    let answer = client.ask(get("/last", "")).await;
                    assert_eq!((answer.text(), answer.field("Connection")), ("GET /last ", Some("close")));
                }
            }
            for client in &mut clients {
                assert_eq!(client.rest().await, b"");
            }
            drop(clients);
            server.worker.closed().await;
            assert_eq!(server.worker.counters().aborted, 0);
        });
    }
}

#[test]
fn an_answer_given_later_or_from_elsewhere_goes_to_its_own_connection() {
    let kept: Rc<RefCell<Vec<Rc<Exchange>>>> = Rc::default();
    let ids: Rc<RefCell<Vec<peregrine::net::ConnectionId>>> = Rc::default();
    let (keep, id) = (kept.clone(), ids.clone());
    let handler = move |exchange: Rc<Exchange>| {
        match exchange.head().path() {
            b"/later" => keep.borrow_mut().push(exchange),
            b"/detached" => {
                assert!(exchange.detach());
                id.borrow_mut().push(exchange.connection_id());
                exchange.abandon();
            }
            path => exchange.end(path).unwrap(),
        }
        async {}
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut clients = Vec::new();
        for _ in 0..12 {
            let mut client = Client::new(&server).await;
            assert_eq!(client.ask(get("/first", "")).await.text(), "/first");
            clients.push(client);
        }
        clients[0].send(get("/later", "")).await;
        until(|| kept.borrow().len() == 1).await;
        clients[1].send(get("/detached", "")).await;
        until(|| ids.borrow().len() == 1).await;
        for client in &mut clients[2..] {
            assert_eq!(client.ask(get("/between", "")).await.text(), "/between");
        }
        let exchange = kept.borrow_mut().pop().unwrap();
        exchange.end(b"late").unwrap();
        assert_eq!(clients[0].answer().await.text(), "late");
        let other = detached(&server.worker, ids.borrow()[0]).unwrap();
        other.end(b"elsewhere").unwrap();
        assert_eq!(clients[1].answer().await.text(), "elsewhere");
        // Both are still held here: the next requests must not be read into them.
        for client in &mut clients {
            assert_eq!(client.ask(get("/after", "")).await.text(), "/after");
        }
        assert_eq!((exchange.head().path(), other.head().path()), (&b"/later"[..], &b"/detached"[..]));
        assert!(exchange.end(b"again").is_err() && other.write(b"again").is_err());
        for client in &mut clients {
            assert_eq!(client.ask(get("/last", "")).await.text(), "/last");
        }
    });
}

#[test]
fn a_panic_among_many_gives_nothing_away() {
    async fn handler(exchange: Rc<Exchange>) {
        assert!(exchange.head().path() != b"/panic", "as the test wants it");
        echo(exchange).await;
    }
    with_server(Settings::default(), handler, |server| async move {
        let mut clients = crowd(&server, 10).await;
        for left in (1..10).rev() {
            let mut bad = clients.pop().unwrap();
            bad.send(get("/panic", "")).await;
            until(|| server.worker.active() == left).await;
            for client in &mut clients {
                assert_eq!(client.ask(get("/again", "")).await.text(), "GET /again ");
            }
        }
    });
}

#[test]
fn over_tls_each_keeps_its_session() {
    let (context, dialer) = tls_support::localhost();
    with_listeners(Settings::default(), vec![None, Some(context)], echo, |servers| async move {
        let mut plain = crowd(&servers[0], 5).await;
        let mut streams = Vec::new();
        for _ in 0..10 {
            streams.push(dialer.dial("http/1.1", servers[1].address).await);
        }
        for round in 0..3 {
            for (n, stream) in streams.iter_mut().enumerate() {
                stream.write_all(get(&format!("/{round}/{n}"), "").as_bytes()).await.unwrap();
                let mut answer = Vec::new();
                let end = format!("GET /{round}/{n} ");
                while !answer.ends_with(end.as_bytes()) {
                    assert!(stream.read_buf(&mut answer).await.unwrap() > 0);
                }
                assert!(answer.starts_with(b"HTTP/1.1 200 "));
            }
            for client in &mut plain {
                assert_eq!(client.ask(get("/plain", "")).await.text(), "GET /plain ");
            }
        }
        until(|| (servers[0].spare)() > 0).await;
        assert_eq!(servers[0].worker.counters().requests, 5 + 30 + 15);
    });
}

#[test]
fn a_connection_taken_over_among_many_stays_so() {
    let open = Rc::new(Cell::new(0));
    let count = open.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let count = count.clone();
        async move {
            if exchange.upgrade(b"echo", |_| Ok(())).is_err() {
                return echo(exchange).await;
            }
            count.set(count.get() + 1);
            loop {
                let piece = exchange.read(100).await.unwrap();
                if piece.is_empty() {
                    count.set(count.get() - 1);
                    return exchange.end(b"!").unwrap();
                }
                exchange.write(&piece).unwrap();
            }
        }
    };
    with_server(Settings::default(), handler, |server| async move {
        let mut clients = crowd(&server, 12).await;
        let mut taken = clients.split_off(8);
        for client in &mut taken {
            client.send(get("/", "Connection: Upgrade\r\nUpgrade: echo\r\n")).await;
            assert_eq!(client.head().await.status, 101);
        }
        assert_eq!(open.get(), 4);
        for n in 0..5 {
            for client in &mut taken {
                let text = format!("GET /{n} HTTP/1.1\r\n\r\n");
                client.send(&text).await;
                assert_eq!(client.take(text.len()).await, text.as_bytes());
            }
            for client in &mut clients {
                assert_eq!(client.ask(get("/plain", "")).await.text(), "GET /plain ");
            }
        }
        for mut client in taken {
            client.stream.shutdown().await.unwrap();
            assert_eq!(client.rest().await, b"!");
        }
        until(|| open.get() == 0 && server.worker.active() == 8).await;
    });
}
