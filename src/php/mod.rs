//! The PHP API: one file a class, and this list of all of them.

mod atomic;
mod aws;
mod coroutine;
mod exception;
mod functions;
mod http;
mod kafka;
mod lock;
mod options;
mod process;
mod server;
mod session;
mod table;
#[cfg(feature = "test-hooks")]
mod test_hooks;
mod timer;

use crate::zend::{self, Class, Constant, TextConstant};

/// Every class, parents first.
const CLASSES: &[&Class] = &[
    &exception::EXCEPTION,
    &exception::ERROR,
    &coroutine::COROUTINE,
    &coroutine::CANCELED_EXCEPTION,
    &coroutine::CONTEXT,
    &coroutine::ITERATOR,
    &coroutine::channel::CHANNEL,
    &coroutine::wait_group::WAIT_GROUP,
    &coroutine::http::client::CLIENT,
    &timer::TIMER,
    &timer::ITERATOR,
    &process::PROCESS,
    &table::TABLE,
    &atomic::ATOMIC,
    &atomic::long::LONG,
    &lock::LOCK,
    &server::SERVER,
    &http::server::HTTP_SERVER,
    &http::request::REQUEST,
    &http::cookie::COOKIE,
    &http::response::RESPONSE,
    &http::connection::CONNECTION,
    &aws::signer::SIGNER,
    &exception::kafka_exception::KAFKA_EXCEPTION,
    &exception::kafka_batch_exception::KAFKA_BATCH_EXCEPTION,
    &kafka::producer::PRODUCER,
    &kafka::delivery_report::DELIVERY_REPORT,
    &kafka::failed_message::FAILED_MESSAGE,
    &kafka::consumer::CONSUMER,
    &kafka::message::MESSAGE,
    &kafka::table_view::TABLE_VIEW,
    &kafka::dead_letter_topic::DEAD_LETTER_TOPIC,
    &kafka::admin::ADMIN,
    &kafka::mock_cluster::MOCK_CLUSTER,
];

/// Every global constant.
const CONSTANTS: &[&[Constant]] =
    &[coroutine::channel::CONSTANTS, coroutine::http::client::CONSTANTS, lock::CONSTANTS, server::CONSTANTS];

const VERSION: TextConstant = TextConstant {
    name: "Peregrine\\VERSION",
    value: env!("CARGO_PKG_VERSION"),
    doc: "The extension's version, as `phpversion('peregrine')`.",
};

/// Registers all of it; PHP has just loaded the extension.
pub(crate) fn register() {
    CONSTANTS.iter().copied().flatten().for_each(zend::register_constant);
    CLASSES.iter().for_each(|class| zend::register_class(class));
    zend::register_functions(functions::FUNCTIONS);
    // php-fpm has its own.
    if !zend::has_function("fastcgi_finish_request") {
        zend::register_functions(http::sapi::FUNCTIONS);
    }
    #[cfg(feature = "test-hooks")]
    zend::register_functions(test_hooks::FUNCTIONS);
    http::request::register_names();
    session::register();
    crate::coroutine::at_end(kafka::drain::drain);
    zend::set_loader(&crate::coroutine::Loads);
    zend::register_text_constant(&VERSION);
}

/// A worker or user process is told to end: its consumers hand out no more messages, so that loops over them end.
fn finish_consumers() {
    kafka::drain::finish();
}

/// Whether this process has a consumer that is open.
fn has_consumers() -> bool {
    kafka::drain::has_readers()
}

/// A worker or user process is about to end: once its coroutines are gone, its clients have until then to hand over what
/// they still hold.
fn drain_clients_by(instant: crate::time::Instant) {
    kafka::drain::drain_by(instant);
}
