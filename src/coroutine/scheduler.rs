//! Who runs: starting, entering and ending coroutines. Tokio schedules what waits for futures; between coroutines the
//! switch is direct, in the order Swoole's users know.

use super::{Co, Coroutine, End, For, Job, State, Wake, container, end};
use crate::options::{Kind, Spec};
use crate::sys::clock;
use crate::zend::{Callable, Fiber, Owner, PhpThread, RawCall, Suspension, Value};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Ids are made here one after another: no need to scramble them.
#[derive(Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only integers are hashed")
    }
    fn write_i64(&mut self, id: i64) {
        self.0 = (id as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

pub(super) type IdMap<T> = HashMap<i64, T, BuildHasherDefault<IdHasher>>;

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
    live: RefCell<IdMap<Co>>,
    pool: RefCell<Vec<Co>>,
    last_id: Cell<i64>,
    peak: Cell<usize>,
    stacks: Cell<usize>,
    waiting_for_futures: Cell<isize>,
    limits: Cell<Limits>,
    map_ceiling: Cell<usize>,
}

static SCHEDULER: PhpThread<Scheduler> = PhpThread::new(Scheduler {
    current: RefCell::new(None),
    live: RefCell::new(HashMap::with_hasher(BuildHasherDefault::new())),
    pool: RefCell::new(Vec::new()),
    last_id: Cell::new(0),
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

/// A live coroutine by id.
pub(crate) fn find(id: i64) -> Option<Co> {
    SCHEDULER.live.borrow().get(&id).cloned()
}

/// Whether a coroutine of that id lives.
pub(crate) fn exists(id: i64) -> bool {
    SCHEDULER.live.borrow().contains_key(&id)
}

/// The ids of all live coroutines, ascending.
pub(crate) fn ids() -> Vec<i64> {
    let mut ids: Vec<i64> = SCHEDULER.live.borrow().keys().copied().collect();
    ids.sort_unstable();
    ids
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
        last_id: SCHEDULER.last_id.get(),
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

/// Forgets the parent's coroutines in a forked child: their stacks are copies that nobody will enter.
pub(super) fn forget_all() {
    SCHEDULER.current.take();
    SCHEDULER.live.take().into_values().for_each(std::mem::forget);
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
        job: RefCell::new(Job::default()),
        outcome: RefCell::new(End::Finished),
        on_end: RefCell::new(None),
        joiners: RefCell::new(Vec::new()),
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
fn prepare(callable: Callable, params: Vec<Value>) -> Result<Co, String> {
    let co = take_coroutine()?;
    let id = SCHEDULER.last_id.get() + 1;
    SCHEDULER.last_id.set(id);
    co.id.set(id);
    co.parent.set(SCHEDULER.current.borrow().as_ref().map_or(-1, |parent| parent.id()));
    co.wake.set(Wake::Resumed);
    co.cancelled.set(false);
    co.killed.set(false);
    co.begun.set(clock::coarse_milliseconds());
    co.job.borrow_mut().body = Some((callable, params));
    SCHEDULER.live.borrow_mut().insert(id, co.clone());
    Ok(co)
}

/// Starts a coroutine and runs it until it parks or ends. The id; or why there cannot be another one.
pub(crate) fn spawn(callable: Callable, params: Vec<Value>) -> Result<i64, String> {
    let co = prepare(callable, params)?;
    let id = co.id();
    enter(&co, |co| co.fiber.begin(&**co));
    Ok(id)
}

/// Switches into `co` by `how`; comes back when it parks or ends, and then collects it.
#[inline]
fn enter(co: &Co, how: impl FnOnce(&Co)) {
    let outer = SCHEDULER.current.replace(Some(co.clone()));
    co.state.set(State::Running);
    how(co);
    SCHEDULER.current.replace(outer);
    if co.fiber.is_done() {
        collect(co);
    }
    if SCHEDULER.current.borrow().is_none() {
        container::idle();
    }
}

/// Enters a parked coroutine with the way its wait ended.
#[inline]
pub(super) fn enter_parked(co: &Co, how: Wake) {
    co.wake.set(how);
    if how != Wake::Resumed {
        co.suspension.abandon();
    }
    if how == Wake::Killed {
        co.killed.set(true);
    }
    enter(co, |co| co.fiber.enter());
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

#[inline(never)]
fn collect(co: &Co) {
    co.state.set(State::Done);
    SCHEDULER.live.borrow_mut().remove(&co.id());
    if let Some(driver) = co.driver.take() {
        driver.wake();
    }
    co.context.take();
    let outcome = co.outcome.replace(End::Finished);
    let on_end = co.on_end.take();
    let joiners = co.joiners.take();
    co.id.set(0);
    if co.fiber.is_broken() {
        // What the dead frames held is leaked; the job's own references are ours to release.
        co.job.take();
        end::taint();
        SCHEDULER.stacks.set(SCHEDULER.stacks.get() - 1);
    } else if SCHEDULER.pool.borrow().len() < POOL {
        SCHEDULER.pool.borrow_mut().push(co.clone());
    } else {
        SCHEDULER.stacks.set(SCHEDULER.stacks.get() - 1);
    }
    if let Some(on_end) = on_end {
        on_end(outcome);
    }
    joiners.iter().for_each(|joiner| joiner.wake(Wake::Resumed));
}

impl Owner for Coroutine {
    fn next_call(&self) -> Option<RawCall> {
        let job = self.job.borrow();
        let (callable, params) = job.body.as_ref().or_else(|| job.defers.last())?;
        Some(callable.raw_call(params))
    }

    fn call_ended(&self, result: Value) {
        drop(result);
        end::note_end(self);
        let mut job = self.job.borrow_mut();
        let over = if job.body.is_some() { job.body.take() } else { job.defers.pop() };
        drop(job);
        drop(over);
    }

    fn fatal(&self, _kind: i32, message: &str, place: &str) {
        end::note_fatal(self, message, place);
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
        Some(driver) => return driver.wake_by_ref(),
        None => tokio::task::spawn_local(Drive { co: co.clone(), id: co.id() }),
    };
}

fn poll_coroutine(co: &Co, id: i64, cx: &mut Context<'_>) -> Poll<()> {
    if co.id() != id {
        return Poll::Ready(());
    }
    if co.suspension.poll(cx) {
        co.wake.set(Wake::Resumed);
        co.suspension.with_context(cx, || enter(co, |co| co.fiber.enter()));
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
pub(crate) enum Driven {
    /// Not begun.
    Job(Option<(Callable, Vec<Value>, Box<dyn FnOnce(End)>)>),
    /// Begun: the coroutine and its id.
    Begun(Co, i64),
}

impl Driven {
    /// Will run `callable`; `end` hears how it ended.
    pub(crate) fn new(callable: Callable, params: Vec<Value>, end: Box<dyn FnOnce(End)>) -> Driven {
        Driven::Job(Some((callable, params, end)))
    }
}

impl Future for Driven {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Driven::Begun(co, id) => poll_coroutine(co, *id, cx),
            Driven::Job(job) => {
                let Some((callable, params, end)) = job.take() else { return Poll::Ready(()) };
                let co = match prepare(callable, params) {
                    Ok(co) => co,
                    Err(reason) => {
                        end(End::Refused(reason));
                        return Poll::Ready(());
                    }
                };
                *co.on_end.borrow_mut() = Some(end);
                let id = co.id();
                co.suspension.with_context(cx, || enter(&co, |co| co.fiber.begin(&**co)));
                if co.id() != id {
                    return Poll::Ready(());
                }
                *co.driver.borrow_mut() = Some(cx.waker().clone());
                *self = Driven::Begun(co, id);
                Poll::Pending
            }
        }
    }
}
