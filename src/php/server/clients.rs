//! What `Server` tells of connections: `getClientInfo()` and `getClientList()` of this worker's, `exists()` and `close()` of
//! every worker's.

use crate::coroutine as core;
use crate::http::order::{Act, Fate};
use crate::net::{Connection, ConnectionId};
use crate::php::http::remote;
use crate::php::http::{request::add_tls, server::net};
use crate::zend::{Array, Call, Outcome, Value, throw::warn};
use std::rc::Rc;
use std::time::UNIX_EPOCH;

/// Most connections `getClientList()` gives at once.
const MOST: i64 = 100;
const SOCK_TCP: i64 = 1;
const SOCK_TCP6: i64 = 3;

pub(super) fn info(call: &Call<'_>) -> Outcome<Value> {
    let (fd, worker, ignores) = (call.long(0)?, call.long_or(1, -1)?, call.bool_or(2, false)?);
    let Some(connection) = connection(fd) else { return Ok(false.into()) };
    let owner = i64::from(connection.id().slot());
    if (worker >= 0 && worker != owner) || (connection.is_gone() && !ignores) {
        return Ok(false.into());
    }
    Ok(describe(&connection, owner).into())
}

pub(super) fn exists(call: &Call<'_>) -> Outcome<bool> {
    on_connection(call.long(0)?, Act::Meet)
}

pub(super) fn close(call: &Call<'_>) -> Outcome<bool> {
    on_connection(call.long(0)?, Act::Close(call.bool_or(1, false)?))
}

/// Does it to an open connection, wherever that is.
fn on_connection(fd: i64, act: Act) -> Outcome<bool> {
    if let Some(connection) = connection(fd) {
        return Ok(act.on_connection(&connection) != Fate::Closed);
    }
    let id = ConnectionId::from_number(fd);
    if id.is_none_or(|id| net().is_some_and(|net| net.has_issued(id))) {
        return Ok(false);
    }
    if core::current_id() <= 0 {
        warn("another worker has this connection: only a coroutine can wait for what it says");
        return Ok(false);
    }
    remote::on_connection(fd, act)
}

fn connection(fd: i64) -> Option<Rc<Connection>> {
    net()?.connection(ConnectionId::from_number(fd)?)
}

fn describe(connection: &Connection, owner: i64) -> Array {
    let peer = connection.peer();
    let mut array = Array::new(16);
    array.set("server_port", connection.local().map_or(0, |local| i64::from(local.port())));
    array.set("server_addr", connection.local().map_or_else(String::new, |local| local.ip().to_string()));
    array.set("socket_type", if peer.is_ipv4() { SOCK_TCP } else { SOCK_TCP6 });
    array.set("remote_port", i64::from(peer.port()));
    array.set("remote_ip", peer.ip().to_string());
    array.set("reactor_id", owner);
    array.set("worker_id", owner);
    let opened = connection.opened().duration_since(UNIX_EPOCH).unwrap_or_default();
    array.set("connect_time", opened.as_secs() as i64);
    array.set("send_queued_bytes", connection.unsent() as i64);
    array.set("server_protocol", connection.protocol().unwrap_or("HTTP/1.1"));
    if let Some(tls) = connection.tls() {
        add_tls(&mut array, tls);
    }
    array
}

pub(super) fn list(call: &Call<'_>) -> Outcome<Value> {
    let (start, count) = (call.long_or(0, 0)?, call.long_or(1, 10)?);
    if !(1..=MOST).contains(&count) {
        return Err(call.invalid(1, format!("must be from 1 to {MOST}")).into());
    }
    let mut all: Vec<i64> =
        net().map_or_else(Vec::new, |net| net.ids().into_iter().map(ConnectionId::number).collect());
    all.retain(|fd| *fd > start);
    all.sort_unstable();
    all.truncate(count as usize);
    if all.is_empty() {
        return Ok(false.into());
    }
    let mut array = Array::new(all.len());
    all.into_iter().for_each(|fd| array.push(fd));
    Ok(array.into())
}
