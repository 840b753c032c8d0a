//! Waiting: the two ways a coroutine parks. [`park`] waits for another coroutine or a timer, who enter it directly;
//! [`future`] waits for a Rust future, which its driver polls.

use super::{Co, Coroutine, For, State, Wake, driven, scheduler, timer};
use crate::zend::{Stop, Thrown, throw};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// The class of what `cancel()` with an exception throws.
pub(super) const CANCELED: &str = "Peregrine\\Coroutine\\CanceledException";

/// Why a wait ended without what it was for.
#[derive(Debug)]
pub(crate) enum Interrupt {
    /// The time passed.
    TimedOut,
    /// `Coroutine::cancel()` without an exception.
    Cancelled,
    /// An exception is pending: cancelled with one, everything ends, or waiting was not possible.
    Stop(Stop),
}

impl From<Thrown> for Interrupt {
    fn from(thrown: Thrown) -> Self {
        Interrupt::Stop(thrown.into())
    }
}

/// A parked coroutine as those who may wake it know it; stale once it was woken.
#[derive(Clone)]
pub(crate) struct Waiter {
    co: Co,
    wait: u64,
}

impl Waiter {
    /// The running coroutine's next wait.
    pub(crate) fn next(co: &Co) -> Waiter {
        Waiter { co: co.clone(), wait: co.wait.get() + 1 }
    }

    /// Whether the coroutine still waits this wait.
    pub(crate) fn is_live(&self) -> bool {
        self.co.wait.get() == self.wait && matches!(self.co.state.get(), State::Parked(_))
    }

    /// Enters the coroutine now; comes back when it parks again or ends. Does nothing when it is stale.
    #[inline(always)]
    pub(crate) fn wake(&self, how: Wake) {
        if self.is_live() {
            scheduler::enter_parked(&self.co, how);
        }
    }
}

/// The running coroutine, or the error that says where to call this.
#[inline]
fn waiting_coroutine() -> Result<Co, Interrupt> {
    match scheduler::current() {
        Some(co) if !co.killed.get() => Ok(co),
        Some(_) => Err(Thrown::cancel().into()),
        None => {
            let text = "this waits, so it must be called inside a coroutine: wrap it in Peregrine\\run() or go()";
            Err(throw("Peregrine\\Error", super::outside(text), 0).into())
        }
    }
}

fn ended(co: &Co) -> Result<(), Interrupt> {
    co.cancelled.set(false);
    match co.wake.get() {
        Wake::Resumed => Ok(()),
        Wake::TimedOut => Err(Interrupt::TimedOut),
        Wake::Cancelled(throws) => {
            co.cancelled.set(true);
            if throws {
                let text = format!("coroutine #{} was cancelled", co.id());
                return Err(throw(CANCELED, text, 0).into());
            }
            Err(Interrupt::Cancelled)
        }
        Wake::Killed => Err(Thrown::cancel().into()),
    }
}

/// Parks the running coroutine until a [`Waiter`] of it (given to `register`) is woken, or `timeout` passes.
#[inline(always)]
pub(crate) fn park(what: For, timeout: Option<Duration>, register: impl FnOnce(Waiter)) -> Result<(), Interrupt> {
    let co = waiting_coroutine()?;
    register(Waiter::next(&co));
    let alarm = timeout.map(|after| timer::timers().wake_after(after, Waiter::next(&co)));
    let parked = switch_out(&co, what);
    if let Some(alarm) = alarm
        && (!parked || co.wake.get() != Wake::TimedOut)
    {
        timer::timers().forget(alarm);
    }
    if parked { ended(&co) } else { Err(not_here()) }
}

/// Parks the running coroutine until `Coroutine::resume()`.
#[inline]
pub(crate) fn yield_now() -> Result<(), Interrupt> {
    let co = waiting_coroutine()?;
    if switch_out(&co, For::Resume) { ended(&co) } else { Err(not_here()) }
}

/// False: PHP forbids to park here.
#[inline(always)]
fn switch_out(co: &Coroutine, what: For) -> bool {
    co.wait.set(co.wait.get() + 1);
    co.state.set(State::Parked(what));
    let parked = co.fiber.park();
    if !parked {
        co.state.set(State::Running);
    }
    parked
}

fn not_here() -> Interrupt {
    throw("Peregrine\\Error", "waiting is not possible inside a destructor that the cycle collector runs", 0).into()
}

/// Parks the running coroutine for this long.
pub(crate) fn sleep(duration: Duration) -> Result<(), Interrupt> {
    match park(For::Sleep, Some(duration), |_| ()) {
        Err(Interrupt::TimedOut) => Ok(()),
        other => other,
    }
}

/// Waits for a Rust future.
pub(crate) fn future<F: Future>(what: &'static str, future: F) -> Result<F::Output, Interrupt> {
    let co = waiting_coroutine()?;
    let mut parked = true;
    let output = co.suspension.wait(future, || {
        if !co.suspension.has_context() {
            driven::drive(&co);
        }
        scheduler::futures(1);
        parked = switch_out(&co, For::Event(what));
        scheduler::futures(-1);
    });
    match output {
        Some(output) => {
            co.cancelled.set(false);
            Ok(output)
        }
        None if !parked => Err(not_here()),
        None => Err(ended(&co).err().unwrap_or(Interrupt::Cancelled)),
    }
}

/// Waits for a Rust future that takes its place in a queue when it is first polled: that happens now, not when the
/// coroutine's task gets to it.
pub(crate) fn queued_future<F: Future>(what: &'static str, waiting: F) -> Result<F::Output, Interrupt> {
    let mut waiting = pin!(waiting);
    match waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => future(what, waiting),
    }
}

/// Whether two waiters are the same wait.
impl PartialEq for Waiter {
    fn eq(&self, other: &Self) -> bool {
        self.wait == other.wait && Rc::ptr_eq(&self.co, &other.co)
    }
}
