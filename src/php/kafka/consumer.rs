//! `Peregrine\Kafka\Consumer`: reading, and the group. What concerns offsets is in `positions`.

use super::dead_letter_topic::DEAD_LETTER_TOPIC;
use super::feed::Feed;
use super::lanes::{Lanes, Manner, Order, Over};
use super::reader::Reader;
use super::{check_loop, config, duration, interrupted, places, positions, refused, seconds, statistics, wait};
use crate::php::exception::ERROR_NAME;
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{
    Array, Call, Class, Constant, Kind, Outcome, Stop, Thrown, Value, Zval, constants, functions, is_instance, throw,
};
use std::rc::Rc;
use std::time::Duration;

/// `Kafka\Consumer`
pub(in crate::php) const CONSUMER: Class = Class {
    name: "Peregrine\\Kafka\\Consumer",
    doc: concat!(
        "Reads topics as a member of a group. `foreach ($consumer as $message)` in a coroutine parks between messages and\n",
        "ends when the consumer is closed, the process ends or the coroutine's wait is cancelled; a second loop goes on where\n",
        "the first ended.\n\n",
        "At least once: asking for the next message says that the one before is worked off; only then it may be committed,\n",
        "which librdkafka does every `auto.commit.interval.ms`. A message whose handling failed, or was cut off, comes again.\n",
        "Messages, rebalances and errors come while somebody reads: read again within `max.poll.interval.ms`, or the group\n",
        "goes on without this member. A consumer belongs to the process and the event loop that made it, which closes it at\n",
        "its end. SIGTERM and SIGINT end reading in order: no more messages come, loops end, what is worked off is committed,\n",
        "the group is left.\n",
    ),
    interfaces: &["Iterator"],
    kind: Kind::Iterable,
    constants: CONSTANTS,
    methods: functions! {
        /// A consumer with librdkafka's configuration keys (its CONFIGURATION.md): strings, ints, floats and bools.
        /// `bootstrap.servers` and `group.id` are required. Defaults are librdkafka's, also `auto.offset.reset` latest (a new
        /// group begins with what comes from now on), but for `enable.auto.offset.store`, which is false: with true messages
        /// count as worked off when they are handed out.
        ///
        /// @param array<string, string|int|float|bool> $config
        /// @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
        /// @throws \Peregrine\Error outside the event loop
        "public function __construct(#[\\SensitiveParameter] array $config)" => construct;
        /// Joins the group for these topics, instead of those of an earlier call. A name that begins with `^` is a regular
        /// expression over all topics.
        ///
        /// @param string|list<string> $topics
        /// @throws \Peregrine\Exception\KafkaException
        "public function subscribe(array|string $topics): void" => subscribe;
        /// Leaves the topics it was subscribed to; the consumer stays open.
        ///
        /// @throws \Peregrine\Exception\KafkaException
        "public function unsubscribe(): void" => unsubscribe;
        /// Reads these partitions without the group deciding, instead of those before. Commits go to the group all the same.
        ///
        /// @param array<string, array<int, ?int>> $offsets by topic and partition: where to begin; null is what the group has
        ///     committed; also `OFFSET_BEGINNING` and `OFFSET_END`
        /// @throws \Peregrine\Exception\KafkaException
        "public function assign(array $offsets): void" => assign;
        /// Calls `$callback(array $partitions)` (lists of numbers by topic) with the partitions a rebalance gave to this
        /// member, before their first message is handed out; in a coroutine of its own, for which the consumer waits. It may
        /// `seek()` and `pause()`, and must not read.
        "public function onAssign(callable $callback): void" => on_assign;
        /// Calls `$callback(array $partitions, bool $lost)` with the partitions that a rebalance takes from this member, as
        /// `onAssign()`. It may `commit()`. With `$lost` they are another member's already, and nothing can be committed.
        "public function onRevoke(callable $callback): void" => on_revoke;
        /// The next message.
        ///
        /// @param float $timeout seconds; below 0 waits for ever, 0 takes only what has arrived
        /// @return ?\Peregrine\Kafka\Message null when the time passed, the wait was cancelled or the process ends
        /// @throws \Peregrine\Exception\KafkaException for what librdkafka cannot recover from by itself; unless it is fatal,
        ///     reading can go on
        "public function consume(float $timeout = -1): ?Peregrine\\Kafka\\Message" => consume;
        /// The same as `consume()`, but by default it takes only what has arrived.
        ///
        /// @throws \Peregrine\Exception\KafkaException as `consume()`
        "public function poll(float $timeout = 0): ?Peregrine\\Kafka\\Message" => poll;
        /// The next messages: waits for the first, and takes what else has arrived. They are worked off when the next are
        /// asked for.
        ///
        /// @param int $max at most so many, 1 to 1,000,000
        /// @param float $timeout seconds to wait for the first; below 0 for ever
        /// @return list<\Peregrine\Kafka\Message> empty when the time passed, the wait was cancelled or the process ends
        /// @throws \Peregrine\Exception\KafkaException as `consume()`
        "public function consumeBatch(int $max, float $timeout = -1): array" => consume_batch;
        /// Calls `$handler(Message $message)` for each message, several at the same time, each in a coroutine of its own;
        /// parks until the consumer is closed or the process ends and every handler has returned.
        ///
        /// A message is worked off when its handler returns, and what is committed of a partition ends before the first that
        /// is not. An exception counts as an attempt. After the last one `$deadLetters` takes the message; without it no more
        /// handlers begin, the consumer goes back to the first message not worked off, and `each()` throws the exception.
        /// Handlers may take longer than `max.poll.interval.ms`; a rebalance waits for those of the partitions it takes away.
        ///
        /// @param int $concurrency handlers at the same time, 1 to 10,000
        /// @param string $order `key`: messages of a partition with the same key are handled in their order; `partition`: all
        ///     messages of a partition are
        /// @param int $attempts how often a message is tried, from 1
        /// @param float $backoff seconds between the attempts
        /// @throws \Peregrine\Exception\KafkaException as `consume()`
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function each(callable $handler, int $concurrency = 16, string $order = 'key', int $attempts = 1, float $backoff = 1.0, ?Peregrine\\Kafka\\DeadLetterTopic $deadLetters = null): void" => each;
        /// Parks until the broker has noted the offset behind `$what`: a message, and with it everything before it in its
        /// partition; offsets by topic and partition; or, without it, everything that was handed out.
        ///
        /// @param \Peregrine\Kafka\Message|array<string, array<int, int>>|null $what
        /// @throws \Peregrine\Exception\KafkaException
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the commit stays under way
        "public function commit(Peregrine\\Kafka\\Message|array|null $what = null): void" => positions::commit;
        /// As `commit()`, but returns at once; a failure is logged.
        ///
        /// @param \Peregrine\Kafka\Message|array<string, array<int, int>>|null $what
        /// @throws \Peregrine\Exception\KafkaException
        "public function commitAsync(Peregrine\\Kafka\\Message|array|null $what = null): void" => positions::commit_async;
        /// Says that everything in the partition up to this message is worked off, without waiting for the next read; it is
        /// committed with the rest.
        "public function store(Peregrine\\Kafka\\Message $message): void" => positions::store;
        /// The partitions this member has now: lists of numbers by topic. Empty until the group has agreed, which takes
        /// reading.
        ///
        /// @return array<string, list<int>>
        "public function assignment(): array" => positions::assignment;
        /// Of each partition this member has, the offset that is read next; null before its first message.
        ///
        /// @return array<string, array<int, ?int>>
        "public function positions(): array" => positions::positions;
        /// Of each partition this member has, the offset its group has committed; null where there is none.
        ///
        /// @return array<string, array<int, ?int>>
        /// @throws \Peregrine\Exception\KafkaException
        "public function committed(float $timeout = 10.0): array" => positions::committed;
        /// Of each partition this member has, how many messages were not read yet.
        ///
        /// @return array<string, array<int, int>>
        /// @throws \Peregrine\Exception\KafkaException
        "public function lag(float $timeout = 10.0): array" => positions::lag;
        /// The oldest offset of a partition and the one behind its newest.
        ///
        /// @return array{int, int}
        /// @throws \Peregrine\Exception\KafkaException
        "public function watermarks(string $topic, int $partition, float $timeout = 10.0): array" => positions::watermarks;
        /// Goes on reading at these offsets. Messages that were handed out and not worked off are not committed any more.
        ///
        /// @param array<string, array<int, int>> $offsets by topic and partition, of partitions this member has; also
        ///     `OFFSET_BEGINNING` and `OFFSET_END`
        /// @throws \Peregrine\Exception\KafkaException
        "public function seek(array $offsets, float $timeout = 10.0): void" => positions::seek;
        /// Goes back to what the group has committed, else to where `auto.offset.reset` says, in all partitions this member
        /// has: what an aborted transaction has to begin with again.
        ///
        /// @throws \Peregrine\Exception\KafkaException
        "public function seekToCommitted(float $timeout = 10.0): void" => positions::seek_to_committed;
        /// Of each partition the first offset whose message is not older than a time; null when all are older.
        ///
        /// @param array<string, array<int, int>> $times milliseconds since 1970 by topic and partition
        /// @return array<string, array<int, ?int>>
        /// @throws \Peregrine\Exception\KafkaException
        "public function offsetsForTimes(array $times, float $timeout = 10.0): array" => positions::offsets_for_times;
        /// Stops fetching these partitions; they stay assigned.
        ///
        /// @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
        /// @throws \Peregrine\Exception\KafkaException
        "public function pause(array $partitions = []): void" => positions::pause;
        /// Goes on fetching these partitions.
        ///
        /// @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
        /// @throws \Peregrine\Exception\KafkaException
        "public function resume(array $partitions = []): void" => positions::resume;
        /// Whether the process ends and no more messages are handed out; what is worked off can still be committed.
        "public function isFinishing(): bool" => is_finishing;
        /// librdkafka's last statistics (its STATISTICS.md), with `statistics.interval.ms` set; null before the first.
        "public function stats(): ?array" => stats;
        /// Commits what is worked off, if librdkafka would have done it by itself, leaves the group and ends the consumer;
        /// every later call fails, but a second `close()` does nothing.
        ///
        /// @param float $timeout seconds; after that it ends without the broker's word
        /// @throws \Peregrine\Exception\KafkaException when leaving failed; it is closed all the same
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function close(float $timeout = 10.0): void" => close;
        /// For foreach: the message.
        "public function current(): mixed" => current;
        /// For foreach: the number of the message in this loop, from 0.
        "public function key(): mixed" => key;
        /// For foreach: waits for the next message.
        "public function next(): void" => next;
        /// For foreach: waits for the first message.
        "public function rewind(): void" => rewind;
        /// For foreach: whether there is a message.
        "public function valid(): bool" => valid;
    },
    ..Class::EMPTY
};

const CONSTANTS: &[Constant] = constants! {
    /// Where a partition begins.
    "OFFSET_BEGINNING" = -2;
    /// Behind its newest message.
    "OFFSET_END" = -1;
};

/// What a Consumer object carries.
pub(super) struct Part {
    pub(super) reader: Rc<Reader>,
    pub(super) feed: Rc<Feed>,
}

impl Drop for Part {
    fn drop(&mut self) {
        self.reader.clone().release();
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let config = config(call, 0)?;
    check_loop("consumer")?;
    let reader = Reader::new(&config).map_err(|error| refused(call, 0, &error))?;
    let feed = Rc::new(Feed::new(reader.clone()));
    Ok(call.construct_iterable(Part { reader, feed })?)
}

fn subscribe(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let topics = match call.arg(0).and_then(Zval::elements) {
        Some(list) => list.map(|(_, topic)| topic.as_text()).collect::<Option<Vec<_>>>(),
        None => Some(vec![call.text(0)?]),
    };
    let topics = topics.ok_or_else(|| call.invalid(0, "must be a topic's name or a list of them"))?;
    part.reader.core.subscribe(&topics).map_err(|error| thrown(&error))?;
    part.feed.reads.set(true);
    Ok(())
}

fn unsubscribe(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    part.reader.core.unsubscribe().map_err(|error| thrown(&error))?;
    part.feed.reads.set(false);
    Ok(())
}

fn assign(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let offsets = places::given_offsets(call, 0, -2, true)?;
    part.reader.core.assign(&offsets).map_err(|error| thrown(&error))?;
    part.feed.reads.set(true);
    Ok(())
}

fn on_assign(call: &Call<'_>) -> Outcome {
    call.this::<Part>()?.reader.on_assign(call.callable(0)?);
    Ok(())
}

fn on_revoke(call: &Call<'_>) -> Outcome {
    call.this::<Part>()?.reader.on_revoke(call.callable(0)?);
    Ok(())
}

/// Argument `n` as a time-out: None waits for ever.
fn timeout(call: &Call<'_>, n: usize, default: f64) -> Result<Option<Duration>, Thrown> {
    let seconds = call.double_or(n, default)?;
    if seconds.is_nan() {
        return Err(call.invalid(n, "must be a number of seconds"));
    }
    Ok((seconds >= 0.0).then(|| duration(seconds)))
}

fn consume(call: &Call<'_>) -> Outcome<Option<Value>> {
    call.this::<Part>()?.feed.ask(timeout(call, 0, -1.0)?)
}

fn poll(call: &Call<'_>) -> Outcome<Option<Value>> {
    call.this::<Part>()?.feed.ask(timeout(call, 0, 0.0)?)
}

fn consume_batch(call: &Call<'_>) -> Outcome<Array> {
    let part = call.this::<Part>()?;
    let max = usize::try_from(call.long(0)?).ok().filter(|max| (1..=1_000_000).contains(max));
    let max = max.ok_or_else(|| call.invalid(0, "must be from 1 to 1000000"))?;
    let mut batch = Array::new(max.min(64));
    let Some(first) = part.feed.ask(timeout(call, 1, -1.0)?)? else { return Ok(batch) };
    batch.push(first);
    while batch.len() < max {
        // An error waits for the next call: this one has messages to give.
        let Ok(Some(message)) = part.reader.core.next_now(|arrived| part.feed.show(arrived)) else { break };
        batch.push(message);
    }
    Ok(batch)
}

fn each(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let handler = call.callable(0)?;
    let concurrency = usize::try_from(call.long_or(1, 16)?).ok().filter(|n| (1..=10_000).contains(n));
    let order = match call.text_or(2, "key")? {
        "key" => Order::Key,
        "partition" => Order::Partition,
        _ => return Err(call.invalid(2, "must be \"key\" or \"partition\"").into()),
    };
    let attempts = call.long_or(3, 1)?;
    if attempts < 1 {
        return Err(call.invalid(3, "must be 1 or more").into());
    }
    if call.has(5) && !call.arg(5).is_some_and(|letters| is_instance(letters, DEAD_LETTER_TOPIC.name)) {
        return Err(call.wrong_class(5, DEAD_LETTER_TOPIC.name).into());
    }
    let manner = Manner {
        concurrency: concurrency.ok_or_else(|| call.invalid(1, "must be from 1 to 10000"))?,
        order,
        attempts,
        backoff: seconds(call, 4, 1.0)?,
        dead_letters: if call.has(5) { call.value(5) } else { Value::null() },
    };
    part.feed.check_reads()?;
    let lanes = Lanes::new(part.reader.clone(), handler, manner);
    let Some(_turn) = part.reader.occupy(&lanes) else {
        return Err(throw(ERROR_NAME, "each() runs already on this Kafka consumer", 0).into());
    };
    match wait("Kafka messages and their handlers", lanes.run()) {
        Ok(Over::Finished) => Ok(()),
        Ok(Over::Failed(exception)) => Err(Thrown::object(exception).into()),
        Ok(Over::Broken(error)) => Err(thrown(&error).into()),
        Err(interrupt) => {
            lanes.abandon();
            Err(interrupted(interrupt, "each() was cancelled; handlers that run go on to their end"))
        }
    }
}

fn is_finishing(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.reader.core.is_finishing())
}

fn stats(call: &Call<'_>) -> Outcome<Option<Value>> {
    statistics(call.this::<Part>()?.reader.core.statistics())
}

fn close(call: &Call<'_>) -> Outcome {
    let reader = &call.this::<Part>()?.reader;
    let deadline = seconds(call, 0, 10.0)?;
    let closed = wait("a Kafka consumer to leave its group", reader.close(deadline));
    let closed = closed.map_err(|interrupt| interrupted(interrupt, "close() was cancelled"))?;
    closed.map_err(|error| Stop::from(thrown(&error)))
}

fn current(call: &Call<'_>) -> Outcome<Option<Value>> {
    Ok(call.this::<Part>()?.feed.current())
}

fn key(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Part>()?.feed.number())
}

fn next(call: &Call<'_>) -> Outcome {
    call.this::<Part>()?.feed.next()
}

fn rewind(call: &Call<'_>) -> Outcome {
    call.this::<Part>()?.feed.rewind()
}

fn valid(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.feed.current().is_some())
}
