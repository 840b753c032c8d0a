//! `Consumer::each()`: many handlers at the same time, and order where it counts. Loop thread.
//!
//! Every message has a lane: its partition, or its key within its partition. A lane is one task that runs one handler after
//! the other, each in a coroutine of its own; so many lanes run at the same time, the others wait for one to end. A lane
//! exists while it has messages.
//!
//! A message is Queued → Running → Done, or Kept (its handler failed). What the group may know of a partition ends before
//! the first message that is not Done; so after a crash everything else comes again, and nothing is left out.

use super::dead_letter_topic::DeadLetters;
use super::message;
use super::reader::Reader;
use crate::coroutine::{Answer, ask};
use crate::kafka::{KafkaError, Message, Result, TopicPartition};
use crate::php::exception::ERROR_NAME;
use crate::php::exception::kafka_exception;
use crate::time::sleep;
use crate::zend::{Callable, Instance, Value, native};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// What must be handled in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Messages of one partition.
    Partition,
    /// Messages of one partition with the same key; those without a key in none.
    Key,
}

/// How handlers are called.
pub(super) struct Manner {
    /// Handlers at the same time.
    pub(super) concurrency: usize,
    pub(super) order: Order,
    /// How often a message is tried, and the seconds between.
    pub(super) attempts: i64,
    pub(super) backoff: Duration,
    /// A `DeadLetterTopic`, or null.
    pub(super) dead_letters: Value,
}

/// Topic, partition, key (or offset), and whether it is an offset.
type Lane = (String, i32, Option<Vec<u8>>, bool);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Queued,
    Running,
    Done,
    Kept,
}

/// The messages of a partition that were taken and are not known to the group, by their rising offsets.
#[derive(Default)]
struct Window(VecDeque<(i64, State)>);

impl Window {
    fn set(&mut self, offset: i64, state: State) {
        if let Ok(at) = self.0.binary_search_by_key(&offset, |(offset, _)| *offset) {
            self.0[at].1 = state;
        }
    }

    /// Takes what is done off its beginning; the offset behind it.
    fn advance(&mut self) -> Option<i64> {
        let mut next = None;
        while let Some((offset, State::Done)) = self.0.front() {
            next = Some(offset + 1);
            self.0.pop_front();
        }
        next
    }

    fn runs(&self) -> bool {
        self.0.iter().any(|(_, state)| *state == State::Running)
    }
}

/// The messages of a lane that nobody handles yet, and whether one of it is being handled.
#[derive(Default)]
struct Queue {
    messages: VecDeque<Value>,
    running: bool,
}

/// Messages on their way through handlers.
pub(super) struct Lanes {
    reader: Rc<Reader>,
    handler: Callable,
    manner: Manner,
    lanes: RefCell<HashMap<Lane, Queue>>,
    /// Lanes that have messages and do not run, in the order of their turn.
    waiting: RefCell<VecDeque<Lane>>,
    windows: RefCell<HashMap<(String, i32), Window>>,
    /// Messages in lanes, also those that run.
    held: Cell<usize>,
    running: Cell<usize>,
    changed: Notify,
    failure: RefCell<Option<Value>>,
}

/// How `each()` ended.
pub(super) enum Over {
    /// The consumer was closed, or the process ends.
    Finished,
    /// A handler failed for good: its exception.
    Failed(Value),
    /// The consumer failed.
    Broken(KafkaError),
}

impl Lanes {
    pub(super) fn new(reader: Rc<Reader>, handler: Callable, manner: Manner) -> Rc<Lanes> {
        Rc::new(Lanes {
            reader,
            handler,
            manner,
            lanes: RefCell::default(),
            waiting: RefCell::default(),
            windows: RefCell::default(),
            held: Cell::new(0),
            running: Cell::new(0),
            changed: Notify::new(),
            failure: RefCell::default(),
        })
    }

    /// Takes messages until the consumer ends or a handler fails for good; then waits for the handlers that run.
    pub(super) async fn run(self: &Rc<Self>) -> Over {
        let taken = self.take_all().await;
        self.settle().await;
        match (self.failure.take(), taken) {
            (Some(exception), _) => Over::Failed(exception),
            (None, Err(error)) if !self.reader.is_closing() => Over::Broken(error),
            _ => Over::Finished,
        }
    }

    async fn take_all(self: &Rc<Self>) -> Result<()> {
        let core = &self.reader.core;
        let room = (self.manner.concurrency * 4).max(64);
        while self.failure.borrow().is_none() {
            let changed = self.changed.notified();
            if self.held.get() >= room {
                tokio::select! {
                    served = core.serve() => return served,
                    () = changed => {}
                }
                continue;
            }
            tokio::select! {
                message = core.take(None) => match message? {
                    Some(message) => self.admit(message),
                    None => return Ok(()),
                },
                () = changed => {}
            }
        }
        Ok(())
    }

    fn admit(self: &Rc<Self>, message: Message) {
        let key = match self.manner.order {
            Order::Partition => None,
            // One without a key follows no other: a lane of its own, by its offset.
            Order::Key => Some(message.key.clone().unwrap_or_else(|| message.offset.to_ne_bytes().to_vec())),
        };
        let keyless = message.key.is_none() && self.manner.order == Order::Key;
        let lane = (message.topic.clone(), message.partition, key, keyless);
        let window = (message.topic.clone(), message.partition);
        self.windows.borrow_mut().entry(window).or_default().0.push_back((message.offset, State::Queued));
        self.held.set(self.held.get() + 1);
        let mut lanes = self.lanes.borrow_mut();
        let queue = lanes.entry(lane.clone()).or_default();
        queue.messages.push_back(message::make(message));
        if !queue.running && queue.messages.len() == 1 {
            self.waiting.borrow_mut().push_back(lane);
        }
        drop(lanes);
        self.start();
    }

    /// Begins what may begin.
    fn start(self: &Rc<Self>) {
        while self.running.get() < self.manner.concurrency {
            let Some(lane) = self.waiting.borrow_mut().pop_front() else { return };
            let next = self.lanes.borrow_mut().get_mut(&lane).and_then(|queue| {
                queue.running = true;
                queue.messages.pop_front()
            });
            let Some(value) = next else { continue };
            self.running.set(self.running.get() + 1);
            // Now, not when its task has its first turn: a rebalance whose turn comes before would not wait for it.
            if let Some(message) = native::<Message>(&value) {
                self.set(message, State::Running);
            }
            let this = self.clone();
            tokio::task::spawn_local(async move {
                this.handle(value).await;
                this.ended(lane);
            });
        }
    }

    /// A message of this lane is over: the lane queues again, behind the others, or is gone.
    fn ended(self: &Rc<Self>, lane: Lane) {
        let mut lanes = self.lanes.borrow_mut();
        match lanes.get_mut(&lane) {
            Some(queue) if !queue.messages.is_empty() => {
                queue.running = false;
                self.waiting.borrow_mut().push_back(lane);
            }
            _ => drop(lanes.remove(&lane)),
        }
        drop(lanes);
        self.held.set(self.held.get() - 1);
        self.running.set(self.running.get() - 1);
        self.start();
        self.changed.notify_waiters();
    }

    async fn handle(&self, value: Value) {
        let Some(message) = native::<Message>(&value) else { return };
        let state = match self.attempt(&value, message).await {
            Ok(()) => State::Done,
            Err(exception) => {
                if let Some(exception) = exception {
                    self.failure.borrow_mut().get_or_insert(exception);
                }
                State::Kept
            }
        };
        self.set(message, state);
        let mut windows = self.windows.borrow_mut();
        let window = windows.get_mut(&(message.topic.clone(), message.partition));
        if let Some(next) = window.and_then(Window::advance) {
            self.reader.core.handled(&message.topic, message.partition, next);
        }
    }

    /// Calls the handler until it returns or its attempts are over; then the dead letters take the message. Err: what went
    /// wrong for good; None when the process ends and the message is left to whoever comes next.
    async fn attempt(&self, value: &Value, message: &Message) -> std::result::Result<(), Option<Value>> {
        for attempt in 1.. {
            let exception = match ask(self.handler.clone(), vec![value.clone()]).await {
                Answer::Returned(_) => return Ok(()),
                Answer::Threw(exception) => exception,
                Answer::CutOff(why) => return Err(Some(cut_off(message, why))),
            };
            if self.reader.core.is_finishing() {
                return Err(None);
            }
            if attempt >= self.manner.attempts {
                let Some(letters) = native::<DeadLetters>(&self.manner.dead_letters) else {
                    return Err(Some(exception));
                };
                let sent = letters.send(message, &exception).await;
                return sent.map_err(|error| Some(kafka_exception::exception(&error)));
            }
            sleep(self.manner.backoff).await;
        }
        Ok(())
    }

    fn set(&self, message: &Message, state: State) {
        if let Some(window) = self.windows.borrow_mut().get_mut(&(message.topic.clone(), message.partition)) {
            window.set(message.offset, state);
        }
    }

    /// Lets the handlers that run end, and puts the consumer back to the first message that nobody handled.
    async fn settle(&self) {
        self.empty(|_, _| true);
        while self.running.get() > 0 {
            let changed = self.changed.notified();
            tokio::select! {
                _ = self.reader.core.serve(), if self.is_reading() => {}
                () = changed => {}
            }
        }
        let first = |((topic, partition), window): (&(String, i32), &Window)| TopicPartition {
            topic: topic.clone(),
            partition: *partition,
            offset: window.0.front().map(|(offset, _)| *offset),
        };
        let left: Vec<_> = self.windows.borrow().iter().map(first).filter(|p| p.offset.is_some()).collect();
        self.windows.borrow_mut().clear();
        if !left.is_empty() && self.is_reading() {
            let _ = self.reader.core.seek(&left, Duration::from_secs(5)).await; // else they are read from what is committed
        }
    }

    /// Nobody waits for the end: nothing more begins.
    pub(super) fn abandon(&self) {
        self.empty(|_, _| true);
    }

    fn is_reading(&self) -> bool {
        !self.reader.core.is_finishing() && !self.reader.is_closing()
    }

    /// Gives up what waits in these partitions.
    fn empty(&self, of: impl Fn(&str, i32) -> bool) {
        self.waiting.borrow_mut().retain(|lane| !of(&lane.0, lane.1));
        self.lanes.borrow_mut().retain(|lane, queue| {
            if of(&lane.0, lane.1) {
                self.held.set(self.held.get() - queue.messages.len());
                queue.messages.clear();
            }
            queue.running || !queue.messages.is_empty()
        });
    }

    /// These partitions go to another member: what waits of them is left to it, what runs is waited for.
    pub(super) async fn release(&self, partitions: &[TopicPartition]) {
        let of = |topic: &str, partition: i32| partitions.iter().any(|p| p.topic == topic && p.partition == partition);
        self.empty(of);
        while self.windows.borrow().iter().any(|((topic, partition), window)| of(topic, *partition) && window.runs()) {
            self.changed.notified().await;
        }
        self.windows.borrow_mut().retain(|(topic, partition), _| !of(topic, *partition));
        self.changed.notify_waiters();
    }
}

fn cut_off(message: &Message, why: &str) -> Value {
    let Message { topic, partition, offset, .. } = message;
    let exception = Instance::plain(ERROR_NAME);
    exception.set("message", format!("the handler of {topic}/{partition}@{offset} did not return: {why}"));
    exception.value()
}
