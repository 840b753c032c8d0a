//! Who runs: starting, entering and ending coroutines. Tokio schedules what waits for futures (`driven`); between
//! coroutines the switch is direct, in the order Swoole's users know.

mod pool;

use super::ids::Ids;
use super::{Co, Coroutine, For, Job, State, Wake, container, end};
use crate::sys::clock;
use crate::zend::{Callable, PhpThread, Value};
use pool::{POOL, take_coroutine};
use std::cell::{Cell, RefCell};
use std::time::Duration;

pub(super) use pool::empty_pool;
pub(crate) use pool::{LIMIT_OPTIONS, Limits, limits, set_limits};

struct Scheduler {
    current: RefCell<Option<Co>>,
    live: RefCell<Ids<Co>>,
    pool: RefCell<Vec<Co>>,
    peak: Cell<usize>,
    stacks: Cell<usize>,
    waiting_for_futures: Cell<isize>,
    limits: Cell<Limits>,
    map_ceiling: Cell<usize>,
}

static SCHEDULER: PhpThread<Scheduler> = PhpThread::new(Scheduler {
    current: RefCell::new(None),
    live: RefCell::new(Ids::new()),
    pool: RefCell::new(Vec::new()),
    peak: Cell::new(0),
    stacks: Cell::new(0),
    waiting_for_futures: Cell::new(0),
    limits: Cell::new(Limits { coroutines: 100_000, stack_size: 2 << 20, deadlock_check: true }),
    map_ceiling: Cell::new(0),
});

/// Figures for `Coroutine::stats()`.
pub(crate) struct Statistics {
    /// Coroutines that exist.
    pub(crate) live: usize,
    /// The most that ever existed at once.
    pub(crate) peak: usize,
    /// The last id given.
    pub(crate) last_id: i64,
    /// Coroutines that wait for a Rust future.
    pub(crate) waiting_for_futures: usize,
    /// Bytes of C stack each.
    pub(crate) stack_size: usize,
}

/// The running coroutine.
pub(crate) fn current() -> Option<Co> {
    SCHEDULER.current.borrow().clone()
}

/// The id of the running coroutine; -1 outside.
pub(crate) fn current_id() -> i64 {
    SCHEDULER.current.borrow().as_ref().map_or(-1, |co| co.id())
}

/// Whether no coroutine runs: the event loop itself does.
pub(super) fn is_idle() -> bool {
    SCHEDULER.current.borrow().is_none()
}

/// A live coroutine by id.
pub(crate) fn find(id: i64) -> Option<Co> {
    SCHEDULER.live.borrow().get(id).cloned()
}

/// Whether a coroutine of that id lives.
pub(crate) fn exists(id: i64) -> bool {
    SCHEDULER.live.borrow().get(id).is_some()
}

/// The ids of all live coroutines, ascending.
pub(crate) fn ids() -> Vec<i64> {
    SCHEDULER.live.borrow().all()
}

pub(super) fn all() -> Vec<Co> {
    ids().into_iter().filter_map(find).collect()
}

pub(super) fn live() -> usize {
    SCHEDULER.live.borrow().len()
}

/// The figures of now.
pub(crate) fn statistics() -> Statistics {
    Statistics {
        live: live(),
        peak: SCHEDULER.peak.get(),
        last_id: SCHEDULER.live.borrow().last(),
        waiting_for_futures: SCHEDULER.waiting_for_futures.get() as usize,
        stack_size: SCHEDULER.limits.get().stack_size,
    }
}

pub(super) fn futures(change: isize) {
    SCHEDULER.waiting_for_futures.set(SCHEDULER.waiting_for_futures.get() + change);
}

/// While it lives, something outside PHP is going to call back: coroutines that wait meanwhile are no deadlock.
pub(crate) struct CallbackDue(());

impl CallbackDue {
    /// From now on.
    pub(crate) fn new() -> CallbackDue {
        futures(1);
        CallbackDue(())
    }
}

impl Drop for CallbackDue {
    fn drop(&mut self) {
        futures(-1);
        container::idle();
    }
}

/// Forgets the parent's coroutines in a forked child: their stacks are copies that nobody will enter.
pub(super) fn forget_all() {
    SCHEDULER.current.take();
    SCHEDULER.live.borrow_mut().take_all().into_iter().for_each(std::mem::forget);
    SCHEDULER.pool.take().into_iter().for_each(std::mem::forget);
    SCHEDULER.stacks.set(0);
}

/// A coroutine with a fresh id for this job, not begun.
pub(super) fn prepare(job: Job) -> Result<Co, String> {
    let co = take_coroutine()?;
    co.parent.set(current_id());
    co.wake.set(Wake::Resumed);
    co.cancelled.set(false);
    co.killed.set(false);
    co.begun.set(clock::coarse_milliseconds());
    co.body_over.set(false);
    *co.job.borrow_mut() = Some(job);
    SCHEDULER.live.borrow_mut().insert(|id| {
        co.id.set(id);
        co.clone()
    });
    Ok(co)
}

/// Starts a coroutine and runs it until it parks or ends. The id; or why there cannot be another one.
pub(crate) fn spawn(callable: Callable, params: Vec<Value>) -> Result<i64, String> {
    let co = prepare(Job::Call(callable, params))?;
    let id = co.id();
    enter(&co, true);
    Ok(id)
}

/// The same for a coroutine with a request state of its own, which starts with the process's values.
pub(crate) fn spawn_isolated(callable: Callable, params: Vec<Value>) -> Result<i64, String> {
    let co = prepare(Job::Call(callable, params))?;
    let id = co.id();
    co.fiber.isolate(None);
    enter(&co, true);
    Ok(id)
}

/// `co`, which runs, ended badly in a request it is a child in: the request's other coroutines are told to end, those that
/// wait at once, those below it in the stack when they wait next.
#[cold]
pub(super) fn end_request_of(co: &Coroutine) {
    if !co.fiber.is_child_of_request() {
        return;
    }
    for other in all() {
        if other.id() == co.id() || !other.fiber.shares_state(&co.fiber) {
            continue;
        }
        match other.state.get() {
            State::Parked(_) => enter_parked(&other, Wake::Killed),
            _ => other.killed.set(true),
        }
    }
}

/// Switches into `co`, which begins or is parked; comes back when it parks or ends, and then collects it.
#[inline(always)]
pub(super) fn enter(co: &Co, begins: bool) {
    let outer = SCHEDULER.current.replace(Some(co.clone()));
    co.state.set(State::Running);
    if begins {
        co.fiber.begin(&**co)
    } else {
        co.fiber.enter()
    }
    SCHEDULER.current.replace(outer);
    if co.fiber.is_done() {
        collect(co);
    }
    if is_idle() {
        container::idle();
    }
}

/// Enters a parked coroutine with the way its wait ended. Inlined, as all on the way to a switch is: a return into a
/// frame of another stack is one the processor did not foresee.
#[inline(always)]
pub(super) fn enter_parked(co: &Co, how: Wake) {
    co.wake.set(how);
    if how != Wake::Resumed {
        co.suspension.abandon();
    }
    if how == Wake::Killed {
        co.killed.set(true);
    }
    enter(co, false);
}

/// Resumes a coroutine that called `Coroutine::yield()`; false when there is none that could be.
#[inline]
pub(crate) fn resume(id: i64) -> bool {
    let Some(co) = find(id) else { return false };
    if co.state.get() != State::Parked(For::Resume) {
        return false;
    }
    enter_parked(&co, Wake::Resumed);
    true
}

/// Ends the wait of a parked coroutine; false when it does not wait.
pub(crate) fn cancel(id: i64, throws: bool) -> bool {
    let Some(co) = find(id) else { return false };
    if !matches!(co.state.get(), State::Parked(_)) {
        return false;
    }
    enter_parked(&co, Wake::Cancelled(throws));
    true
}

/// Cancels it where it waits in the server's name, because `why`: that the exception ends it is no error then.
#[cold]
pub(super) fn dismiss(co: &Co, why: &'static str) {
    if matches!(co.state.get(), State::Parked(_)) {
        co.dismissed.set(Some((co.id(), why)));
        enter_parked(co, Wake::Cancelled(true));
    }
}

/// Cancels, where it waits, work that began longer ago than `limit` and agrees to be; see [`Work::overdue`].
pub(crate) fn cancel_overdue(limit: Duration) {
    let limit = limit.as_millis() as i64;
    for co in all() {
        let work = match &*co.job.borrow() {
            Some(Job::Work(work)) if co.elapsed_ms() >= limit => work.clone(),
            _ => continue,
        };
        if work.overdue() {
            dismiss(&co, "its time was over");
        }
    }
}

#[inline(never)]
fn collect(co: &Co) {
    co.state.set(State::Done);
    let id = co.id.replace(0);
    SCHEDULER.live.borrow_mut().remove(id);
    if let Some(driver) = co.driver.take() {
        driver.wake();
    }
    // A joiner that is woken below may begin another coroutine in this one's place, which this one's task will not poll.
    co.suspension.leave_context();
    if co.context.borrow().is_some() {
        co.context.take();
    }
    let outcome = co.outcome.take();
    let job = co.job.take();
    let joiners = taken(&co.joiners);
    taken(&co.holds).iter().for_each(|held| held.abandoned(id));
    if co.fiber.is_broken() {
        // What the dead frames held is leaked; what we hold ourselves is released.
        co.defers.take();
        end::taint();
        SCHEDULER.stacks.set(SCHEDULER.stacks.get() - 1);
    } else if SCHEDULER.pool.borrow().len() < POOL {
        SCHEDULER.pool.borrow_mut().push(co.clone());
    } else {
        SCHEDULER.stacks.set(SCHEDULER.stacks.get() - 1);
    }
    if let Some(Job::Work(work)) = job {
        work.ended(outcome);
    }
    joiners.iter().for_each(|joiner| joiner.wake(Wake::Resumed));
}

/// What is in the list, which is empty after.
#[inline]
fn taken<T>(list: &RefCell<Vec<T>>) -> Vec<T> {
    // Nearly always there is nothing.
    if list.borrow().is_empty() { Vec::new() } else { list.take() }
}
