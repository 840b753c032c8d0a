//! `Peregrine\Http\Connection`: a connection that a handler took over for another protocol.

use super::body;
use crate::coroutine::{self as core, Interrupt};
use crate::http::{Exchange, Flow};
use crate::zend::{Access, Call, Class, Instance, Kind, Lazy, Outcome, Value, functions, properties};
use std::rc::Rc;

/// `Http\Connection`
pub(crate) const CONNECTION: Class = Class {
    name: "Peregrine\\Http\\Connection",
    doc: "A connection that `Response::switchProtocol()` took over: bytes as they are in both directions. It is closed when\n\
          nobody holds it any more.\n",
    kind: Kind::Lazy,
    access: Access::Final,
    properties: properties! {
        /// The connection's number, positive.
        "public $fd";
    },
    methods: functions! {
        /// The next bytes, at most `$length`; '' when the client will send no more. What is not read is not received.
        ///
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return string|false false when `$timeout` passed or the connection is closed
        "public function recv(int $length = 65536, float $timeout = -1): string|false" => recv;
        /// Sends this. When the client takes less than is sent, the coroutine waits here.
        ///
        /// @return bool false when the connection is closed or the client is gone
        "public function send(string $data): bool" => send;
        /// Closes the connection once everything is sent.
        ///
        /// @return bool false when it was closed already
        "public function close(): bool" => close;
        /// Whether something can still be sent.
        "public function isConnected(): bool" => is_connected;
    },
    ..Class::EMPTY
};

struct Part(Rc<Exchange>);

/// A Connection of an exchange that was upgraded.
pub(super) fn make(exchange: Rc<Exchange>) -> Instance {
    Instance::lazy(CONNECTION.name, Part(exchange))
}

impl Lazy for Part {
    fn fill(&self, _: u32) -> Value {
        self.0.connection_id().number().into()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It fails when it is closed already.
        let _ = self.0.end(b"");
    }
}

fn recv(call: &Call<'_>) -> Outcome<Value> {
    let exchange = call.this::<Part>()?.0.clone();
    body::read_from(call, Some(exchange))
}

fn send(call: &Call<'_>) -> Outcome<bool> {
    let exchange = call.this::<Part>()?.0.clone();
    match exchange.write(call.bytes(0)?) {
        Ok(Flow::Full) => match core::future("a slow client", exchange.drained()) {
            Ok(there) => Ok(there),
            Err(Interrupt::Stop(stop)) => Err(stop),
            Err(_) => Ok(false),
        },
        other => Ok(other.is_ok()),
    }
}

fn close(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.0.end(b"").is_ok())
}

fn is_connected(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.0.is_writable())
}
