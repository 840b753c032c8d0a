//! Peregrine: an async event loop, coroutines and servers for PHP.
//!
//! The core (everything but `zend`, `coroutine`, `hook` and `php`) knows nothing of PHP and builds without it.
//! `docs/architecture.md` has the picture, the layer table and the life of a request.

pub mod error;
pub mod http;
pub mod kafka;
pub mod log;
pub mod net;
pub mod options;
pub mod server;
pub mod sys;
pub mod table;
pub mod client;

#[cfg(feature = "php")]
mod coroutine;
#[cfg(feature = "php")]
mod php;
#[cfg(feature = "php")]
mod zend;
