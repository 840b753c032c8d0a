//! Coroutines: a fiber and a future that meet. PHP code on the fiber waits; the tokio task that drives the coroutine
//! polls what it waits for. Runs on the PHP thread of a worker, a user process or a script inside `run()`.

mod ask;
mod channel;
mod container;
mod driven;
mod end;
mod ids;
mod loading;
mod owner;
mod scheduler;
mod timer;
mod wait;

use crate::sys::clock;
use crate::zend::{Callable, Fiber, RawCall, Suspension, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Waker;
use std::time::Duration;

pub(crate) use ask::{Answer, ask};
pub(crate) use channel::{Channel, ChannelError, WaitGroup};
pub(crate) use container::{
    after_fork, at_end, check_ending, end_script, is_leaving, is_running, is_script, outside, run, serve, set_master,
};
pub(crate) use driven::{Driven, called};
pub(crate) use end::{End, is_tainted};
pub(crate) use loading::Loads;
pub(crate) use scheduler::{
    CallbackDue, LIMIT_OPTIONS, Limits as LimitSet, cancel, cancel_overdue, current, current_id, exists, find, ids,
    limits, resume, set_limits, spawn, spawn_isolated, statistics,
};
pub(crate) use timer::timers;
pub(crate) use wait::{Interrupt, Waiter, future, park, queued_future, sleep, yield_now};

/// What a coroutine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// On its stack, or below somebody it entered.
    Running,
    /// Switched out, waiting for this.
    Parked(For),
    /// Its calls are over; it is pooled or about to be.
    Done,
}

/// What a parked coroutine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// `Coroutine::resume()`
    Resume,
    /// Time to pass.
    Sleep,
    /// A value in a channel.
    Pop,
    /// Room in a channel.
    Push,
    /// Other coroutines to end.
    Join,
    /// A WaitGroup's count to reach zero.
    Group,
    /// A Rust future: I/O, a lock, a delivery report; the text names it.
    Event(&'static str),
}

impl For {
    /// In the words of the deadlock report: "waits for …".
    pub(crate) fn text(self) -> &'static str {
        match self {
            For::Resume => "somebody to resume it",
            For::Sleep => "time to pass",
            For::Pop => "a value in a channel",
            For::Push => "room in a channel",
            For::Join => "other coroutines to end",
            For::Group => "a WaitGroup to reach zero",
            For::Event(what) => what,
        }
    }
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// What it waited for came, or somebody resumed it.
    Resumed,
    /// The time it was given passed.
    TimedOut,
    /// `Coroutine::cancel()`; true: with an exception.
    Cancelled(bool),
    /// Everything ends: the run is over, or the server stops.
    Killed,
}

/// What a coroutine may hold when it ends, and nobody else could give back.
pub(crate) trait Held {
    /// Coroutine `id` ended without giving it back.
    fn abandoned(&self, id: i64);
}

/// What a coroutine runs. It stays where it is until it is over: the fiber holds pointers into it.
enum Job {
    /// A callable with its arguments.
    Call(Callable, Vec<Value>),
    /// Something that wants to hear how it ended.
    Work(Rc<dyn Work>),
}

impl Job {
    fn raw_call(&self) -> RawCall {
        match self {
            Job::Call(callable, params) => callable.raw_call(params),
            Job::Work(work) => work.call(),
        }
    }
}

/// A job with an end.
pub(crate) trait Work {
    /// The call to make; what it points to stays as it is until `ended`.
    fn call(&self) -> RawCall;
    /// It is over, also what it deferred.
    fn ended(self: Rc<Self>, how: End);
    /// Of a question (`Driven::asking`): the call is over and returned this, or an exception is pending; whether that is dealt with.
    fn result(&self, _result: Value, returned: bool) -> bool {
        returned
    }
    /// It takes longer than it may; whether it is to be cancelled.
    fn overdue(&self) -> bool {
        false
    }
}

/// A coroutine. Reused for the next one (under a new id) when it is done and nobody else holds it.
pub(crate) struct Coroutine {
    id: Cell<i64>,
    parent: Cell<i64>,
    state: Cell<State>,
    wake: Cell<Wake>,
    /// Counts the waits: a timer that fires late finds another number.
    wait: Cell<u64>,
    cancelled: Cell<bool>,
    killed: Cell<bool>,
    /// Which coroutine it was when the server cancelled it, and why; ids come once, so an old one means nothing.
    dismissed: Cell<Option<(i64, &'static str)>>,
    fiber: Fiber,
    suspension: Suspension,
    driver: RefCell<Option<Waker>>,
    job: RefCell<Option<Job>>,
    /// Its work takes what the call returns; counts only where there is work.
    asks: Cell<bool>,
    /// The job's call has returned; what is left are the deferred calls, last first.
    body_over: Cell<bool>,
    defers: RefCell<Vec<(Callable, Vec<Value>)>>,
    /// Which of them runs: it may defer more.
    deferred: Cell<usize>,
    outcome: RefCell<End>,
    joiners: RefCell<Vec<Waiter>>,
    holds: RefCell<Vec<Rc<dyn Held>>>,
    context: RefCell<Option<Value>>,
    /// Milliseconds of the coarse clock when it began.
    begun: Cell<u64>,
}

impl Coroutine {
    /// Its id, from 1, never used twice in a process.
    pub(crate) fn id(&self) -> i64 {
        self.id.get()
    }

    /// The id of the coroutine that started it; -1 for one started outside any.
    pub(crate) fn parent(&self) -> i64 {
        self.parent.get()
    }

    /// What it is doing.
    pub(crate) fn state(&self) -> State {
        self.state.get()
    }

    /// Whether its last wait ended by `cancel()`.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.get()
    }

    /// Milliseconds since it began; up to a few too many, never too few.
    pub(crate) fn elapsed_ms(&self) -> i64 {
        clock::milliseconds().saturating_sub(self.begun.get()) as i64
    }

    /// The value that lives as long as the coroutine (its Context), made on first use.
    pub(crate) fn context(&self, make: impl FnOnce() -> Value) -> Value {
        self.context.borrow_mut().get_or_insert_with(make).clone()
    }

    /// Runs `callable` when the coroutine ends, after those deferred later.
    pub(crate) fn defer(&self, callable: Callable, params: Vec<Value>) {
        self.defers.borrow_mut().push((callable, params));
    }

    /// The arguments are the callee's to keep: ours are given back as soon as it returned.
    fn release_arguments(&self) {
        let over = self.job.take();
        drop(over);
    }

    /// `held` hears when the coroutine ends before it called [`Coroutine::gives_back`].
    pub(crate) fn holds(&self, held: Rc<dyn Held>) {
        self.holds.borrow_mut().push(held);
    }

    /// It does not hold `held` any more.
    pub(crate) fn gives_back(&self, held: &Rc<dyn Held>) {
        let mut holds = self.holds.borrow_mut();
        if let Some(at) = holds.iter().rposition(|one| Rc::ptr_eq(one, held)) {
            holds.swap_remove(at);
        }
    }

    /// Waits, in another coroutine, until this one ends.
    pub(crate) fn join(&self, timeout: Option<Duration>) -> Result<(), Interrupt> {
        let result = park(For::Join, timeout, |waiter| self.joiners.borrow_mut().push(waiter));
        if result.is_err() {
            self.joiners.borrow_mut().retain(Waiter::is_live);
        }
        result
    }

    /// `debug_backtrace()` of a parked coroutine.
    pub(crate) fn backtrace(&self, options: i64, limit: i64) -> Value {
        self.fiber.backtrace(options, limit)
    }
}

/// A coroutine by reference count.
pub(crate) type Co = Rc<Coroutine>;
