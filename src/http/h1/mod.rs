//! HTTP/1.1 on one connection: reading heads (`head`, `framing`, `target`) and bodies (`body`), and the loop around
//! them (`connection`). Parsing touches no socket.

pub mod body;
pub mod connection;
mod framing;
pub mod head;
mod scan;
mod target;
mod waiting;

pub use framing::Framing;
