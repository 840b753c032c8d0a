//! Timers of the PHP thread: callbacks (`Timer::tick`, `Timer::after`) and the timeouts of parked coroutines. One heap
//! and one tokio task that sleeps until its earliest entry; all due entries fire in one turn.

use super::ids::Ids;
use super::{Waiter, Wake, scheduler};
use crate::log::{self, Level};
use crate::time::{Clock, sleep};
use crate::zend::{Callable, PhpThread, Value};
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// A timeout that can be taken back.
#[derive(Clone, Copy)]
pub(crate) struct Alarm {
    key: usize,
    sequence: u64,
}

struct Callback {
    id: i64,
    callable: Callable,
    params: Vec<Value>,
    interval: Duration,
    repeats: bool,
    fired: i64,
}

/// A tick that is being called.
struct Firing {
    interval: Duration,
    fired: i64,
    cleared: bool,
}

/// Where a callback is.
enum Place {
    /// It waits, in this entry.
    Entry(usize),
    /// It runs, to be called again.
    Firing(Firing),
}

enum Due {
    Wake(Waiter),
    Call(Callback),
}

/// Nanoseconds since the first timer of this process.
type Moment = u64;

struct Entry {
    sequence: u64,
    at: Moment,
    due: Due,
}

/// For `Timer::info()`.
pub(crate) struct Details {
    /// Milliseconds until it fires next.
    pub(crate) remaining: i64,
    /// How often it fired.
    pub(crate) fired: i64,
    /// Milliseconds between two firings; 0 for one that fires once.
    pub(crate) interval: i64,
    /// How often the timers have turned (one turn fires all that are due).
    pub(crate) round: i64,
}

/// The timers.
pub(crate) struct Timers {
    heap: RefCell<BinaryHeap<Reverse<(Moment, u64, u32)>>>,
    entries: RefCell<slab::Slab<Entry>>,
    by_id: RefCell<Ids<Place>>,
    sequence: Cell<u64>,
    stale: Cell<usize>,
    round: Cell<i64>,
    earliest: Cell<Moment>,
    zero: Cell<Option<Instant>>,
    driven: Cell<bool>,
    changed: Notify,
}

const NEVER: Moment = Moment::MAX;

static TIMERS: PhpThread<Timers> = PhpThread::new(Timers {
    heap: RefCell::new(BinaryHeap::new()),
    entries: RefCell::new(slab::Slab::new()),
    by_id: RefCell::new(Ids::new()),
    sequence: Cell::new(0),
    stale: Cell::new(0),
    round: Cell::new(0),
    earliest: Cell::new(NEVER),
    zero: Cell::new(None),
    driven: Cell::new(false),
    changed: Notify::const_new(),
});

/// The timers of this process.
pub(crate) fn timers() -> &'static Timers {
    &TIMERS
}

impl Timers {
    /// Whether nothing is due, ever.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty() && self.by_id.borrow().len() == 0
    }

    /// How many callbacks wait.
    pub(crate) fn count(&self) -> usize {
        self.by_id.borrow().len()
    }

    /// How often the timers have turned.
    pub(crate) fn rounds(&self) -> i64 {
        self.round.get()
    }

    /// The ids of all callbacks, ascending.
    pub(crate) fn ids(&self) -> Vec<i64> {
        self.by_id.borrow().all()
    }

    fn zero(&self) -> Instant {
        self.zero.get().unwrap_or_else(|| {
            let now = Instant::now();
            self.zero.set(Some(now));
            now
        })
    }

    fn now(&self) -> Moment {
        self.zero().elapsed().as_nanos() as Moment
    }

    fn insert(&self, at: Moment, due: Due) -> Alarm {
        let sequence = self.sequence.get() + 1;
        self.sequence.set(sequence);
        let key = self.entries.borrow_mut().insert(Entry { sequence, at, due });
        self.heap.borrow_mut().push(Reverse((at, sequence, key as u32)));
        if at < self.earliest.get() {
            self.earliest.set(at);
            if !self.driven.replace(true) {
                tokio::task::spawn_local(drive());
            }
            self.changed.notify_one();
        }
        Alarm { key, sequence }
    }

    /// Wakes `waiter` after this time, if it still waits.
    pub(super) fn wake_after(&self, time: Duration, waiter: Waiter) -> Alarm {
        self.insert(self.now() + time.as_nanos() as Moment, Due::Wake(waiter))
    }

    /// Takes a timeout back.
    pub(super) fn forget(&self, alarm: Alarm) {
        let mut entries = self.entries.borrow_mut();
        if entries.get(alarm.key).is_some_and(|e| e.sequence == alarm.sequence) {
            let gone = entries.remove(alarm.key);
            drop(entries);
            drop(gone);
            self.note_stale();
        }
    }

    /// The heap keeps what was taken back until it is due; when that is most of it, it is rebuilt.
    fn note_stale(&self) {
        self.stale.set(self.stale.get() + 1);
        let mut heap = self.heap.borrow_mut();
        if self.stale.get() > 64 && self.stale.get() > heap.len() / 2 {
            let entries = self.entries.borrow();
            heap.retain(|Reverse((_, sequence, key))| {
                entries.get(*key as usize).is_some_and(|e| e.sequence == *sequence)
            });
            self.stale.set(0);
        }
    }

    /// Calls `callable` after `interval`, and again if it `repeats`. The timer's id.
    pub(crate) fn add(&self, interval: Duration, repeats: bool, callable: Callable, params: Vec<Value>) -> i64 {
        let at = self.now() + interval.as_nanos() as Moment;
        self.by_id.borrow_mut().insert(|id| {
            let callback = Callback { id, callable, params, interval, repeats, fired: 0 };
            Place::Entry(self.insert(at, Due::Call(callback)).key)
        })
    }

    /// Whether a callback of that id waits or runs.
    pub(crate) fn exists(&self, id: i64) -> bool {
        !matches!(self.by_id.borrow().get(id), None | Some(Place::Firing(Firing { cleared: true, .. })))
    }

    /// Ends a callback; false when there is none of that id.
    pub(crate) fn clear(&self, id: i64) -> bool {
        if let Some(Place::Firing(firing)) = self.by_id.borrow_mut().get_mut(id) {
            return !std::mem::replace(&mut firing.cleared, true);
        }
        let Some(Place::Entry(key)) = self.by_id.borrow_mut().remove(id) else { return false };
        let gone = self.entries.borrow_mut().remove(key);
        drop(gone);
        self.note_stale();
        if scheduler::is_idle() {
            super::container::idle();
        }
        true
    }

    /// Ends all callbacks.
    pub(crate) fn clear_all(&self) {
        self.ids().into_iter().for_each(|id| {
            self.clear(id);
        });
    }

    /// Drops everything without a word to anyone (the loop is gone, or belongs to a parent process).
    pub(super) fn forget_all(&self) {
        let gone = (self.entries.take(), self.heap.take(), self.by_id.borrow_mut().take_all());
        self.earliest.set(NEVER);
        self.driven.set(false);
        self.stale.set(0);
        drop(gone);
    }

    /// What `Timer::info()` tells.
    pub(crate) fn details(&self, id: i64) -> Option<Details> {
        let (by_id, round) = (self.by_id.borrow(), self.round.get());
        let key = match by_id.get(id)? {
            Place::Entry(key) => *key,
            Place::Firing(firing) if firing.cleared => return None,
            Place::Firing(Firing { interval, fired, .. }) => {
                let interval = interval.as_millis() as i64;
                return Some(Details { remaining: interval, fired: *fired, interval, round });
            }
        };
        let entries = self.entries.borrow();
        let entry = entries.get(key)?;
        let Due::Call(callback) = &entry.due else { return None };
        Some(Details {
            remaining: (entry.at.saturating_sub(self.now()) / 1_000_000) as i64,
            fired: callback.fired,
            interval: if callback.repeats { callback.interval.as_millis() as i64 } else { 0 },
            round: self.round.get(),
        })
    }

    /// Takes the next entry that is due.
    fn take_due(&self, now: Moment) -> Option<Entry> {
        loop {
            let Reverse((at, sequence, key)) = *self.heap.borrow().peek()?;
            let live = self.entries.borrow().get(key as usize).is_some_and(|e| e.sequence == sequence);
            if live && at > now {
                return None;
            }
            self.heap.borrow_mut().pop();
            if live {
                return Some(self.entries.borrow_mut().remove(key as usize));
            }
            self.stale.set(self.stale.get().saturating_sub(1));
        }
    }

    fn fire(&self) {
        self.round.set(self.round.get() + 1);
        let now = self.now();
        while let Some(entry) = self.take_due(now) {
            match entry.due {
                Due::Wake(waiter) => waiter.wake(Wake::TimedOut),
                Due::Call(callback) => self.call(callback, entry.at, now),
            }
        }
        let next = self.heap.borrow().peek().map_or(NEVER, |Reverse((at, ..))| *at);
        self.earliest.set(next);
    }

    fn call(&self, mut callback: Callback, at: Moment, now: Moment) {
        if !callback.repeats {
            self.by_id.borrow_mut().remove(callback.id);
            self.start(callback.id, callback.callable, callback.params);
            return super::container::idle();
        }
        let id = callback.id;
        callback.fired += 1;
        let firing = Firing { interval: callback.interval, fired: callback.fired, cleared: false };
        self.set_place(id, Place::Firing(firing));
        let params = std::iter::once(Value::from(id)).chain(callback.params.iter().cloned()).collect();
        self.start(id, callback.callable.clone(), params);
        if !self.exists(id) {
            self.by_id.borrow_mut().remove(id);
            return super::container::idle();
        }
        // Keeps its rhythm; turns it missed altogether are not made up for.
        let interval = callback.interval.as_nanos() as Moment;
        let next = if at + interval <= now { now + interval } else { at + interval };
        let key = self.insert(next, Due::Call(callback)).key;
        self.set_place(id, Place::Entry(key));
    }

    fn set_place(&self, id: i64, place: Place) {
        if let Some(known) = self.by_id.borrow_mut().get_mut(id) {
            *known = place;
        }
    }

    fn start(&self, id: i64, callable: Callable, params: Vec<Value>) {
        if let Err(reason) = scheduler::spawn(callable, params) {
            log::write(Level::Warning, &format!("timer {id} could not run: {reason}"));
        }
    }
}

async fn drive() {
    let timers = timers();
    let mut clock = loop {
        match Clock::new() {
            Ok(clock) => break clock,
            // No descriptor is free: a sleep knows what to do without one.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    };
    loop {
        match timers.earliest.get() {
            NEVER => timers.changed.notified().await,
            at => tokio::select! {
                () = clock.at(timers.zero() + Duration::from_nanos(at)) => timers.fire(),
                () = timers.changed.notified() => {}
            },
        }
    }
}
