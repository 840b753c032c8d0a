//! HTTP/1.1 server core: one request and its answer are an [`Exchange`]; `h1` reads and frames them on a connection,
//! `answer`, `cookie` and `form` know the syntax around them. Runs on a worker's one thread; no PHP, no threads.
//!
//! A program implements [`Handler`], puts it into a [`Service`] and calls [`listen`] for each of its listeners.

pub mod answer;
mod class;
pub mod cookie;
mod exchange;
pub mod form;
pub mod h1;
mod reject;
mod service;
mod settings;

pub use exchange::{Exchange, Flow, detached};
pub use reject::Reject;
pub use service::{Handler, Service, listen};
pub use settings::{Limits, Settings};
