//! Reading from a `Kafka\Consumer`: one message after the other, and foreach. What has arrived is taken at once and copied
//! once; else the coroutine parks. Loop thread of the process that made the consumer.

use super::consumer::Part;
use super::reader::Reader;
use super::{message, wait};
use crate::coroutine::Interrupt;
use crate::kafka::{Arrived, KafkaError};
use crate::php::exception::ERROR_NAME;
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Iterable, Outcome, Stop, Str, Value, Walk, throw};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// Where reading stands.
pub(super) struct Feed {
    reader: Rc<Reader>,
    /// It has topics or partitions.
    pub(super) reads: Cell<bool>,
    /// Somebody was told that the process ends.
    told: Cell<bool>,
    /// The name of the last message's topic.
    topic: RefCell<Option<Str>>,
    /// The message a loop is at, and its number in it.
    current: RefCell<Option<Value>>,
    number: Cell<i64>,
}

impl Feed {
    pub(super) fn new(reader: Rc<Reader>) -> Feed {
        let (topic, current) = (RefCell::new(None), RefCell::new(None));
        Feed { reader, reads: Cell::new(false), told: Cell::new(false), topic, current, number: Cell::new(0) }
    }

    pub(super) fn check_reads(&self) -> Outcome {
        if self.reads.get() || self.reader.is_closing() {
            return Ok(());
        }
        let text = "the Kafka consumer has no topics: call subscribe() or assign() before reading";
        Err(throw(ERROR_NAME, text, 0).into())
    }

    /// The object of a message that has just arrived.
    pub(super) fn show(&self, arrived: &Arrived<'_>) -> Value {
        let known = self.topic.borrow().as_ref().filter(|topic| topic.bytes() == arrived.topic()).cloned();
        let topic = known.unwrap_or_else(|| {
            let topic = Str::new(arrived.topic());
            *self.topic.borrow_mut() = Some(topic.clone());
            topic
        });
        message::take(arrived, topic)
    }

    /// The next message.
    fn read(&self, timeout: Option<Duration>) -> Outcome<Result<Option<Value>, KafkaError>> {
        self.check_reads()?;
        match self.reader.core.next_at_once(|arrived| self.show(arrived)) {
            Ok(Some(message)) => Ok(Ok(Some(message))),
            Ok(None) => self.wait(timeout, None),
            Err(error) => self.wait(timeout, Some(error)),
        }
    }

    /// As `read`, parking; or what there is to say about an error.
    #[cold]
    fn wait(&self, timeout: Option<Duration>, error: Option<KafkaError>) -> Outcome<Result<Option<Value>, KafkaError>> {
        let next = async {
            match error {
                Some(error) => Err(self.reader.core.explained(error).await),
                None => self.reader.next(timeout).await,
            }
        };
        match wait("a message from Kafka", next) {
            // Made here and not by what waits: that runs outside of the coroutine, where PHP's memory cannot run out.
            Ok(result) => Ok(result.map(|found| found.map(message::make))),
            Err(Interrupt::Stop(stop)) => Err(stop),
            Err(Interrupt::Cancelled | Interrupt::TimedOut) => Ok(Ok(None)),
        }
    }

    /// As `read`. A loop that asks for ever is told once that the process ends; then it is an exception.
    pub(super) fn ask(&self, timeout: Option<Duration>) -> Outcome<Option<Value>> {
        if timeout.is_none() && self.reader.core.is_finishing() && self.told.replace(true) {
            let text = "the process ends, and this Kafka consumer gives no more messages";
            return Err(throw(ERROR_NAME, text, 0).into());
        }
        Ok(self.read(timeout)?.map_err(|error| thrown(&error))?)
    }

    /// Makes the next message the current one, or none when there will be no more.
    fn advance(&self) -> Outcome {
        let before = self.current.take();
        drop(before); // not borrowed: an object's end may run PHP code
        match self.read(None)? {
            Ok(found) => *self.current.borrow_mut() = found,
            Err(_) if self.reader.is_closing() => {}
            Err(error) => return Err(thrown(&error).into()),
        }
        Ok(())
    }

    /// The message a loop is at.
    pub(super) fn current(&self) -> Option<Value> {
        self.current.borrow().clone()
    }

    /// Its number in the loop.
    pub(super) fn number(&self) -> i64 {
        self.number.get()
    }

    /// A loop begins, with the next message.
    pub(super) fn rewind(&self) -> Outcome {
        self.number.set(0);
        self.advance()
    }

    /// A loop goes on.
    pub(super) fn next(&self) -> Outcome {
        self.number.set(self.number.get() + 1);
        self.advance()
    }
}

/// A foreach; what it is at is the consumer's, as with PHP's calls of `current()` and the others.
struct Loop(Rc<Feed>);

impl Walk for Loop {
    fn rewind(&mut self) -> Result<(), Stop> {
        self.0.rewind()
    }

    fn valid(&self) -> bool {
        self.0.current.borrow().is_some()
    }

    fn current(&self) -> Value {
        self.0.current().into()
    }

    fn key(&self) -> Value {
        self.0.number().into()
    }

    fn next(&mut self) -> Result<(), Stop> {
        self.0.next()
    }
}

impl Iterable for Part {
    fn iterate(&self) -> Result<Box<dyn Walk>, Stop> {
        Ok(Box::new(Loop(self.feed.clone())))
    }
}
