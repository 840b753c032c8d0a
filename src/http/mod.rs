//! HTTP server core: one request and its answer are an [`Exchange`]; `h1` and `h2` read and frame them on a connection,
//! `answer`, `cookie` and `form` know the syntax around them. Runs on a worker's one thread; no PHP, no threads.
//!
//! `static_files`, `compress`, `rules` and `access_log` are what `front` puts around the handler when options ask for it.
//!
//! A program implements [`Handler`], puts it into a [`Service`] and calls [`listen`] for each of its listeners.

pub mod access_log;
pub mod answer;
mod class;
pub mod compress;
pub mod cookie;
mod exchange;
pub mod form;
mod front;
pub mod h1;
pub mod h2;
pub mod order;
mod reject;
pub mod rules;
mod service;
mod settings;
pub mod static_files;

pub use exchange::{Drained, Exchange, Flow, Gather, Reading, detached, detached_of};
pub use front::{Front, FrontSettings, Intercept};
pub use reject::Reject;
pub use service::{Handler, Service, listen, listen_tls};
pub use settings::{Limits, Settings};
