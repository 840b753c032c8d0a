//! Stacks for coroutines: idle ones are kept for the next, new ones are made up to the limits of `Coroutine::set()` and
//! of the system's memory maps.

use super::{SCHEDULER, live};
use crate::coroutine::{Co, Coroutine, End, State, Wake};
use crate::options::{Kind, Spec};
use crate::zend::{Fiber, Suspension};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

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

/// Idle coroutines kept for the next ones: a fresh stack costs tens of microseconds of mmap and page faults.
pub(super) const POOL: usize = 1024;
/// Two memory maps a stack (it and its guard page); these are left to the rest of the process.
const MAPS_RESERVED: usize = 4096;

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

/// Frees the idle stacks.
pub(in crate::coroutine) fn empty_pool() {
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
        dismissed: Cell::new(None),
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

/// A coroutine without a job, pooled or new; or why there cannot be another one.
pub(super) fn take_coroutine() -> Result<Co, String> {
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
