//! HTTP server core: one request and its answer are an [`Exchange`]; `h1` and `h2` read and frame them on a connection,
//! `answer`, `cookie` and `form` know the syntax around them. Runs on a worker's one thread; no PHP, no threads.
//!
//! A program implements [`Handler`], puts it into a [`Service`] and calls [`listen`] for each of its listeners.

pub mod answer;
mod class;
pub mod cookie;
mod exchange;
pub mod form;
pub mod h1;
pub mod h2;
mod reject;
mod service;
mod settings;

pub use exchange::{Drained, Exchange, Flow, detached};
pub use reject::Reject;
pub use service::{Handler, Service, listen, listen_tls};
pub use settings::{Limits, Settings};
