//! Peregrine: an async event loop, coroutines and servers for PHP.
//!
//! The core (everything but `zend`, `coroutine` and `php`) knows nothing of PHP and builds without it.
//! `docs/architecture.md` has the picture, the layer table and the life of a request.

pub mod aws;
pub mod client;
pub mod error;
pub mod http;
pub mod kafka;
pub mod log;
pub mod metrics;
pub mod net;
pub mod options;
pub mod server;
pub mod sys;
pub mod table;
pub mod time;

#[cfg(feature = "php")]
mod coroutine;
#[cfg(feature = "php")]
mod php;
#[cfg(feature = "php")]
mod zend;

/// PHP has loaded the extension: registers its classes, functions and constants.
#[cfg(feature = "php")]
fn startup() {
    std::panic::set_hook(Box::new(report_panic));
    php::register();
}

/// Below a coroutine a panic reaches PHP as an Error, which is reported with its PHP stack; anywhere else only the log
/// can tell of it.
#[cfg(feature = "php")]
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    if !zend::is_in_fiber() {
        log::write(log::Level::Error, &format!("internal error: {panic}"));
    }
}

/// A script is over.
#[cfg(feature = "php")]
fn request_shutdown() {}
