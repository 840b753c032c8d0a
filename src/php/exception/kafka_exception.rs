//! `Peregrine\Exception\KafkaException`: an error of librdkafka or of a broker.

use crate::kafka::KafkaError;
use crate::php::exception::EXCEPTION;
use crate::zend::{Call, Class, Instance, Outcome, Thrown, Value, functions, properties};

/// `Exception\KafkaException`
pub(in crate::php) const KAFKA_EXCEPTION: Class = Class {
    name: "Peregrine\\Exception\\KafkaException",
    doc: "What librdkafka or a broker refused. `getCode()` is librdkafka's number: below zero it was found by the client,\nabove zero by the broker.\n",
    parent: EXCEPTION.name,
    properties: properties! {
        /// librdkafka's name of the code.
        "private string $name = ''";
        /// Whether the same call may succeed later.
        "private bool $retriable = false";
        /// Whether the client is beyond repair.
        "private bool $fatal = false";
        /// Whether the transaction must be aborted.
        "private bool $requiresAbort = false";
    },
    methods: functions! {
        /// librdkafka's name of the code, like `_MSG_TIMED_OUT` or `TOPIC_AUTHORIZATION_FAILED`; '' for an exception that
        /// PHP code made.
        "public function getName(): string" => get_name;
        /// Whether the same call may succeed later with nothing changed. librdkafka has already retried for
        /// `message.timeout.ms`. A message that timed out may have arrived all the same: sending it again can double it.
        "public function isRetriable(): bool" => is_retriable;
        /// Whether the producer or consumer is beyond repair: close it and make a new one.
        "public function isFatal(): bool" => is_fatal;
        /// Whether the transaction in which this happened can only be aborted; a new one may succeed.
        "public function transactionRequiresAbort(): bool" => requires_abort;
    },
    ..Class::EMPTY
};

/// The first property after those of PHP's Exception (message, string, code, file, line, trace, previous).
const NAME: u32 = 7;
const RETRIABLE: u32 = NAME + 1;
const FATAL: u32 = NAME + 2;
const REQUIRES_ABORT: u32 = NAME + 3;
/// The first property of a class below it.
pub(super) const PROPERTIES: u32 = NAME + 4;

/// The exception of an error, made here and not thrown.
pub(in crate::php) fn exception(error: &KafkaError) -> Value {
    fill(Instance::plain(KAFKA_EXCEPTION.name), error).value()
}

/// Writes what an exception says of its error.
pub(super) fn fill(exception: Instance, error: &KafkaError) -> Instance {
    exception.set("message", error.to_string());
    exception.set("code", i64::from(error.code()));
    exception.set_index(NAME, error.name());
    exception.set_index(RETRIABLE, error.is_retriable());
    exception.set_index(FATAL, error.is_fatal());
    exception.set_index(REQUIRES_ABORT, error.requires_abort());
    exception
}

/// Throws it.
pub(in crate::php) fn thrown(error: &KafkaError) -> Thrown {
    Thrown::object(exception(error))
}

fn get_name(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(NAME).to_value())
}

fn is_retriable(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(RETRIABLE).to_value())
}

fn is_fatal(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(FATAL).to_value())
}

fn requires_abort(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(REQUIRES_ABORT).to_value())
}
