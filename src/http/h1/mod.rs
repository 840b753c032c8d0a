//! HTTP/1.1 on one connection: reading heads (`head`, `framing`, `target`) and bodies (`body`), and the loop around
//! them (`connection`). Parsing touches no socket.

pub mod body;
pub mod connection;
mod desk;
mod framing;
pub mod head;
mod linger;
mod reading;
mod scan;
mod source;
mod streamed;
mod target;
mod waiting;

pub(in crate::http) use connection::Times;
pub(in crate::http) use desk::Desks;
pub use framing::Framing;
pub(in crate::http) use framing::{UNEXPECTED, expectation};
pub(in crate::http) use linger::linger;
pub(in crate::http) use waiting::flushed;
