//! Who runs: starting, entering and ending coroutines. Tokio schedules what waits for futures; between coroutines the
//! switch is direct, in the order Swoole's users know.

use super::ids::Ids;
use super::{Co, Coroutine, End, For, Job, State, Wake, Work, container, end};
use crate::options::{Kind, Spec};
use crate::sys::clock;
use crate::zend::{Callable, Fiber, Owner, PhpThread, RawCall, Request, Suspension, Value, throw};
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What `Coroutine::set()` changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How many coroutines may exist at once.
    pub(crate) coroutines: usize,
    /// Bytes of C stack (address space) each has.
    pub(crate) stack_size: usize,
    /// Whether `run()` reports coroutines that nothing can wake.
    pub(crate) deadlock_check: bool,
}

/// The options of `Coroutine::set()`.
pub(crate) const LIMIT_OPTIONS: &[Spec] = &[
    Spec {
        name: "max_coroutine",
        kind: Kind::Int(1, 10_000_000),
        doc: "Coroutines that may exist at once (default 100,000).",
    },
    Spec {
        name: "stack_size",
        kind: Kind::Int(65_536, 1 << 30),
        doc: "Bytes of C stack, address space only (default 2 MiB).",
    },
    Spec { name: "enable_deadlock_check", kind: Kind::Bool, doc: "Report coroutines nothing can wake (default true)." },
];

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

/// Idle coroutines kept for the next ones: a fresh stack costs tens of microseconds of mmap and page faults.
const POOL: usize = 1024;
/// Two memory maps a stack (it and its guard page); these are left to the rest of the process.
const MAPS_RESERVED: usize = 4096;

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

/// The limits in force.
pub(crate) fn limits() -> Limits {
    SCHEDULER.limits.get()
}

/// Changes the limits; the stack size holds for stacks made from now on.
pub(crate) fn set_limits(limits: Limits) {
    if limits.stack_size != SCHEDULER.limits.get().stack_size {
        SCHEDULER.stacks.set(SCHEDULER.stacks.get() - SCHEDULER.pool.take().len());
    }
    SCHEDULER.limits.set(limits);
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

/// Frees the idle stacks.
pub(super) fn empty_pool() {
    SCHEDULER.stacks.set(SCHEDULER.stacks.get() - SCHEDULER.pool.borrow().len());
    SCHEDULER.pool.take();
}

fn map_ceiling() -> usize {
    if SCHEDULER.map_ceiling.get() == 0 {
        let text = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap_or_default();
        let maps = text.trim().parse().unwrap_or(65_530_usize);
        SCHEDULER.map_ceiling.set(maps.saturating_sub(MAPS_RESERVED) / 2);
    }
    SCHEDULER.map_ceiling.get()
}

fn new_coroutine() -> Result<Co, String> {
    let limits = SCHEDULER.limits.get();
    let stacks = SCHEDULER.stacks.get();
    if stacks >= map_ceiling() {
        return Err(format!(
            "{stacks} coroutines use all memory maps a process may have (two each, vm.max_map_count): let some end first, or raise it with sysctl"
        ));
    }
    let fiber = Fiber::new(limits.stack_size).ok_or("no memory for another coroutine's stack")?;
    SCHEDULER.stacks.set(stacks + 1);
    Ok(Rc::new(Coroutine {
        id: Cell::new(0),
        parent: Cell::new(-1),
        state: Cell::new(State::Done),
        wake: Cell::new(Wake::Resumed),
        wait: Cell::new(0),
        cancelled: Cell::new(false),
        killed: Cell::new(false),
        fiber,
        suspension: Suspension::default(),
        driver: RefCell::new(None),
        job: RefCell::new(None),
        asks: Cell::new(false),
        body_over: Cell::new(false),
        defers: RefCell::new(Vec::new()),
        deferred: Cell::new(0),
        outcome: RefCell::new(End::Finished),
        joiners: RefCell::new(Vec::new()),
        holds: RefCell::new(Vec::new()),
        context: RefCell::new(None),
        begun: Cell::new(0),
    }))
}

fn take_coroutine() -> Result<Co, String> {
    let count = live();
    let limit = SCHEDULER.limits.get().coroutines;
    if count >= limit {
        return Err(format!(
            "{limit} coroutines exist already: let some end first, or raise max_coroutine with Coroutine::set()"
        ));
    }
    if count >= SCHEDULER.peak.get() {
        SCHEDULER.peak.set(count + 1);
    }
    match SCHEDULER.pool.borrow_mut().pop() {
        Some(co) => Ok(co),
        None => new_coroutine(),
    }
}

/// A coroutine with a fresh id for this job, not begun.
fn prepare(job: Job) -> Result<Co, String> {
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
fn enter(co: &Co, begins: bool) {
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

/// Cancels, where it waits, work that began longer ago than `limit` and agrees to be; see [`Work::overdue`].
pub(crate) fn cancel_overdue(limit: Duration) {
    let limit = limit.as_millis() as i64;
    for co in all() {
        let work = match &*co.job.borrow() {
            Some(Job::Work(work)) if co.elapsed_ms() >= limit => work.clone(),
            _ => continue,
        };
        if work.overdue() {
            cancel(co.id(), true);
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

impl Owner for Coroutine {
    fn next_call(&self) -> Option<RawCall> {
        if !self.body_over.get() {
            return self.job.borrow().as_ref().map(Job::raw_call);
        }
        loop {
            if let Some((callable, params)) = self.defers.borrow().last() {
                self.deferred.set(self.defers.borrow().len() - 1);
                return Some(callable.raw_call(params));
            }
            // Here, and not by who collects it: destructors of what it held may wait, throw and defer.
            let context = self.context.take()?;
            drop(context);
            end::note_end(self);
        }
    }

    fn call_ended(&self, result: Value, returned: bool) -> bool {
        let taker = match &*self.job.borrow() {
            Some(Job::Work(work)) if self.asks.get() && !self.body_over.get() => Some(work.clone()),
            _ => None,
        };
        let returned = match taker {
            Some(work) => work.result(result, returned),
            None => {
                drop(result);
                returned
            }
        };
        if !returned {
            end::note_end(self);
        }
        if self.body_over.replace(true) {
            let over = self.defers.borrow_mut().remove(self.deferred.get());
            drop(over);
        } else if matches!(*self.job.borrow(), Some(Job::Call(..))) {
            self.release_arguments();
        }
        !self.defers.borrow().is_empty() || self.context.borrow().is_some()
    }

    fn state_ended(&self) {
        if throw::pending() {
            end::note_end(self);
        }
    }

    fn fatal(&self, _kind: i32, message: &str, place: &str) {
        end::note_fatal(self, message, place);
    }

    fn bailed_out(&self) {
        end_request_of(self);
    }
}

/// The task of a coroutine that waits for futures and is nobody else's to poll.
struct Drive {
    co: Co,
    id: i64,
}

impl Future for Drive {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        poll_coroutine(&self.co, self.id, cx)
    }
}

/// Makes sure that somebody polls what `co` waits for.
pub(super) fn drive(co: &Co) {
    match &*co.driver.borrow() {
        Some(driver) => driver.wake_by_ref(),
        None => drop(tokio::task::spawn_local(Drive { co: co.clone(), id: co.id() })),
    }
}

fn poll_coroutine(co: &Co, id: i64, cx: &mut Context<'_>) -> Poll<()> {
    if co.id() != id {
        return Poll::Ready(());
    }
    if co.suspension.poll(cx) {
        co.wake.set(Wake::Resumed);
        co.suspension.with_context(cx, || enter(co, false));
        if co.id() != id {
            return Poll::Ready(());
        }
    }
    let mut driver = co.driver.borrow_mut();
    if !driver.as_ref().is_some_and(|d| d.will_wake(cx.waker())) {
        *driver = Some(cx.waker().clone());
    }
    Poll::Pending
}

/// A coroutine as a future, polled inside another task (a connection's): begun by the first poll.
pub(crate) struct Driven {
    work: Option<Rc<dyn Work>>,
    /// What its request state is for, when it has one.
    request: Option<Box<dyn Request>>,
    /// It takes what its call returns.
    asks: bool,
    begun: Option<(Co, i64)>,
}

impl Driven {
    /// Cancels it where it waits.
    pub(crate) fn cancel(&self) {
        if let Some((co, id)) = &self.begun
            && co.id() == *id
        {
            cancel(*id, true);
        }
    }

    /// Will do this work.
    pub(crate) fn new(work: Rc<dyn Work>) -> Driven {
        Driven { work: Some(work), request: None, asks: false, begun: None }
    }

    /// Will do this work, which takes what its call returns.
    pub(super) fn asking(work: Rc<dyn Work>) -> Driven {
        Driven { asks: true, ..Driven::new(work) }
    }

    /// Will do this work in a request state of its own.
    pub(crate) fn isolated(work: Rc<dyn Work>, request: Box<dyn Request>) -> Driven {
        Driven { request: Some(request), ..Driven::new(work) }
    }

    fn begin(&mut self, work: Rc<dyn Work>, cx: &mut Context<'_>) -> Poll<()> {
        let co = match prepare(Job::Work(work.clone())) {
            Ok(co) => co,
            Err(reason) => {
                work.ended(End::Refused(reason));
                return Poll::Ready(());
            }
        };
        drop(work);
        co.asks.set(self.asks);
        let id = co.id();
        if let Some(request) = self.request.take() {
            co.fiber.isolate(Some(request));
        }
        co.suspension.with_context(cx, || enter(&co, true));
        if co.id() != id {
            return Poll::Ready(());
        }
        *co.driver.borrow_mut() = Some(cx.waker().clone());
        self.begun = Some((co, id));
        Poll::Pending
    }
}

impl Future for Driven {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(work) = self.work.take() {
            return self.begin(work, cx);
        }
        self.begun.as_ref().map_or(Poll::Ready(()), |(co, id)| poll_coroutine(co, *id, cx))
    }
}

/// What hears how a coroutine ended.
type Ended = Box<dyn FnOnce(End)>;

/// A callable with its arguments as work of its own.
struct Called {
    callable: Callable,
    params: Vec<Value>,
    ended: Cell<Option<Ended>>,
}

impl Work for Called {
    fn call(&self) -> RawCall {
        self.callable.raw_call(&self.params)
    }

    fn ended(self: Rc<Self>, how: End) {
        if let Some(tell) = self.ended.take() {
            tell(how);
        }
    }
}

/// Calls `callable` in a coroutine; ready when it has ended, `ended` has heard how.
pub(crate) fn called(callable: Callable, params: Vec<Value>, ended: impl FnOnce(End) + 'static) -> Driven {
    let ended: Ended = Box::new(ended);
    Driven::new(Rc::new(Called { callable, params, ended: Cell::new(Some(ended)) }))
}
