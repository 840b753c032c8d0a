//! What a program plugs into the HTTP server: its handler, and the loop that accepts for it.

use super::{Exchange, Reject, Settings, h1, h2};
use crate::error::Result;
use crate::net::tls::{self, Context, Protocol};
use crate::net::{self, Connection, Input, Worker};
use bytes::BytesMut;
use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::rc::Rc;
use std::task::Poll;

/// The program behind the server.
pub trait Handler: 'static {
    /// Answering one request. Polled inside the connection's task, also when nothing it waits for has happened. It is
    /// never dropped unfinished while the runtime lives: once the answer is ended or the client is gone it is moved to
    /// a task of its own. An answer need not be ended when it finishes, if somebody keeps the exchange.
    type Call: Future<Output = ()> + Unpin + 'static;

    /// Begins to answer `exchange`, whose body has arrived.
    fn call(&self, exchange: &Rc<Exchange>) -> Self::Call;

    /// Whether one more request may begin now; otherwise it gets 503. For limits that span workers;
    /// `Limits::max_concurrency` is looked at before.
    fn admits(&self) -> bool {
        true
    }
}

/// A handler with its settings, on a worker.
pub struct Service<H> {
    /// The program.
    pub handler: H,
    /// Limits and names.
    pub settings: Rc<Settings>,
    /// Whose registry the connections are in.
    pub worker: Rc<Worker>,
    pub(super) desks: h1::Desks,
}

impl<H> Service<H> {
    /// A handler with its settings, on a worker.
    pub fn new(handler: H, settings: Rc<Settings>, worker: Rc<Worker>) -> Self {
        Service { handler, settings, worker, desks: h1::Desks::default() }
    }

    /// Exchanges with their buffers that connections of a crowd gave up while they wait, and nobody has taken yet.
    pub fn spare(&self) -> usize {
        self.desks.spare()
    }
}

/// Serves what `listener` brings until [`Worker::stop_accepting`]; returns when its accept queue is empty. Connections
/// live on in their own tasks (`spawn_local`): see [`Worker::drain`] and [`Worker::closed`].
pub async fn listen<H: Handler>(listener: TcpListener, service: Rc<Service<H>>) -> Result<()> {
    let worker = service.worker.clone();
    let start = |connection| match service.settings.http2 {
        None => {
            let input = BytesMut::with_capacity(FIRST);
            drop(tokio::task::spawn_local(h1::connection::serve(connection, service.clone(), input)));
        }
        Some(_) => drop(tokio::task::spawn_local(serve_either(connection, service.clone()))),
    };
    net::accept_loop(listener, worker, start).await
}

/// The same for a listener that speaks TLS.
pub async fn listen_tls<H: Handler>(
    listener: TcpListener,
    service: Rc<Service<H>>,
    context: Rc<Context>,
) -> Result<()> {
    let worker = service.worker.clone();
    let start = |connection| {
        drop(tokio::task::spawn_local(serve_tls(connection, service.clone(), context.clone())));
    };
    net::accept_loop(listener, worker, start).await
}

/// Room for the first head (bytes).
const FIRST: usize = 4 * 1024;

/// To a client that speaks plain HTTP where TLS is spoken.
const PLAIN: Reject = Reject::bad("this is plain HTTP on a port for TLS; ask with https:// (RFC 9110 4.2.2)");

/// Makes the running task the connection's.
async fn own(connection: &Connection) {
    let task = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    connection.set_task(task);
}

async fn serve_tls<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>, context: Rc<Context>) {
    own(&connection).await;
    match tls::handshake(&connection, &context).await {
        None => service.worker.remove(&connection, false),
        Some(Protocol::Http2) => h2::serve(connection, service, BytesMut::new()).await,
        Some(Protocol::Plain) => h1::connection::refuse(connection, service, PLAIN).await,
        Some(Protocol::Http1) => {
            h1::connection::serve(connection, service, BytesMut::with_capacity(FIRST)).await;
        }
    }
}

/// Tells the versions apart by the first bytes: HTTP/2 by prior knowledge begins with its preface, which is no HTTP/1
/// request (RFC 9113 3.3). What is neither is closed without an answer: in which version would that be (RFC 9113 3.4)?
async fn serve_either<H: Handler>(connection: Rc<Connection>, service: Rc<Service<H>>) {
    own(&connection).await;
    let patience = connection.worker().sweeps_in(service.settings.limits.header_time);
    let mut input = BytesMut::with_capacity(FIRST);
    connection.set_idle(patience);
    loop {
        let known = input.len().min(h2::PREFACE.len());
        if input[..known] != h2::PREFACE[..known] {
            if is_neither(&input) {
                return service.worker.remove(&connection, false);
            }
            return h1::connection::serve(connection, service, input).await;
        }
        if known == h2::PREFACE.len() {
            return h2::serve(connection, service, input).await;
        }
        if known > 0 {
            connection.set_busy(patience);
        }
        match poll_fn(|cx| connection.poll_input(cx, &mut input, FIRST)).await {
            Input::Bytes(_) => {}
            Input::End | Input::Expired => return service.worker.remove(&connection, false),
        }
    }
}

/// Whether the first line is there and names no version of HTTP.
fn is_neither(input: &[u8]) -> bool {
    let text = input.trim_ascii_start();
    let end = text.iter().position(|b| *b == b'\n');
    end.is_some_and(|end| !text[..end].windows(6).any(|part| part == b" HTTP/"))
}
