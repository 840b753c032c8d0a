//! Peregrine's HTTP core with a fixed answer and no PHP: what is measured beside `hyper-hello`.
//! `lean-hello PORT [SECONDS]`: serves on 127.0.0.1 until SIGTERM or for so many seconds.

use peregrine::http::answer::Case;
use peregrine::http::{Exchange, Handler, Service, Settings, listen};
use peregrine::net::{Worker, WorkerOptions, socket};
use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Duration;

struct Hello;

impl Handler for Hello {
    type Call = Ready<()>;

    fn call(&self, exchange: &Rc<Exchange>) -> Self::Call {
        let head = exchange.respond(200, None, |head| head.field(b"Content-Type", b"text/plain", Case::AsIs));
        head.expect("a valid field");
        // Fails when the client is gone.
        let _ = exchange.end(b"Hello, World!");
        ready(())
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|a| a.parse().ok()).expect("usage: lean-hello PORT [SECONDS]");
    let seconds = arguments.next().map(|a| a.parse().expect("SECONDS is a number"));
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build_local(options).expect("a runtime");
    runtime.block_on(async {
        let address = socket::resolve("127.0.0.1", port).expect("an address");
        let listener = socket::listen(address, 1024).expect("a free port");
        let worker = Worker::new(WorkerOptions::default());
        let service = Rc::new(Service::new(Hello, Rc::new(Settings::default()), worker.clone()));
        tokio::task::spawn_local(worker.run());
        tokio::task::spawn_local(listen(listener, service));
        stop_after(seconds).await;
    });
}

async fn stop_after(seconds: Option<u64>) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).expect("a signal handler");
    match seconds {
        Some(seconds) => drop(tokio::time::timeout(Duration::from_secs(seconds), term.recv()).await),
        None => drop(term.recv().await),
    }
}
