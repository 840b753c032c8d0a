//! What a program plugs into the HTTP server: its handler, and the loop that accepts for it.

use super::{Exchange, Settings, h1};
use crate::error::Result;
use crate::net::{self, Worker};
use std::future::Future;
use std::net::TcpListener;
use std::rc::Rc;

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
}

/// Serves what `listener` brings until [`Worker::stop_accepting`]; returns when its accept queue is empty. Connections
/// live on in their own tasks (`spawn_local`): see [`Worker::drain`] and [`Worker::closed`].
pub async fn listen<H: Handler>(listener: TcpListener, service: Rc<Service<H>>) -> Result<()> {
    let worker = service.worker.clone();
    let start = |connection| drop(tokio::task::spawn_local(h1::connection::serve(connection, service.clone())));
    net::accept_loop(listener, worker, start).await
}
