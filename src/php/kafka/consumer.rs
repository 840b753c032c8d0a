//! `Peregrine\Kafka\Consumer`

use super::reader::Reader;
use super::{check_loop, config, duration, interrupted, message, refused, seconds, wait};
use crate::coroutine::Interrupt;
use crate::kafka::{KafkaError, Message, TopicPartition};
use crate::php::exception::ERROR_NAME;
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Array, Call, Class, Kind, Outcome, Stop, Value, Zval, functions, native, throw};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// `Kafka\Consumer`
pub(in crate::php) const CONSUMER: Class = Class {
    name: "Peregrine\\Kafka\\Consumer",
    doc: concat!(
        "Reads topics as a member of a group. `foreach ($consumer as $message)` in a coroutine parks between messages and\n",
        "ends when the consumer is closed or the coroutine's wait is cancelled; a second loop goes on where the first ended.\n\n",
        "librdkafka commits by itself every `auto.commit.interval.ms` what was handed out before; set `enable.auto.commit`\n",
        "to false and call `commit()` when a message must not be lost before it is worked off. Messages, rebalances and\n",
        "errors come while somebody reads: read again within `max.poll.interval.ms`, or the group goes on without this\n",
        "member. A consumer belongs to the process and the event loop that made it, which closes it at its end.\n",
    ),
    interfaces: &["Iterator"],
    kind: Kind::Native,
    methods: functions! {
        /// A consumer with librdkafka's configuration keys (its CONFIGURATION.md): strings, ints, floats and bools.
        /// `bootstrap.servers` and `group.id` are required. Defaults are librdkafka's, also `auto.offset.reset` latest: a
        /// new group begins with what comes from now on.
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
        /// The next message.
        ///
        /// @param float $timeout seconds; below 0 waits for ever, 0 takes only what has arrived
        /// @return ?\Peregrine\Kafka\Message null when the time passed or the wait was cancelled
        /// @throws \Peregrine\Exception\KafkaException for what librdkafka cannot recover from by itself; unless it is fatal,
        ///     reading can go on
        "public function consume(float $timeout = -1): ?Peregrine\\Kafka\\Message" => consume;
        /// Parks until the broker has noted the offset behind `$message`, and with it everything before it in its
        /// partition; without one, behind everything that was handed out.
        ///
        /// @throws \Peregrine\Exception\KafkaException
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the commit stays under way
        "public function commit(?Peregrine\\Kafka\\Message $message = null): void" => commit;
        /// The partitions this member has now: lists of numbers by topic. Empty until the group has agreed, which takes
        /// reading.
        ///
        /// @return array<string, list<int>>
        "public function assignment(): array" => assignment;
        /// Of each partition this member has, the offset that is read next; null before its first message.
        ///
        /// @return array<string, array<int, ?int>>
        "public function positions(): array" => positions;
        /// Stops fetching these partitions; they stay assigned.
        ///
        /// @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
        /// @throws \Peregrine\Exception\KafkaException
        "public function pause(array $partitions = []): void" => pause;
        /// Goes on fetching these partitions.
        ///
        /// @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
        /// @throws \Peregrine\Exception\KafkaException
        "public function resume(array $partitions = []): void" => resume;
        /// Commits what librdkafka would have committed by itself, leaves the group and ends the consumer; every later call
        /// fails, but a second `close()` does nothing.
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

/// What a Consumer object carries.
struct Part {
    reader: Rc<Reader>,
    subscribed: Cell<bool>,
    current: RefCell<Option<Value>>,
    number: Cell<i64>,
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
    let (subscribed, current, number) = (Cell::new(false), RefCell::new(None), Cell::new(0));
    Ok(call.construct(Part { reader, subscribed, current, number })?)
}

fn subscribe(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let topics = match call.arg(0).and_then(Zval::elements) {
        Some(list) => list.map(|(_, topic)| topic.as_text()).collect::<Option<Vec<_>>>(),
        None => Some(vec![call.text(0)?]),
    };
    let topics = topics.ok_or_else(|| call.invalid(0, "must be a topic's name or a list of them"))?;
    part.reader.core.subscribe(&topics).map_err(|error| thrown(&error))?;
    part.subscribed.set(true);
    Ok(())
}

impl Part {
    /// The next message.
    fn read(&self, timeout: Option<Duration>) -> Outcome<Result<Option<Message>, KafkaError>> {
        if !self.subscribed.get() && !self.reader.is_closing() {
            let text = "the Kafka consumer has no topics: call subscribe() before reading";
            return Err(throw(ERROR_NAME, text, 0).into());
        }
        match wait("a message from Kafka", self.reader.core.next(timeout)) {
            Ok(result) => Ok(result),
            Err(Interrupt::Stop(stop)) => Err(stop),
            Err(Interrupt::Cancelled | Interrupt::TimedOut) => Ok(Ok(None)),
        }
    }

    /// Makes the next message the current one, or none when there will be no more.
    fn advance(&self) -> Outcome {
        drop(self.current.take());
        match self.read(None)? {
            Ok(found) => *self.current.borrow_mut() = found.map(message::make),
            Err(_) if self.reader.is_closing() => {}
            Err(error) => return Err(thrown(&error).into()),
        }
        Ok(())
    }
}

fn consume(call: &Call<'_>) -> Outcome<Option<Value>> {
    let part = call.this::<Part>()?;
    let seconds = call.double_or(0, -1.0)?;
    if seconds.is_nan() {
        return Err(call.invalid(0, "must be a number of seconds").into());
    }
    let timeout = (seconds >= 0.0).then(|| duration(seconds));
    let found = part.read(timeout)?.map_err(|error| thrown(&error))?;
    Ok(found.map(message::make))
}

fn commit(call: &Call<'_>) -> Outcome {
    let consumer = &call.this::<Part>()?.reader.core;
    let waited = if call.has(0) {
        let message = call.arg(0).and_then(|message| native::<Message>(message));
        let message = message.ok_or_else(|| call.wrong_class(0, message::MESSAGE.name))?;
        wait("Kafka to note an offset", consumer.commit_message(message))
    } else {
        wait("Kafka to note offsets", consumer.commit())
    };
    let committed = waited.map_err(|interrupt| interrupted(interrupt, "the wait for the commit was cancelled"))?;
    committed.map_err(|error| thrown(&error).into())
}

/// One array by topic of what `add` makes of each partition.
fn by_topic(list: &[TopicPartition], add: impl Fn(&mut Array, &TopicPartition)) -> Array {
    let mut array = Array::new(1);
    let mut rest = list;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|p| p.topic == first.topic).count();
        let mut inner = Array::new(count);
        rest[..count].iter().for_each(|p| add(&mut inner, p));
        array.set(&first.topic, inner);
        rest = &rest[count..];
    }
    array
}

fn assignment(call: &Call<'_>) -> Outcome<Array> {
    let mut list = call.this::<Part>()?.reader.core.assignment().map_err(|error| thrown(&error))?;
    list.sort();
    Ok(by_topic(&list, |inner, p| inner.push(i64::from(p.partition))))
}

fn positions(call: &Call<'_>) -> Outcome<Array> {
    let mut list = call.this::<Part>()?.reader.core.positions().map_err(|error| thrown(&error))?;
    list.sort();
    Ok(by_topic(&list, |inner, p| inner.set_index(i64::from(p.partition), p.offset)))
}

/// The partitions in argument 0, or all that are assigned.
fn chosen(call: &Call<'_>, part: &Part) -> Outcome<Vec<TopicPartition>> {
    let wrong = || Stop::from(call.invalid(0, "must be lists of partition numbers by topic"));
    let mut chosen = Vec::new();
    if call.count() > 0 {
        for (key, numbers) in call.array(0)?.elements().into_iter().flatten() {
            for (_, number) in numbers.elements().ok_or_else(wrong)? {
                let partition = number.as_long().and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0);
                let partition = partition.ok_or_else(wrong)?;
                chosen.push(TopicPartition { topic: key.text(), partition, offset: None });
            }
        }
    }
    if chosen.is_empty() {
        chosen = part.reader.core.assignment().map_err(|error| thrown(&error))?;
    }
    Ok(chosen)
}

fn pause(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let chosen = chosen(call, part)?;
    part.reader.core.pause(&chosen).map_err(|error| thrown(&error).into())
}

fn resume(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let chosen = chosen(call, part)?;
    part.reader.core.resume(&chosen).map_err(|error| thrown(&error).into())
}

fn close(call: &Call<'_>) -> Outcome {
    let reader = &call.this::<Part>()?.reader;
    let deadline = seconds(call, 0, 10.0)?;
    let closed = wait("a Kafka consumer to leave its group", reader.close(deadline));
    let closed = closed.map_err(|interrupt| interrupted(interrupt, "close() was cancelled"))?;
    closed.map_err(|error| Stop::from(thrown(&error)))
}

fn current(call: &Call<'_>) -> Outcome<Option<Value>> {
    Ok(call.this::<Part>()?.current.borrow().clone())
}

fn key(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Part>()?.number.get())
}

fn next(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    part.number.set(part.number.get() + 1);
    part.advance()
}

fn rewind(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    part.number.set(0);
    part.advance()
}

fn valid(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.current.borrow().is_some())
}
