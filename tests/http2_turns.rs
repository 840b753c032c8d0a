//! HTTP/2 requests that arrive together: all are taken, then all run, then all answers are given. None is lost, late or
//! mixed up by that, and the counts that limit a connection balance.

mod http2_support;
mod http_support;

use h2::client::Builder;
use http::Method;
use http_support::{echo, limits, until, with_server};
use http2_support::{Answer, Client, GET, Raw, frame, http2, request};
use peregrine::http::answer::Case;
use peregrine::http::{Exchange, Settings};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::sync::Notify;

const PROTOCOL_ERROR: u32 = 1;

/// What requests of one turn do to each other.
#[derive(Default)]
struct Turn {
    kept: RefCell<Option<Rc<Exchange>>>,
    /// Opened by `/opens`.
    gate: Notify,
    /// Opened by the test.
    end: Notify,
    ended: Cell<usize>,
}

impl Turn {
    async fn answer(self: Rc<Self>, exchange: Rc<Exchange>) {
        match exchange.head().path() {
            b"/goes-on" => {
                exchange.end(b"goes on").unwrap();
                self.end.notified().await;
                self.ended.set(self.ended.get() + 1);
            }
            b"/kept" => *self.kept.borrow_mut() = Some(exchange),
            b"/others" => {
                self.kept.take().unwrap().end(b"by another").unwrap();
                exchange.end(b"its own").unwrap();
            }
            b"/waits" => {
                self.gate.notified().await;
                exchange.end(b"waited").unwrap();
            }
            b"/opens" => {
                self.gate.notify_one();
                exchange.end(b"opened").unwrap();
            }
            b"/pieces" => {
                exchange.write(b"a").unwrap();
                exchange.end(b"b").unwrap();
            }
            b"/trailers" => {
                exchange.trailer(b"x-sum", b"42", Case::AsIs).unwrap();
                exchange.end(b"sum").unwrap();
            }
            b"/early" => {
                exchange.inform(103, |_| Ok(())).unwrap();
                exchange.end(b"early").unwrap();
            }
            b"/nothing" => exchange.respond(204, None, |_| Ok(())).and_then(|()| exchange.end(b"none")).unwrap(),
            b"/nobody" => {}
            _ => echo(exchange).await,
        }
    }
}

/// Asks for all in one go; the answers in this order.
async fn together(client: &mut Client, paths: &[&str]) -> Vec<Answer> {
    let pending: Vec<_> = paths.iter().map(|path| client.start(request(Method::GET, path), true).0).collect();
    let mut answers = Vec::new();
    for answer in pending {
        answers.push(Answer::of(answer.await.unwrap()).await);
    }
    answers
}

#[test]
fn each_request_of_a_turn_is_answered_in_its_way() {
    let turn = Rc::new(Turn::default());
    let shared = turn.clone();
    let handler = move |exchange| shared.clone().answer(exchange);
    // One request too many that is counted, and a later turn is refused.
    let settings = http2(Settings::default(), |h| h.max_concurrent_streams = 16);
    with_server(settings, handler, |server| async move {
        let mut client = Client::new(server.address).await;
        let all = [
            ("/goes-on", 200, "goes on"),
            ("/kept", 200, "by another"),
            ("/waits", 200, "waited"),
            ("/a", 200, "GET /a "),
            ("/nobody", 500, "500 Internal Server Error\n"),
            ("/others", 200, "its own"),
            ("/pieces", 200, "ab"),
            ("/nothing", 204, ""),
            ("/trailers", 200, "sum"),
            ("/early", 200, "early"),
            ("/opens", 200, "opened"),
            ("/b", 200, "GET /b "),
        ];
        for round in 1..=20 {
            let answers = together(&mut client, &all.map(|(path, ..)| path)).await;
            for (answer, (path, status, text)) in answers.iter().zip(all) {
                assert_eq!((answer.status, answer.text(), answer.end.is_ok()), (status, text, true), "{path}");
                assert_eq!(answer.trailers.is_some(), path == "/trailers");
            }
            // Answered, and its handler runs on.
            assert_eq!(turn.ended.get(), round - 1);
            turn.end.notify_one();
            until(|| turn.ended.get() == round).await;
        }
        let counters = server.worker.counters();
        assert_eq!((counters.requests, counters.in_flight, counters.aborted), (240, 0, 0));
    });
}

#[test]
fn short_and_long_answers_of_a_turn_are_whole() {
    let handler = |exchange: Rc<Exchange>| async move {
        let length = String::from_utf8_lossy(&exchange.head().path()[1..]).parse().unwrap();
        exchange.end(&vec![b'x'; length]).unwrap();
    };
    with_server(http2(Settings::default(), |_| {}), handler, |server| async move {
        let mut builder = Builder::new();
        builder.initial_connection_window_size(10_000_000).initial_max_send_streams(200);
        let mut client = Client::with(server.address, &builder).await;
        // More than one turn takes, on both sides of what is left to h2 as one piece.
        let lengths = [1, 16_384, 16_385, 0, 40_000].repeat(20);
        let paths: Vec<_> = lengths.iter().map(|length| format!("/{length}")).collect();
        let paths: Vec<_> = paths.iter().map(String::as_str).collect();
        let got: Vec<_> = together(&mut client, &paths).await.iter().map(|answer| answer.body.len()).collect();
        assert_eq!(got, lengths);
    });
}

#[test]
fn max_concurrency_counts_what_is_under_way_and_not_what_has_arrived() {
    let turn = Rc::new(Turn::default());
    let shared = turn.clone();
    let handler = move |exchange| shared.clone().answer(exchange);
    with_server(http2(limits(|l| l.max_concurrency = 2), |_| {}), handler, |server| async move {
        let mut client = Client::new(server.address).await;
        let quick = together(&mut client, &["/quick"; 50]).await;
        assert!(quick.iter().all(|answer| answer.status == 200));
        let answers = together(&mut client, &["/waits", "/a", "/kept", "/full", "/full"]);
        let free = async {
            until(|| server.worker.counters().refused == 2).await;
            turn.kept.take().unwrap().end(b"late").unwrap();
            turn.gate.notify_one();
        };
        let statuses: Vec<_> = tokio::join!(answers, free).0.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [200, 200, 200, 503, 503]);
        assert_eq!(client.get("/again").await.status, 200);
    });
}

#[test]
fn requests_reset_in_the_turn_they_arrive_in_do_not_count_on() {
    let turn = Rc::new(Turn::default());
    let shared = turn.clone();
    let handler = move |exchange: Rc<Exchange>| {
        let turn = shared.clone();
        async move {
            let _ = exchange.end(b"short");
            turn.ended.set(turn.ended.get() + 1);
        }
    };
    let settings = http2(Settings::default(), |h| h.max_concurrent_streams = 2);
    with_server(settings, handler, |server| async move {
        let mut raw = Raw::new(server.address).await;
        for round in 0..40 {
            let (reset, asked) = (4 * round as u32 + 1, 4 * round as u32 + 3);
            let frames = [frame(1, 5, reset, GET), frame(3, 0, reset, &[0, 0, 0, 8]), frame(1, 5, asked, GET)];
            assert!(raw.send(&frames.concat()).await);
            // Both run: what the client has asked for may have been done before it changed its mind.
            until(|| turn.ended.get() == 2 * round + 2).await;
        }
        // Ten that are reset and one that is not, in one turn: more than may have handlers that run.
        let reset = |id: u32| [frame(1, 5, id, GET), frame(3, 0, id, &[0, 0, 0, 8])].concat();
        let frames: Vec<_> = (1001..1021).step_by(2).map(reset).chain([frame(1, 5, 1021, GET)]).collect();
        assert!(raw.send(&frames.concat()).await);
        until(|| turn.ended.get() == 80 + 11).await;
        assert_eq!(server.worker.in_flight(), 0);
    });
}

#[test]
fn an_error_of_the_connection_drops_what_has_not_begun() {
    let handler = |exchange: Rc<Exchange>| async move { drop(exchange.end(b"short")) };
    with_server(http2(Settings::default(), |_| {}), handler, |server| async move {
        let mut raw = Raw::new(server.address).await;
        let frames = [frame(1, 5, 1, GET), frame(1, 5, 3, GET), frame(0, 0, 0, b"data of no stream")];
        assert!(raw.send(&frames.concat()).await);
        assert_eq!(raw.goaway().await, Some(PROTOCOL_ERROR));
        until(|| server.worker.counters().active == 0).await;
        assert_eq!(server.worker.in_flight(), 0);
        assert_eq!(Client::new(server.address).await.get("/").await.text(), "short");
    });
}
