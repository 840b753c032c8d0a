//! `Peregrine\Exception\KafkaBatchException`: messages of a batch failed.

use super::kafka_exception::{self, KAFKA_EXCEPTION, PROPERTIES};
use crate::kafka::KafkaError;
use crate::zend::{Array, Call, Class, Instance, Outcome, Value, functions, properties};

/// `Exception\KafkaBatchException`
pub(in crate::php) const KAFKA_BATCH_EXCEPTION: Class = Class {
    name: "Peregrine\\Exception\\KafkaBatchException",
    doc: "Messages of a batch failed. As an exception it is the first failure.\n",
    parent: KAFKA_EXCEPTION.name,
    properties: properties! {
        /// Of those that were written.
        "private array $reports = []";
        /// Of those that were not.
        "private array $failures = []";
    },
    methods: functions! {
        /// The delivery reports of the messages that were written, by their keys in the batch.
        ///
        /// @return array<int|string, \Peregrine\Kafka\DeliveryReport>
        "public function getReports(): array" => get_reports;
        /// What went wrong with the others, by their keys in the batch.
        ///
        /// @return array<int|string, \Peregrine\Exception\KafkaException>
        "public function getFailures(): array" => get_failures;
    },
    ..Class::EMPTY
};

/// The exception of a batch, made here and not thrown.
pub(in crate::php) fn exception(first: &KafkaError, reports: Array, failures: Array) -> Value {
    let exception = kafka_exception::fill(Instance::plain(KAFKA_BATCH_EXCEPTION.name), first);
    let (failed, all) = (failures.len(), failures.len() + reports.len());
    exception.set("message", format!("{failed} of {all} messages failed; the first: {first}"));
    exception.set_index(PROPERTIES, reports);
    exception.set_index(PROPERTIES + 1, failures);
    exception.value()
}

fn get_reports(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(PROPERTIES).to_value())
}

fn get_failures(call: &Call<'_>) -> Outcome<Value> {
    Ok(call.property(PROPERTIES + 1).to_value())
}
