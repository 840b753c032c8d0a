//! How HTTP/2 connections and their requests end: clients that leave, floods, deadlines, drain.

mod http2_support;
mod http_support;

use bytes::Bytes;
use h2::Reason;
use h2::client::Builder;
use http::Method;
use http_support::{echo, limits, until, with_server};
use http2_support::{Answer, Client, GET, Raw, frame, http2, request};
use peregrine::http::{Exchange, Settings};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

const SHORT: Duration = Duration::from_millis(100);
const ENHANCE_YOUR_CALM: u32 = 11;

fn settings() -> Settings {
    http2(Settings::default(), |_| {})
}

type Call = std::pin::Pin<Box<dyn Future<Output = ()>>>;
/// Under way and done.
type Calls = Rc<Cell<[usize; 2]>>;

/// A handler that waits for `gate`, and how many calls are under way and done.
fn gated() -> (impl Fn(Rc<Exchange>) -> Call, Rc<Notify>, Calls) {
    let (gate, calls) = (Rc::new(Notify::new()), Rc::new(Cell::new([0; 2])));
    let (wait, count) = (gate.clone(), calls.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (gate, calls) = (wait.clone(), count.clone());
        let future = async move {
            calls.set([calls.get()[0] + 1, calls.get()[1]]);
            gate.notified().await;
            let _ = exchange.end(b"done");
            calls.set([calls.get()[0] - 1, calls.get()[1] + 1]);
        };
        Box::pin(future) as Call
    };
    (handler, gate, calls)
}

#[test]
fn a_handler_whose_client_resets_the_stream_runs_to_its_end() {
    let (go, seen) = (Rc::new(Notify::new()), Rc::new(Cell::new(None)));
    let (gate, state) = (go.clone(), seen.clone());
    let handler = move |exchange: Rc<Exchange>| {
        let (gate, state) = (gate.clone(), state.clone());
        async move {
            if exchange.head().path() == b"/" {
                gate.notified().await;
                state.set(Some((exchange.is_writable(), exchange.end(b"late").is_err())));
            }
            let _ = exchange.end(b"");
        }
    };
    with_server(settings(), handler, |server| async move {
        let mut client = Client::new(server.address).await;
        let (_answer, mut stream) = client.start(request(Method::GET, "/"), true);
        until(|| server.worker.in_flight() == 1).await;
        stream.send_reset(Reason::CANCEL);
        until(|| server.worker.counters().aborted == 1).await;
        assert_eq!(client.get("/next").await.status, 200);
        go.notify_one();
        until(|| seen.get().is_some()).await;
        assert_eq!(seen.get(), Some((false, true)));
    });
}

#[test]
fn a_client_that_leaves_loses_all_its_requests() {
    let (handler, gate, calls) = gated();
    with_server(settings(), handler, |server| async move {
        let mut client = Client::new(server.address).await;
        let answers: Vec<_> = (0..5).map(|_| client.start(request(Method::GET, "/"), true)).collect();
        until(|| calls.get()[0] == 5).await;
        client.end.abort();
        drop((answers, client.send));
        server.worker.closed().await;
        assert_eq!(server.worker.counters().aborted, 5);
        gate.notify_waiters();
        until(|| calls.get() == [0, 5]).await;
    });
}

#[test]
fn floods_of_frames_end_the_connection() {
    let settings = http2(Settings::default(), |h| h.control_frames = 100);
    with_server(settings, echo, |server| async move {
        let mut good = Client::new(server.address).await;
        let floods = [
            ("PING", frame(6, 0, 0, &[0; 8])),
            ("SETTINGS", frame(4, 0, 0, b"")),
            ("PRIORITY", frame(2, 0, 1, &[0, 0, 0, 0, 1])),
        ];
        for (name, frame) in floods {
            let mut raw = Raw::new(server.address).await;
            raw.send(&frame.repeat(5000)).await;
            assert_eq!(raw.goaway().await, Some(ENHANCE_YOUR_CALM), "{name}");
            assert_eq!(good.get("/").await.status, 200);
        }
        let padding = [&[255][..], &[0; 255]].concat();
        for (name, frame) in [("empty DATA", frame(0, 0, 1, b"")), ("DATA of padding", frame(0, 8, 1, &padding))] {
            let mut raw = Raw::new(server.address).await;
            raw.send(&http2_support::frame(1, 4, 1, GET)).await;
            raw.send(&frame.repeat(5000)).await;
            assert_eq!(raw.goaway().await, Some(ENHANCE_YOUR_CALM), "{name}");
            assert_eq!(good.get("/").await.status, 200);
        }
        // One field of 3,900 bytes that goes into the table, and 10,000 references to it (RFC 7541 7.3).
        let mut raw = Raw::new(server.address).await;
        let bomb = [GET, b"\x40\x01x\x7f\xbd\x1d", &[b'y'; 3900], &[0xbe; 10_000]].concat();
        raw.send(&frame(1, 5, 1, &bomb)).await;
        assert_eq!(raw.goaway().await, Some(ENHANCE_YOUR_CALM), "fields that unfold");
        let mut raw = Raw::new(server.address).await;
        raw.send(&frame(1, 0, 1, GET)).await;
        raw.send(&frame(9, 0, 1, b"").repeat(5000)).await;
        assert!(matches!(raw.goaway().await, Some(ENHANCE_YOUR_CALM | 1)), "CONTINUATION");
        assert_eq!(good.get("/").await.status, 200);
        drop(good);
        server.worker.closed().await;
    });
}

#[test]
fn rapid_reset_starts_few_handlers_and_ends_the_connection() {
    let (handler, gate, calls) = gated();
    let settings = http2(Settings::default(), |h| (h.control_frames, h.max_concurrent_streams) = (500, 10));
    with_server(settings, handler, |server| async move {
        let mut raw = Raw::new(server.address).await;
        for id in (1..4000).step_by(2) {
            let attack = [frame(1, 5, id, GET), frame(3, 0, id, &[0, 0, 0, 8])].concat();
            if !raw.send(&attack).await {
                break;
            }
        }
        assert_eq!(raw.goaway().await, Some(ENHANCE_YOUR_CALM));
        assert!(calls.get()[0] <= 20, "{} handlers run", calls.get()[0]);
        gate.notify_waiters();
        until(|| calls.get()[0] == 0).await;
        server.worker.closed().await;
    });
}

#[test]
fn streams_above_the_limit_are_refused() {
    let (handler, gate, calls) = gated();
    const REFUSED_STREAM: u32 = 7;
    let settings = http2(Settings::default(), |h| h.max_concurrent_streams = 2);
    with_server(settings, handler, |server| async move {
        let mut raw = Raw::new(server.address).await;
        let all: Vec<_> = (0..1000).map(|n| frame(1, 5, 2 * n + 1, GET)).collect();
        raw.send(&all.concat()).await;
        assert_eq!(raw.resets(998).await, [REFUSED_STREAM; 998]);
        until(|| calls.get()[0] == 2).await;
        drop(raw);
        server.worker.closed().await;
        gate.notify_waiters();
        assert_eq!(server.worker.counters().requests, 2);
    });
}

#[test]
fn a_drain_says_goodbye_and_finishes_what_is_under_way() {
    let (handler, gate, calls) = gated();
    with_server(settings(), handler, |server| async move {
        let mut idle = Client::new(server.address).await;
        let (first, _) = idle.start(request(Method::GET, "/"), true);
        until(|| calls.get()[0] == 1).await;
        gate.notify_waiters();
        assert_eq!(first.await.unwrap().status().as_u16(), 200);
        let mut busy = Client::new(server.address).await;
        let (answer, _) = busy.start(request(Method::GET, "/"), true);
        until(|| calls.get()[0] == 1).await;
        server.worker.drain(Duration::from_secs(60));
        // Without a request under way: at once, not after the grace.
        idle.end.await.unwrap().unwrap();
        // No new request is taken where one is under way.
        until(|| busy.send.clone().send_request(request(Method::GET, "/"), true).is_err()).await;
        assert_eq!(calls.get()[0], 1);
        gate.notify_waiters();
        assert_eq!(Answer::of(answer.await.unwrap()).await.text(), "done");
        busy.end.await.unwrap().unwrap();
        server.worker.closed().await;
    });
}

#[test]
fn idle_and_silent_connections_are_closed() {
    let settings = http2(limits(|l| (l.header_time, l.idle_time) = (SHORT, SHORT)), |_| {});
    with_server(settings, echo, |server| async move {
        let mut idle = Client::new(server.address).await;
        assert_eq!(idle.get("/").await.status, 200);
        idle.end.await.unwrap().unwrap();
        let half = tokio::net::TcpStream::connect(server.address).await.unwrap();
        half.try_write(b"PRI * HTTP/2.0\r\n\r\nSM").unwrap();
        server.worker.closed().await;
    });
}

#[test]
fn slow_bodies_get_408_and_steady_ones_are_served() {
    let settings = http2(limits(|l| l.body_time = 2 * SHORT), |_| {});
    with_server(settings, echo, |server| async move {
        let mut client = Client::new(server.address).await;
        let (slow, _keep) = client.start(request(Method::POST, "/"), false);
        let (steady, mut stream) = client.start(request(Method::POST, "/"), false);
        for _ in 0..10 {
            tokio::time::sleep(SHORT / 2).await;
            stream.send_data(Bytes::from_static(b"x"), false).unwrap();
        }
        stream.send_data(Bytes::new(), true).unwrap();
        assert_eq!(Answer::of(steady.await.unwrap()).await.text(), "POST / xxxxxxxxxx");
        assert_eq!(slow.await.unwrap().status().as_u16(), 408);
    });
}

#[test]
fn a_client_that_takes_nothing_loses_its_stream_and_keeps_the_connection() {
    async fn large(exchange: Rc<Exchange>) {
        if exchange.head().path() == b"/" {
            return exchange.end(&vec![0; 3_000_000]).unwrap();
        }
        exchange.end(b"small").unwrap();
    }
    let settings = http2(limits(|l| l.send_time = SHORT), |_| {});
    with_server(settings, large, |server| async move {
        let mut builder = Builder::new();
        builder.initial_connection_window_size(10_000_000);
        let mut client = Client::with(server.address, &builder).await;
        let (answer, _) = client.start(request(Method::GET, "/"), true);
        let mut body = answer.await.unwrap().into_body();
        // Taken, but the window stays closed.
        let mut taken = 0;
        let end = loop {
            match body.data().await.unwrap() {
                Ok(piece) => taken += piece.len(),
                Err(error) => break error,
            }
        };
        assert_eq!((end.reason(), taken), (Some(Reason::CANCEL), 65_535));
        assert_eq!(client.get("/small").await.text(), "small");
    });
}
