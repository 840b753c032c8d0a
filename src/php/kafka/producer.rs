//! `Peregrine\Kafka\Producer`

use super::headers::Given;
use super::sender::Sender;
use super::{
    batch, check_loop, config, delivery_report, interrupted, partition, refused, seconds, statistics, transactions,
    wait,
};
use crate::kafka::Record;
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Call, Class, Kind, Outcome, Str, Value, Zval, functions, native};
use std::rc::Rc;

/// `Kafka\Producer`
pub(in crate::php) const PRODUCER: Class = Class {
    name: "Peregrine\\Kafka\\Producer",
    doc: concat!(
        "Sends messages to Kafka. librdkafka's threads do the network; only the coroutine that waits is parked.\n\n",
        "What was accepted is delivered before the process ends: a server's worker at its shutdown and reload within\n",
        "`max_wait_time`, a script at the end of `run()` within 10 seconds. A producer belongs to the process and the event\n",
        "loop that made it: make it in `workerStart`, not before the fork.\n",
    ),
    kind: Kind::Native,
    methods: functions! {
        /// A producer with librdkafka's configuration keys (its CONFIGURATION.md): strings, ints, floats and bools.
        /// `bootstrap.servers` is required. Defaults are librdkafka's: `acks` all, `linger.ms` 5 (0 suits producers whose
        /// sends are awaited one by one), `message.timeout.ms` 300000; but `enable.idempotence` is true, so that
        /// librdkafka's own retries neither double nor reorder messages, unless a setting excludes it: `acks` other than
        /// all, `retries` 0, `max.in.flight` above 5, `queuing.strategy` lifo.
        ///
        /// @param array<string, string|int|float|bool> $config
        /// @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
        /// @throws \Peregrine\Error outside the event loop
        "public function __construct(#[\\SensitiveParameter] array $config)" => construct;
        /// Sends a message and parks until the brokers have acknowledged it as `acks` demands.
        ///
        /// When the wait is ended from outside (cancel, exit, shutdown), the message stays under way: it may arrive, and
        /// should it fail then, it goes to `onFailure()`.
        ///
        /// @param ?string $value null is a tombstone, which deletes the key in a compacted topic
        /// @param ?string $key from whose hash the partition is chosen
        /// @param array<string, string|null|list<string|null>> $headers
        /// @param ?int $partition null lets librdkafka's `partitioner` choose
        /// @param ?int $timestamp milliseconds since 1970; null is now
        /// @throws \Peregrine\Exception\KafkaException when it is refused, or not acknowledged within `message.timeout.ms`
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function send(string $topic, ?string $value, ?string $key = null, array $headers = [], ?int $partition = null, ?int $timestamp = null): Peregrine\\Kafka\\DeliveryReport" => send;
        /// Queues a message without waiting for its acknowledgement; parks only while librdkafka's queue
        /// (`queue.buffering.max.messages`, `queue.buffering.max.kbytes`) is full. Should it fail later, it goes to
        /// `onFailure()`. The parameters are those of `send()`.
        ///
        /// @throws \Peregrine\Exception\KafkaException when librdkafka refuses it at once
        /// @throws \Peregrine\Coroutine\CanceledException when the wait for room was cancelled; it is not queued then
        "public function enqueue(string $topic, ?string $value, ?string $key = null, array $headers = [], ?int $partition = null, ?int $timestamp = null): void" => enqueue;
        /// Sends messages to one topic and parks until each is acknowledged or has failed.
        ///
        /// @param array<int|string, string|null|array{value?: ?string, key?: ?string, headers?: array<string,
        ///     string|null|list<string|null>>, partition?: ?int, timestamp?: ?int}> $messages values, or the parameters of
        ///     `send()` by name
        /// @return array<int|string, \Peregrine\Kafka\DeliveryReport> by the keys of `$messages`
        /// @throws \Peregrine\Exception\KafkaBatchException when one or more failed; it has the reports of the others
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; messages may still arrive
        "public function sendBatch(string $topic, array $messages): array" => batch::send_batch;
        /// Gets the producer its id from the brokers and ends what an earlier producer of the same `transactional.id` left
        /// open; once, before the first transaction.
        ///
        /// @param float $timeout seconds; after that it goes on in the background: call it again
        /// @throws \Peregrine\Exception\KafkaException
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function initTransactions(float $timeout = 60.0): void" => transactions::init;
        /// Begins a transaction: what is sent from now on is part of it.
        ///
        /// @throws \Peregrine\Exception\KafkaException
        "public function beginTransaction(): void" => transactions::begin;
        /// Waits until everything sent in the transaction is acknowledged, and commits it.
        ///
        /// @param float $timeout seconds; after that it goes on in the background: call it again
        /// @throws \Peregrine\Exception\KafkaException with `transactionRequiresAbort()`: abort it; with `isRetriable()`:
        ///     commit again
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the commit stays under way
        "public function commitTransaction(float $timeout = 60.0): void" => transactions::commit;
        /// Calls back what is queued and aborts the transaction: readers of committed messages see none of it.
        ///
        /// @param float $timeout seconds; after that it goes on in the background: call it again
        /// @throws \Peregrine\Exception\KafkaException
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the abort stays under way
        "public function abortTransaction(float $timeout = 60.0): void" => transactions::abort;
        /// Makes offsets of the consumer's group part of the transaction: they are committed with it, or not at all. The
        /// consumer must have `enable.auto.commit` false.
        ///
        /// @param ?array<string, array<int, int>> $offsets by topic and partition the next to read; null: everything that the
        ///     consumer handed out
        /// @param float $timeout seconds
        /// @throws \Peregrine\Exception\KafkaException with `transactionRequiresAbort()`: abort the transaction
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function sendOffsetsToTransaction(Peregrine\\Kafka\\Consumer $consumer, ?array $offsets = null, float $timeout = 60.0): void" => transactions::send_offsets;
        /// Calls `$callback(FailedMessage $message, KafkaException $error)` for each message that fails with nobody waiting
        /// for it, in a coroutine of its own (at most 128 at a time), instead of an earlier callback. Without one such
        /// messages are logged as lost.
        "public function onFailure(callable $callback): void" => on_failure;
        /// Sends what is queued at once, whatever `linger.ms` says, and parks until everything is acknowledged or has
        /// failed.
        ///
        /// @param float $timeout seconds
        /// @throws \Peregrine\Exception\KafkaException (`_TIMED_OUT`) when messages are left after that; they stay queued
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function flush(float $timeout = 10.0): void" => flush;
        /// Flushes and ends the producer; every later call fails, but a second `close()` does nothing.
        ///
        /// @param float $timeout seconds; what is left then fails
        /// @throws \Peregrine\Exception\KafkaException (`_TIMED_OUT`) when messages were left
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function close(float $timeout = 10.0): void" => close;
        /// How many messages are accepted and neither acknowledged nor failed.
        "public function inFlight(): int" => in_flight;
        /// librdkafka's last statistics (its STATISTICS.md), with `statistics.interval.ms` set; null before the first.
        "public function stats(): ?array" => stats;
    },
    ..Class::EMPTY
};

/// What a Producer object carries.
pub(super) struct Part(pub(super) Rc<Sender>);

/// The sender of a Producer object.
pub(super) fn sender(value: &Zval) -> Option<Rc<Sender>> {
    native::<Part>(value).map(|part| part.0.clone())
}

impl Drop for Part {
    fn drop(&mut self) {
        self.0.clone().release();
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let config = config(call, 0)?;
    check_loop("producer")?;
    let sender = Sender::new(&config).map_err(|error| refused(call, 0, &error))?;
    Ok(call.construct(Part(sender))?)
}

/// The arguments of `send()` and `enqueue()`.
struct Arguments<'a> {
    topic: &'a str,
    value: Option<Str>,
    key: Option<Str>,
    headers: Given<'a>,
    partition: Option<i32>,
    timestamp: Option<i64>,
}

impl<'a> Arguments<'a> {
    fn read(call: &Call<'a>) -> Outcome<Arguments<'a>> {
        let timestamp = call.optional_long(5)?;
        if timestamp.is_some_and(|t| t <= 0) {
            return Err(call.invalid(5, "must be in milliseconds since 1970 and above 0").into());
        }
        Ok(Arguments {
            topic: call.text(0)?,
            value: call.optional_str(1)?,
            key: call.optional_str(2)?,
            headers: Given::read(call, 3)?,
            partition: partition(call, 4)?,
            timestamp,
        })
    }

    fn with<R>(&self, use_: impl FnOnce(&Record<'_>) -> R) -> R {
        let headers = self.headers.borrow();
        use_(&Record {
            topic: self.topic,
            value: self.value.as_ref().map(Str::bytes),
            key: self.key.as_ref().map(Str::bytes),
            headers: &headers,
            partition: self.partition,
            timestamp: self.timestamp,
        })
    }
}

fn send(call: &Call<'_>) -> Outcome<Value> {
    let sender = &call.this::<Part>()?.0;
    let arguments = Arguments::read(call)?;
    match arguments.with(|record| wait("a delivery report of Kafka", sender.send(record))) {
        Ok(Ok(delivery)) => Ok(delivery_report::make(call.value(0), delivery)),
        Ok(Err(error)) => Err(thrown(&error).into()),
        Err(interrupt) => {
            sender.expect_callbacks();
            Err(interrupted(interrupt, "the wait for the delivery report was cancelled; the message may still arrive"))
        }
    }
}

fn enqueue(call: &Call<'_>) -> Outcome {
    let sender = &call.this::<Part>()?.0;
    let arguments = Arguments::read(call)?;
    match arguments.with(|record| wait("room in the Kafka producer's queue", sender.enqueue(record))) {
        Ok(result) => result.map_err(|error| thrown(&error).into()),
        Err(interrupt) => {
            Err(interrupted(interrupt, "the wait for room in the queue was cancelled; the message is not queued"))
        }
    }
}

fn on_failure(call: &Call<'_>) -> Outcome {
    let sender = &call.this::<Part>()?.0;
    sender.on_failure(call.callable(0)?);
    Ok(())
}

fn flush(call: &Call<'_>) -> Outcome {
    let sender = &call.this::<Part>()?.0;
    let deadline = seconds(call, 0, 10.0)?;
    let flushed = wait("Kafka to acknowledge what is queued", sender.flush(deadline));
    let flushed = flushed.map_err(|interrupt| interrupted(interrupt, "flush() was cancelled"))?;
    flushed.map_err(|error| thrown(&error).into())
}

fn close(call: &Call<'_>) -> Outcome {
    let sender = &call.this::<Part>()?.0;
    let deadline = seconds(call, 0, 10.0)?;
    let closed = wait("a Kafka producer to close", sender.close(deadline));
    let closed = closed.map_err(|interrupt| interrupted(interrupt, "close() was cancelled"))?;
    closed.map_err(|error| thrown(&error).into())
}

fn in_flight(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Part>()?.0.in_flight() as i64)
}

fn stats(call: &Call<'_>) -> Outcome<Option<Value>> {
    statistics(call.this::<Part>()?.0.core.statistics())
}
