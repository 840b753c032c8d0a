//! `/metrics` and `/health` of a server, answered by a process of its own that only reads shared memory: workers may all
//! be busy, and the master has no event loop. No PHP runs here. A request costs a look into /proc for each worker.

mod text;

pub use text::{health, prometheus, ready};

use crate::error::{Error, Result};
use crate::http::answer::Case;
use crate::http::{self, Exchange, Handler, Limits, Service};
use crate::log::{self, Level};
use crate::net::{self, WorkerOptions};
use crate::server::{Handle, Message, Process};
use std::future::{self, Ready};
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

/// Serves until the process is told to drain; the exit code.
pub fn run(process: Process, listener: TcpListener) -> i32 {
    let options = tokio::runtime::LocalOptions::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build_local(options);
    let served = match runtime {
        Ok(runtime) => runtime.block_on(serve(process, listener)),
        Err(error) => Err(Error::io("start an event loop", error)),
    };
    match served {
        Ok(()) => 0,
        Err(error) => {
            log::write(Level::Error, &format!("metrics: {}", error.message));
            1
        }
    }
}

async fn serve(process: Process, listener: TcpListener) -> Result<()> {
    let worker = net::Worker::new(WorkerOptions::default());
    tokio::task::spawn_local(worker.clone().run());
    let limits = Limits {
        body: 0,
        header_time: Duration::from_secs(5),
        idle_time: Duration::from_secs(30),
        send_time: Duration::from_secs(5),
        ..Limits::default()
    };
    let settings = Rc::new(http::Settings { limits, ..http::Settings::default() });
    let mut inbox = process.inbox()?;
    let service = Rc::new(Service::new(Figures(process.handle().clone()), settings, worker));
    let listening = tokio::task::spawn_local(http::listen(listener, service));
    process.ready()?;
    while !matches!(inbox.recv().await?, Message::Drain(_)) {}
    listening.abort();
    Ok(())
}

/// Answers by a look at all processes.
struct Figures(Handle);

impl Handler for Figures {
    type Call = Ready<()>;

    fn call(&self, exchange: &Rc<Exchange>) -> Ready<()> {
        let head = exchange.head();
        let is_read = matches!(head.method(), b"GET" | b"HEAD");
        let answered = match head.path() {
            b"/metrics" if is_read => {
                answer(exchange, 200, TEXT, &prometheus(&self.0.stats(), self.0.settings().worker_num))
            }
            b"/health" if is_read => {
                let stats = self.0.stats();
                let status = if ready(&stats) > 0 { 200 } else { 503 };
                answer(exchange, status, JSON, &health(&stats, self.0.settings().worker_num))
            }
            b"/metrics" | b"/health" => answer(exchange, 405, PLAIN, "405 Method Not Allowed\n"),
            _ => answer(exchange, 404, PLAIN, "404 Not Found: /metrics and /health are here\n"),
        };
        if answered.is_err() {
            exchange.abandon();
        }
        future::ready(())
    }
}

const TEXT: &[u8] = b"text/plain; version=0.0.4; charset=utf-8";
const JSON: &[u8] = b"application/json";
const PLAIN: &[u8] = b"text/plain; charset=utf-8";

fn answer(exchange: &Exchange, status: u16, content_type: &[u8], body: &str) -> Result<()> {
    exchange.respond(status, None, |w| {
        w.field(b"Content-Type", content_type, Case::AsIs)?;
        if status == 405 {
            w.field(b"Allow", b"GET, HEAD", Case::AsIs)?;
        }
        w.field(b"Cache-Control", b"no-store", Case::AsIs)
    })?;
    exchange.end(body.as_bytes())
}
