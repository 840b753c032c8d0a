//! A real server on loopback that does to each connection what a test says, byte for byte.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use peregrine::client::{Answer, Client, Failure, Origin, Request, Settings};
use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Runs a test in an event loop as a worker's. One that hangs fails after a minute.
pub fn run(test: impl Future<Output = ()>) {
    let builder = tokio::runtime::Builder::new_current_thread().enable_all().build_local(Default::default());
    builder
        .unwrap()
        .block_on(async { tokio::time::timeout(Duration::from_secs(60), test).await.expect("the test hangs") });
}

/// A server's side of a connection.
pub struct Peer<S> {
    pub stream: S,
    input: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub fn new(stream: S) -> Self {
        Peer { stream, input: Vec::new() }
    }

    /// The next request's head and body; None when the client closes instead.
    pub async fn request(&mut self) -> Option<(String, Vec<u8>)> {
        let end = loop {
            match self.input.windows(4).position(|w| w == b"\r\n\r\n") {
                Some(at) => break at + 4,
                None if !self.more().await => return None,
                None => {}
            }
        };
        let head = String::from_utf8(self.input.drain(..end).collect()).unwrap();
        let length = head.lines().find_map(|l| l.strip_prefix("Content-Length: ")).map_or(0, |l| l.parse().unwrap());
        while self.input.len() < length && self.more().await {}
        Some((head, self.input.drain(..length).collect()))
    }

    async fn more(&mut self) -> bool {
        self.stream.read_buf(&mut self.input).await.unwrap_or(0) > 0
    }

    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Waits for the client's end of the connection.
    pub async fn ended(&mut self) {
        while self.more().await {}
    }
}

/// What a test's server counted.
#[derive(Default)]
pub struct Counts {
    pub connections: Cell<u32>,
}

/// Serves connections with `serve(peer, number from 1)`; gives a client of it.
pub async fn origin<F, R>(serve: F) -> (Client, Rc<Counts>)
where
    F: Fn(Peer<TcpStream>, u32) -> R + 'static,
    R: Future<Output = ()> + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let counts = Rc::<Counts>::default();
    let counted = counts.clone();
    tokio::task::spawn_local(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            counted.connections.set(counted.connections.get() + 1);
            tokio::task::spawn_local(serve(Peer::new(stream), counted.connections.get()));
        }
    });
    (Client::new(Origin::new("127.0.0.1", port, false).unwrap()), counts)
}

pub fn request(method: &str, target: &str) -> Request {
    Request::new(method.as_bytes(), target.as_bytes()).unwrap()
}

pub async fn get(client: &mut Client, target: &str) -> Result<Answer, Failure> {
    client.send(request("GET", target), &Settings::default(), None).await
}

pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
