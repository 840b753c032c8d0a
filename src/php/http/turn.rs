//! When a request begins that has to wait for its turn; those that wait begin in the order they came. Runs in a worker, on
//! the PHP thread.

use super::server::{Answering, Manner};
use std::cell::Cell;
use std::rc::Rc;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{spawn_local, yield_now};

/// What they wait for.
#[derive(Clone)]
pub(super) enum Turn {
    /// `enable_coroutine` is false: that no other is under way.
    Alone(Rc<Semaphore>),
    /// `request_state`: that those under way have gone as far as they can.
    Last(Rc<Queue>),
}

impl Turn {
    /// None: requests begin as they come.
    pub(super) fn of(manner: Manner) -> Option<Turn> {
        if manner.one_by_one {
            return Some(Turn::Alone(Rc::new(Semaphore::new(1))));
        }
        manner.isolates.then(|| Turn::Last(Rc::default()))
    }

    /// Whether a request waits that comes when so many, itself included, are under way.
    pub(super) fn holds(&self, in_flight: u64) -> bool {
        match self {
            Turn::Alone(_) => true,
            Turn::Last(_) => in_flight > 1,
        }
    }

    /// Runs the call in its turn.
    pub(super) async fn run(self, call: Answering) {
        match self {
            Turn::Alone(turn) => {
                let _mine = turn.acquire().await;
                call.await;
            }
            Turn::Last(queue) => {
                queue.pass().await;
                call.await;
            }
        }
    }
}

/// Lets one request begin in each turn of the event loop, behind everything that can go on. A whole application is under
/// way for as long as it waits, not for as long as others are begun: fewer of them are alive at a time, they are over
/// sooner, and the memory of those few stays in the processor's caches.
#[derive(Default)]
pub(super) struct Queue {
    turn: Notify,
    waiting: Cell<usize>,
    led: Cell<bool>,
}

/// A request that waits for its turn, or gave up.
struct Waiting<'q>(&'q Queue);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.set(self.0.waiting.get() - 1);
    }
}

impl Queue {
    /// Not a yield of the request itself: its connection polls it also when nothing has happened.
    async fn pass(self: Rc<Queue>) {
        self.waiting.set(self.waiting.get() + 1);
        let _waiting = Waiting(&self);
        if !self.led.replace(true) {
            spawn_local(self.clone().lead());
        }
        self.turn.notified().await;
    }

    async fn lead(self: Rc<Queue>) {
        while self.waiting.get() > 0 {
            // Comes back when the event loop has looked for what happened, behind those it woke.
            yield_now().await;
            self.turn.notify_one();
        }
        self.led.set(false);
    }
}
