//! The accept loop of one listener. Runs as a task of the worker; what is done with a connection is the caller's.

use super::{Connection, Worker};
use crate::error::{Error, Result};
use crate::log::{self, Level};
use crate::sys;
use crate::time::{Clock, Instant};
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

/// Accepted in a row before other tasks get their turn.
const BATCH: usize = 64;
/// Rest after accept(2) found no descriptor or memory.
const PAUSE: Duration = Duration::from_millis(100);
/// As many rests, one after the other, and it says again why it rests: every ten seconds.
const PAUSES_A_LINE: usize = 100;
/// Rests a stopping loop allows itself before it gives its queue up.
const PAUSES_WHEN_STOPPING: usize = 50;

enum Turn {
    Empty,
    Batch,
    Exhausted(io::Error),
}

/// Accepts until [`Worker::stop_accepting`], then takes what still waits in the queue and returns. `serve` gets each
/// registered connection and starts its task.
pub async fn accept_loop(listener: TcpListener, worker: Rc<Worker>, serve: impl Fn(Rc<Connection>)) -> Result<()> {
    listener.set_nonblocking(true).map_err(|e| Error::io("make a listener non-blocking", e))?;
    let listener = sys::watch::listener(listener).map_err(|e| Error::io("watch a listener", e))?;
    // Made now: when it is needed, there may be no descriptor left for it.
    let mut rest = Clock::new()?;
    let mut pauses = 0;
    loop {
        match accept_batch(listener.get_ref(), &worker, &serve) {
            Turn::Batch => tokio::task::yield_now().await,
            Turn::Exhausted(error) => {
                if pauses % PAUSES_A_LINE == 0 {
                    complain(&error);
                }
                pauses += 1;
                if !worker.is_accepting() && pauses > PAUSES_WHEN_STOPPING {
                    return Ok(());
                }
                rest.at(Instant::now() + PAUSE).await;
            }
            Turn::Empty if !worker.is_accepting() => return Ok(()),
            Turn::Empty => {
                pauses = 0;
                tokio::select! {
                    biased;
                    () = worker.stopped() => {}
                    ready = listener.readable() => {
                        ready.map_err(|e| Error::io("wait for connections", e))?.clear_ready();
                    }
                }
            }
        }
    }
}

fn accept_batch(listener: &TcpListener, worker: &Rc<Worker>, serve: &impl Fn(Rc<Connection>)) -> Turn {
    for _ in 0..BATCH {
        let accepted = listener.accept();
        match accepted {
            Ok((stream, peer)) => match worker.register(stream, peer) {
                Ok(connection) => serve(connection),
                Err(error) => log::write(Level::Warning, &format!("connection from {peer} dropped: {error}")),
            },
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Turn::Empty,
            // A connection that failed while it waited in the queue (accept(2), "Error handling"): the next is fine.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => return Turn::Exhausted(error),
        }
    }
    Turn::Batch
}

fn complain(error: &io::Error) {
    let advice = if is_shortage(error) { "; raise the limit (ulimit -n)" } else { "" };
    log::write(Level::Warning, &format!("accept: {error}, trying again every 0.1 s{advice}"));
}

fn is_shortage(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM))
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use libc::{ECONNABORTED, EHOSTDOWN, EHOSTUNREACH, EINTR, ENETDOWN, ENETUNREACH, ENOPROTOOPT, EPERM, EPROTO};
    let of_one = [ECONNABORTED, EHOSTDOWN, EHOSTUNREACH, EINTR, ENETDOWN, ENETUNREACH, ENOPROTOOPT, EPERM, EPROTO];
    error.raw_os_error().is_some_and(|code| of_one.contains(&code))
}
