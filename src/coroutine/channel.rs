//! Channel and WaitGroup: values and counts handed between coroutines of one process. The hand-over enters the waiting
//! coroutine directly, in Swoole's order.

use super::{For, Interrupt, Waiter, Wake, park};
use crate::zend::{Stop, Value};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

/// Why a channel refused; the numbers are Swoole's `SWOOLE_CHANNEL_*`.
#[derive(Debug)]
pub(crate) enum ChannelError {
    /// The time passed (-1).
    TimedOut,
    /// The channel is closed (-2).
    Closed,
    /// The wait was cancelled (-3).
    Cancelled,
    /// An exception is pending.
    Stop(Stop),
}

impl From<Interrupt> for ChannelError {
    fn from(interrupt: Interrupt) -> Self {
        match interrupt {
            Interrupt::TimedOut => ChannelError::TimedOut,
            Interrupt::Cancelled => ChannelError::Cancelled,
            Interrupt::Stop(stop) => ChannelError::Stop(stop),
        }
    }
}

/// A queue of at most `capacity` values.
pub(crate) struct Channel {
    capacity: usize,
    values: RefCell<VecDeque<Value>>,
    producers: RefCell<VecDeque<Waiter>>,
    consumers: RefCell<VecDeque<Waiter>>,
    closed: Cell<bool>,
}

fn next_live(queue: &RefCell<VecDeque<Waiter>>) -> Option<Waiter> {
    let mut queue = queue.borrow_mut();
    while let Some(waiter) = queue.pop_front() {
        if waiter.is_live() {
            return Some(waiter);
        }
    }
    None
}

fn has_live(queue: &RefCell<VecDeque<Waiter>>) -> bool {
    let mut queue = queue.borrow_mut();
    while queue.front().is_some_and(|w| !w.is_live()) {
        queue.pop_front();
    }
    !queue.is_empty()
}

/// Waits in line; who gives up leaves the line, so that it does not grow by those who try again and again.
#[inline(always)]
fn wait_in(queue: &RefCell<VecDeque<Waiter>>, what: For, timeout: Option<Duration>) -> Result<(), Interrupt> {
    let result = park(what, timeout, |waiter| queue.borrow_mut().push_back(waiter));
    if result.is_err() {
        leave(queue);
    }
    result
}

#[cold]
fn leave(queue: &RefCell<VecDeque<Waiter>>) {
    let mut queue = queue.borrow_mut();
    // Our own place, or that of another who is about to leave as well.
    if let Some(place) = queue.iter().position(|waiter| !waiter.is_live()) {
        queue.remove(place);
    }
}

impl Channel {
    /// A channel for `capacity` (at least 1) values.
    pub(crate) fn new(capacity: usize) -> Channel {
        Channel {
            capacity: capacity.max(1),
            values: RefCell::default(),
            producers: RefCell::default(),
            consumers: RefCell::default(),
            closed: Cell::new(false),
        }
    }

    /// Adds a value; waits while the channel is full.
    pub(crate) fn push(&self, value: Value, timeout: Option<Duration>) -> Result<(), ChannelError> {
        if self.closed.get() {
            return Err(ChannelError::Closed);
        }
        if self.is_full() || has_live(&self.producers) {
            wait_in(&self.producers, For::Push, timeout)?;
            if self.closed.get() {
                return Err(ChannelError::Closed);
            }
        }
        self.values.borrow_mut().push_back(value);
        if let Some(consumer) = next_live(&self.consumers) {
            consumer.wake(Wake::Resumed);
        }
        Ok(())
    }

    /// Takes the oldest value; waits while there is none.
    pub(crate) fn pop(&self, timeout: Option<Duration>) -> Result<Value, ChannelError> {
        if self.is_empty() && self.closed.get() {
            return Err(ChannelError::Closed);
        }
        if self.is_empty() || has_live(&self.consumers) {
            wait_in(&self.consumers, For::Pop, timeout)?;
        }
        let Some(value) = self.values.borrow_mut().pop_front() else { return Err(ChannelError::Closed) };
        if let Some(producer) = next_live(&self.producers) {
            producer.wake(Wake::Resumed);
        }
        Ok(value)
    }

    /// Closes it: waiting and later pushes fail, pops fail once it is empty. False when it was closed.
    pub(crate) fn close(&self) -> bool {
        if self.closed.replace(true) {
            return false;
        }
        while let Some(waiter) = next_live(&self.producers) {
            waiter.wake(Wake::Resumed);
        }
        while let Some(waiter) = next_live(&self.consumers) {
            waiter.wake(Wake::Resumed);
        }
        true
    }

    /// How many values it holds.
    pub(crate) fn len(&self) -> usize {
        self.values.borrow().len()
    }

    /// Whether it holds none.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.borrow().is_empty()
    }

    /// Whether it holds `capacity` values.
    pub(crate) fn is_full(&self) -> bool {
        self.len() >= self.capacity
    }

    /// How many coroutines wait: (to pop, to push).
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let count = |queue: &RefCell<VecDeque<Waiter>>| queue.borrow().iter().filter(|w| w.is_live()).count();
        (count(&self.consumers), count(&self.producers))
    }
}

/// Counts what is under way; waiters go on when it reaches zero.
#[derive(Default)]
pub(crate) struct WaitGroup {
    count: Cell<i64>,
    waiters: RefCell<VecDeque<Waiter>>,
}

impl WaitGroup {
    /// Adds to the count; false (and unchanged) when it would become negative or overflow.
    pub(crate) fn add(&self, delta: i64) -> bool {
        let Some(count) = self.count.get().checked_add(delta).filter(|c| *c >= 0) else { return false };
        self.count.set(count);
        if count == 0 {
            while let Some(waiter) = next_live(&self.waiters) {
                waiter.wake(Wake::Resumed);
            }
        }
        true
    }

    /// The count.
    pub(crate) fn count(&self) -> i64 {
        self.count.get()
    }

    /// Waits until the count is zero.
    pub(crate) fn wait(&self, timeout: Option<Duration>) -> Result<(), Interrupt> {
        if self.count.get() == 0 {
            return Ok(());
        }
        wait_in(&self.waiters, For::Group, timeout)
    }
}
