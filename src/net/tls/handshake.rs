//! The handshake of one accepted connection: waits for its turn, then for the client, both within one time. Runs in the
//! connection's task, on the worker's thread, like everything else of it.

use super::{Context, Session};
use crate::log::{self, Level};
use crate::net::Connection;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context as Task, Poll};

/// What is to be spoken on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1, also when the client offered nothing.
    Http1,
    /// HTTP/2.
    Http2,
    /// A request without TLS. It is not read; an answer goes out as it is.
    Plain,
}

/// Starts TLS on a connection; `None` when it came to nothing: the connection is to be closed. The connection's task must
/// be set ([`Connection::set_task`]).
pub async fn handshake(connection: &Rc<Connection>, context: &Context) -> Option<Protocol> {
    connection.set_busy(connection.worker().sweeps_in(context.handshake_time));
    let mut turn = pin!(context.handshakes.acquire());
    let _permit = poll_fn(|cx| match turn.as_mut().poll(cx) {
        Poll::Ready(permit) => Poll::Ready(permit.ok()),
        Poll::Pending if connection.is_expired() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await?;
    let session = match Session::new(context.config.clone()) {
        Ok(session) => session,
        Err(error) => {
            log::write(Level::Error, &format!("TLS with {}: {error}", connection.peer()));
            return None;
        }
    };
    connection.start_tls(session);
    let done = poll_fn(|cx| poll(connection, cx)).await;
    connection.set_busy(0);
    // The time may have passed just when it was done.
    connection.clear_expired();
    connection.with_tls(|tls| spoken(tls, done)).flatten()
}

fn spoken(tls: &Session, done: bool) -> Option<Protocol> {
    match done {
        true if tls.is_http2() => Some(Protocol::Http2),
        true => Some(Protocol::Http1),
        false => tls.is_plain().then_some(Protocol::Plain),
    }
}

fn poll(connection: &Connection, cx: &mut Task<'_>) -> Poll<bool> {
    let handshakes = || connection.with_tls(|tls| tls.is_handshaking() && !tls.is_plain()).unwrap_or(false);
    let is_plain = || connection.with_tls(|tls| tls.is_plain()).unwrap_or(false);
    let read = connection.poll_tls(cx, handshakes);
    if !connection.is_flushed() {
        let _ = connection.poll_flush(cx);
    }
    match read {
        Poll::Ready(true) if !is_plain() => Poll::Ready(true),
        Poll::Pending if !connection.is_expired() => Poll::Pending,
        _ => {
            if log::enabled(Level::Debug) {
                let why = connection.with_tls(|tls| tls.failure().map(str::to_owned)).flatten();
                let why = why.unwrap_or_else(|| if read.is_pending() { "too slow" } else { "the client left" }.into());
                log::write(Level::Debug, &format!("TLS handshake with {}: {why}", connection.peer()));
            }
            Poll::Ready(false)
        }
    }
}
