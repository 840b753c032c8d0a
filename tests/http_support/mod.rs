//! A server on a worker in the test's own thread, and a raw client that checks every answer's framing.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use peregrine::http::{Exchange, Front, FrontSettings, Handler, Intercept, Service, Settings, listen, listen_tls};
use peregrine::net::tls::Context;
use peregrine::net::{Worker, WorkerOptions, socket};
use std::cell::Cell;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Call = Pin<Box<dyn Future<Output = ()>>>;

/// A handler made of a closure, with what the settings put in front of it.
pub struct Program<F>(Rc<F>, Option<Rc<Front>>);

impl<F: Fn(Rc<Exchange>) -> R + 'static, R: Future<Output = ()> + 'static> Handler for Program<F> {
    type Call = Call;

    fn call(&self, exchange: &Rc<Exchange>) -> Call {
        match self.1.as_ref().map_or(Intercept::Pass, |front| front.intercept(exchange)) {
            Intercept::Pass => Box::pin((self.0)(exchange.clone())),
            Intercept::Answered => Box::pin(std::future::ready(())),
            Intercept::Wait(answered) => {
                let (handler, exchange) = (self.0.clone(), exchange.clone());
                Box::pin(async move {
                    if !answered.await {
                        handler(exchange).await;
                    }
                })
            }
        }
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub worker: Rc<Worker>,
    /// What the service says of `Service::spare`.
    pub spare: Rc<dyn Fn() -> usize>,
    pub stopped: Rc<Cell<bool>>,
}

/// From how many connections on a test's server has a crowd: as usual, or from the first one in `http_crowd`.
fn crowd() -> u64 {
    if module_path!().starts_with("http_crowd::") { 0 } else { WorkerOptions::default().crowd }
}

/// Time between two sweeps in tests.
pub const SWEEP: Duration = Duration::from_millis(50);

/// Starts a server and runs `test` beside it. A test that hangs fails after a minute.
pub fn with_server<F, R, T>(settings: Settings, handler: F, test: impl FnOnce(Server) -> T)
where
    F: Fn(Rc<Exchange>) -> R + 'static,
    R: Future<Output = ()> + 'static,
    T: Future<Output = ()>,
{
    with_listeners(settings, vec![None], handler, |mut servers| test(servers.remove(0)));
}

/// The same with a listener for each of these, one worker for all; those with a context speak TLS.
pub fn with_listeners<F, R, T>(
    settings: Settings,
    contexts: Vec<Option<Context>>,
    handler: F,
    test: impl FnOnce(Vec<Server>) -> T,
) where
    F: Fn(Rc<Exchange>) -> R + 'static,
    R: Future<Output = ()> + 'static,
    T: Future<Output = ()>,
{
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).unwrap();
    runtime.block_on(async {
        let worker = Worker::new(WorkerOptions { slot: 3, sweep: SWEEP, crowd: crowd() });
        let handler = Program(Rc::new(handler), settings.front.clone());
        let service = Rc::new(Service::new(handler, Rc::new(settings), worker.clone()));
        tokio::task::spawn_local(worker.clone().run());
        let mut servers = Vec::new();
        for context in contexts {
            let listener = socket::listen(socket::resolve("127.0.0.1", 0).unwrap(), 64).unwrap();
            let address = listener.local_addr().unwrap();
            let stopped = Rc::new(Cell::new(false));
            let (flag, service) = (stopped.clone(), service.clone());
            let spare = service.clone();
            let spare = Rc::new(move || spare.spare());
            tokio::task::spawn_local(async move {
                match context {
                    None => listen(listener, service).await.unwrap(),
                    Some(context) => listen_tls(listener, service, Rc::new(context)).await.unwrap(),
                }
                flag.set(true);
            });
            servers.push(Server { address, worker: worker.clone(), spare, stopped });
        }
        let test = test(servers);
        tokio::time::timeout(Duration::from_secs(60), test).await.expect("the test hangs");
    });
}

/// Answers with method, target and body of the request.
pub async fn echo(exchange: Rc<Exchange>) {
    let mut text = [exchange.head().method(), b" ", exchange.head().target(), b" "].concat();
    text.extend_from_slice(exchange.body());
    exchange.end(&text).unwrap();
}

/// Settings with this change to the limits.
pub fn limits(change: impl FnOnce(&mut peregrine::http::Limits)) -> Settings {
    let mut settings = Settings::default();
    change(&mut settings.limits);
    settings
}

/// Settings with this in front of the handler.
pub fn front(settings: FrontSettings) -> Settings {
    Settings { front: Front::new(settings, None).unwrap(), ..Settings::default() }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (n, value) = line.split_once(": ")?;
            n.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

pub struct Client {
    pub stream: TcpStream,
    pub input: Vec<u8>,
}

impl Client {
    pub async fn new(server: &Server) -> Client {
        Client { stream: TcpStream::connect(server.address).await.unwrap(), input: Vec::new() }
    }

    pub async fn send(&mut self, text: impl AsRef<[u8]>) {
        self.stream.write_all(text.as_ref()).await.unwrap();
    }

    /// Sends and reads the answer.
    pub async fn ask(&mut self, text: impl AsRef<[u8]>) -> Answer {
        self.send(text).await;
        self.answer().await
    }

    /// One more read; false at the end of the stream.
    pub async fn more(&mut self) -> bool {
        self.input.reserve(64 * 1024);
        self.stream.read_buf(&mut self.input).await.unwrap() > 0
    }

    async fn line(&mut self) -> String {
        loop {
            if let Some(at) = self.input.windows(2).position(|w| w == b"\r\n") {
                let line = self.input.drain(..at + 2).take(at).collect();
                return String::from_utf8(line).unwrap();
            }
            assert!(self.more().await, "the stream ended within a line: {:?}", String::from_utf8_lossy(&self.input));
        }
    }

    pub async fn take(&mut self, length: usize) -> Vec<u8> {
        while self.input.len() < length {
            assert!(self.more().await, "the stream ended after {} of {length} bytes", self.input.len());
        }
        self.input.drain(..length).collect()
    }

    /// Reads a head.
    pub async fn head(&mut self) -> Answer {
        let mut head = self.line().await;
        let status = head.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("{head:?}"))[..3].parse().unwrap();
        loop {
            let line = self.line().await;
            if line.is_empty() {
                return Answer { status, head, body: Vec::new() };
            }
            head = head + "\r\n" + &line;
        }
    }

    /// Reads an answer that has a body by its framing.
    pub async fn answer(&mut self) -> Answer {
        let mut answer = self.head().await;
        if answer.field("Transfer-Encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk().await {
                answer.body.extend(chunk);
            }
        } else if let Some(length) = answer.field("Content-Length") {
            answer.body = self.take(length.parse().unwrap()).await;
        }
        answer
    }

    /// Reads one chunk; `None` after the last.
    pub async fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = usize::from_str_radix(&self.line().await, 16).unwrap();
        let chunk = self.take(size).await;
        assert_eq!(self.line().await, "");
        (size > 0).then_some(chunk)
    }

    /// Reads to the end of the stream.
    pub async fn rest(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.input)
    }
}

/// A GET request with these extra field lines.
pub fn get(target: &str, fields: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: x\r\n{fields}\r\n")
}

/// Waits until `condition` holds.
pub async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
