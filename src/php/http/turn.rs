//! When a request begins that has to wait for its turn; those that wait begin in the order they came. Runs in a worker, on
//! the PHP thread.

use super::server::{Answering, Manner};
use std::cell::Cell;
use std::rc::Rc;
use tokio::sync::Semaphore;
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
pub(super) struct Queue {
    turns: Semaphore,
    waiting: Cell<usize>,
    led: Cell<bool>,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue { turns: Semaphore::new(0), waiting: Cell::new(0), led: Cell::new(false) }
    }
}

impl Queue {
    /// Not a yield of the request itself: its connection polls it also when nothing has happened.
    async fn pass(self: Rc<Queue>) {
        self.waiting.set(self.waiting.get() + 1);
        if !self.led.replace(true) {
            spawn_local(self.clone().lead());
        }
        if let Ok(turn) = self.turns.acquire().await {
            turn.forget();
        }
    }

    async fn lead(self: Rc<Queue>) {
        while self.waiting.get() > 0 {
            // Comes back when the event loop has looked for what happened, behind those it woke.
            yield_now().await;
            self.waiting.set(self.waiting.get() - 1);
            self.turns.add_permits(1);
        }
        self.led.set(false);
    }
}
