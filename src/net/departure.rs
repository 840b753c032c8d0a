//! Noticing that a peer has left while nobody receives what it sent before: a second descriptor of the socket, watched for
//! its end alone, so that the connection's own readiness stays as it is. On the worker's thread, polled by the
//! connection's task; costs a descriptor, so it is made only when there is something to wait for.

use crate::sys;
use std::net::TcpStream;
use std::task::{Context, Poll, ready};
use tokio::io::unix::AsyncFd;

/// See [`super::Connection::departure`].
pub struct Departure {
    /// `None`: it cannot be watched, and whoever sends or receives finds out.
    watched: Option<AsyncFd<TcpStream>>,
}

impl Departure {
    pub(super) fn of(socket: &TcpStream) -> Departure {
        Departure { watched: socket.try_clone().and_then(sys::watch::stream).ok() }
    }

    /// Ready when the peer will send nothing more or is gone (POLLRDHUP, POLLHUP: poll(2)).
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(watched) = &self.watched else { return Poll::Pending };
        loop {
            match ready!(watched.poll_read_ready(cx)) {
                Ok(guard) if guard.ready().is_read_closed() => return Poll::Ready(()),
                // Bytes: what matters comes after them.
                Ok(mut guard) => guard.clear_ready(),
                Err(_) => return Poll::Ready(()),
            }
        }
    }
}
