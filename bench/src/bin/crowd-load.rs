//! A crowd at a server's door: keep-alive connections that each ask again as soon as they are answered, and beside them
//! connections that drip, a byte every half second, half of them a request's head and half a body.
//! `crowd-load PORT CONNECTIONS DRIPPING`: connects everybody, asks once on each connection, says `ready`. For each line
//! on its input, a number of seconds, it asks for so long and prints requests, and microseconds of p50 and p99. With a
//! second number in the line only so many wait for an answer at a time, everybody in turn.
//!
//! One thread (tokio, current_thread). Ends with its input, or with status 1 when a request is not answered as it should.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, watch};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
const DRIP: Duration = Duration::from_millis(500);
/// Latencies are counted by their microsecond up to this one.
const SLOWEST: usize = 10_000_000;

/// What everybody is told.
#[derive(Clone)]
struct Round {
    end: Instant,
    /// For those who ask; they are given in the order in which they were wanted.
    places: Rc<Semaphore>,
}

struct Crowd {
    busy: Cell<usize>,
    times: RefCell<Vec<u32>>,
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let [port, connections, dripping] = arguments[..] else { panic!("usage: crowd-load PORT CONNECTIONS DRIPPING") };
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).expect("a runtime");
    runtime.block_on(run(port as u16, connections, dripping));
}

async fn run(port: u16, connections: usize, dripping: usize) {
    let crowd = Rc::new(Crowd { busy: Cell::new(0), times: RefCell::new(vec![0; SLOWEST + 1]) });
    let (rounds, round) = watch::channel(Round { end: Instant::now(), places: Rc::new(Semaphore::new(0)) });
    for number in 0..dripping {
        tokio::task::spawn_local(drip(port, number, DRIP.mul_f64(number as f64 / dripping as f64)));
        if (number + 1).is_multiple_of(100) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    for _ in 0..connections {
        let stream = connect(port).await;
        let crowd = crowd.clone();
        let stream = ask(stream).await;
        tokio::task::spawn_local(member(crowd, stream, round.clone()));
    }
    say("ready");
    let mut lines = lines();
    while let Some((seconds, at_once)) = lines.recv().await {
        crowd.times.borrow_mut().fill(0);
        crowd.busy.set(connections);
        let places = Rc::new(Semaphore::new(at_once.unwrap_or(connections)));
        rounds.send_replace(Round { end: Instant::now() + Duration::from_secs(seconds), places });
        while crowd.busy.get() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        say(&report(&crowd.times.borrow()));
    }
}

/// One connection of the crowd.
async fn member(crowd: Rc<Crowd>, mut stream: TcpStream, mut round: watch::Receiver<Round>) {
    while round.changed().await.is_ok() {
        let Round { end, places } = round.borrow_and_update().clone();
        while Instant::now() < end {
            let _place = places.acquire().await.expect("it is never closed");
            let began = Instant::now();
            stream = ask(stream).await;
            let took = began.elapsed().as_micros() as usize;
            crowd.times.borrow_mut()[took.min(SLOWEST)] += 1;
        }
        crowd.busy.set(crowd.busy.get() - 1);
    }
}

async fn connect(port: u16) -> TcpStream {
    let stream =
        TcpStream::connect(("127.0.0.1", port)).await.unwrap_or_else(|error| fail(&format!("connect: {error}")));
    stream.set_nodelay(true).expect("a TCP socket");
    stream
}

async fn ask(mut stream: TcpStream) -> TcpStream {
    let mut answer = [0; 1024];
    stream.write_all(REQUEST).await.unwrap_or_else(|error| fail(&format!("send: {error}")));
    let mut length = 0;
    while !answer[..length].ends_with(b"Hello, World!") {
        match stream.read(&mut answer[length..]).await {
            Ok(got) if got > 0 => length += got,
            Ok(_) => fail("the server has closed"),
            Err(error) => fail(&format!("receive: {error}")),
        }
    }
    if answer.starts_with(b"HTTP/1.1 200 ") { stream } else { fail(&String::from_utf8_lossy(&answer[..length])) }
}

/// Drips for ever, beginning after `phase`: slow clients do not send at one moment, and here they would keep the good ones
/// from this process's CPU. The server may refuse and close, then there is a next connection.
async fn drip(port: u16, number: usize, phase: Duration) {
    tokio::time::sleep(phase).await;
    let head: &[u8] = match number % 2 {
        0 => b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        _ => b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n",
    };
    loop {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
            tokio::time::sleep(DRIP).await;
            continue;
        };
        if number % 2 == 1 && stream.write_all(head).await.is_err() {
            continue;
        }
        for at in 0.. {
            let byte = if number.is_multiple_of(2) { head.get(at).copied().unwrap_or(b'x') } else { b'x' };
            let mut seen = [0; 256];
            // Whatever is said is a refusal.
            if stream.write_all(&[byte]).await.is_err() || stream.try_read(&mut seen).is_ok() {
                break;
            }
            tokio::time::sleep(DRIP).await;
        }
    }
}

/// The lines of the input, read by a thread of its own; then the end.
fn lines() -> mpsc::Receiver<(u64, Option<usize>)> {
    let (send, receive) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            let mut numbers = line.split_whitespace();
            let Some(seconds) = numbers.next().and_then(|text| text.parse().ok()) else { return };
            let at_once = numbers.next().and_then(|text| text.parse().ok());
            if send.blocking_send((seconds, at_once)).is_err() {
                return;
            }
        }
    });
    receive
}

fn report(times: &[u32]) -> String {
    let all: u64 = times.iter().map(|count| u64::from(*count)).sum();
    let percentile = |part: f64| {
        let mut left = (all as f64 * part) as u64;
        times.iter().position(|count| {
            let reached = u64::from(*count) >= left;
            left = left.saturating_sub(u64::from(*count));
            reached
        })
    };
    format!("{all} {} {}", percentile(0.5).unwrap_or(0), percentile(0.99).unwrap_or(0))
}

fn say(text: &str) {
    println!("{text}");
    std::io::stdout().flush().expect("somebody who reads");
}

fn fail(why: &str) -> ! {
    eprintln!("crowd-load: {why}");
    std::process::exit(1);
}
