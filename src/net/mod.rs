//! Sockets of one worker: accepting, the registry of connections with its counters and deadlines, and the state of a
//! connection that its task and the answers share. Everything runs on the worker's one thread; no protocol, no PHP.

mod accept;
mod connection;
mod departure;
mod id;
mod outbound;
pub mod socket;
pub mod tls;
mod worker;

pub use accept::accept_loop;
pub use connection::{Connection, Drained, Input};
pub use departure::Departure;
pub use id::ConnectionId;
pub use worker::{Counters, Worker, WorkerOptions};
