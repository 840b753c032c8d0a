//! `Peregrine\Kafka\FailedMessage`: a message that was accepted and then not acknowledged.

use super::headers;
use crate::kafka::FailedRecord;
use crate::zend::{Access, Class, Instance, Value, properties};

/// `Kafka\FailedMessage`
pub(in crate::php) const FAILED_MESSAGE: Class = Class {
    name: "Peregrine\\Kafka\\FailedMessage",
    doc: "A message that was accepted and then not acknowledged. It may have arrived all the same: the exception beside it\nsays why nobody knows.\n",
    access: Access::Final,
    properties: properties! {
        /// The topic.
        "public readonly string $topic";
        /// The partition; null when none had been chosen.
        "public readonly ?int $partition";
        /// Milliseconds since 1970; -1 when it failed before it had got one.
        "public readonly int $timestamp";
        /// The key.
        "public readonly ?string $key";
        /// The value.
        "public readonly ?string $value";
        /// Headers by name: a string or null, or a list of them for a name that occurs more than once.
        "public readonly array $headers";
    },
    ..Class::EMPTY
};

/// The object of a failed record.
pub(super) fn make(record: &FailedRecord) -> Value {
    let message = Instance::plain(FAILED_MESSAGE.name);
    message.set_index(0, record.topic.as_str());
    message.set_index(1, record.partition.map(i64::from));
    message.set_index(2, record.timestamp);
    message.set_index(3, record.key.as_deref());
    message.set_index(4, record.value.as_deref());
    message.set_index(5, headers::to_php(&record.headers));
    message.value()
}
