//! `Peregrine\Kafka\DeliveryReport`: where a message was written.

use crate::kafka::Delivery;
use crate::zend::{Access, Class, Instance, Value, properties};

/// `Kafka\DeliveryReport`
pub(in crate::php) const DELIVERY_REPORT: Class = Class {
    name: "Peregrine\\Kafka\\DeliveryReport",
    doc: "Where a message was written.\n",
    access: Access::Final,
    properties: properties! {
        /// The topic.
        "public readonly string $topic";
        /// The partition.
        "public readonly int $partition";
        /// The offset in it; below zero with `acks=0`, where nobody knows.
        "public readonly int $offset";
        /// Milliseconds since 1970, as the broker keeps it.
        "public readonly int $timestamp";
    },
    ..Class::EMPTY
};

/// The report of a message to `topic`.
pub(super) fn make(topic: Value, delivery: Delivery) -> Value {
    let report = Instance::plain(DELIVERY_REPORT.name);
    report.set_index(0, topic);
    report.set_index(1, i64::from(delivery.partition));
    report.set_index(2, delivery.offset);
    report.set_index(3, delivery.timestamp);
    report.value()
}
