//! The end of a connection after its last answer: reads on for a while, so that a reset by data nobody read does not
//! destroy the answer on its way (RFC 9112 9.6). In the connection's task.

use crate::net::{Connection, Input};
use bytes::BytesMut;
use std::future::poll_fn;
use std::time::Duration;

/// How long, and how much, is read (bytes).
const TIME: Duration = Duration::from_secs(2);
const MOST: usize = 1024 * 1024;
/// Room for one receive (bytes).
const RECEIVE: usize = 4 * 1024;

/// Says that nothing more will be sent, and drops what still comes until the client closes.
pub(in crate::http) async fn linger(connection: &Connection) {
    connection.finish_sending();
    connection.set_busy(connection.worker().sweeps_in(TIME));
    let (mut input, mut left) = (BytesMut::new(), MOST);
    loop {
        input.clear();
        match poll_fn(|cx| connection.poll_input(cx, &mut input, RECEIVE)).await {
            Input::Bytes(got) if got <= left => left -= got,
            _ => return,
        }
    }
}
