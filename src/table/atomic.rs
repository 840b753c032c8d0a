//! Numbers shared between processes: [`Atomic`] (32 bits, can be waited for) and [`Long`] (64 bits).
//!
//! Made before the fork, used by any process and thread. Every operation is one atomic step; all are sequentially
//! consistent.
//!
//! An [`Atomic`] that is waited for is a flag: `wakeup` makes 0 a 1, and one `wait` makes it 0 again. Words of its line:
//! 0. the value, in the low 32 bits;
//! 1. a count of wake-ups (low half; blocked waiters sleep on it) and passes (high half): `wakeup(n)` lets n - 1 more
//!    waiters through besides the one that takes the value, only such as began to wait before it;
//! 2. how many wait. A waiter that is killed stays counted, which can only leave a pass unused.

use super::arena::Line;
use super::per_process::PerProcess;
use crate::error::Result;
use crate::sys::futex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// A blocked waiter looks again at least so often, in case the one that was woken died.
const NAP: Duration = Duration::from_millis(100);
/// The longest pause between two looks of a waiter on an event loop.
const LONGEST_PAUSE: Duration = Duration::from_millis(8);

/// An unsigned 32-bit number; arithmetic wraps.
#[derive(Debug)]
pub struct Atomic {
    line: Line,
    woken: PerProcess<Notify>,
}

impl Atomic {
    /// A number shared with every process forked from now on.
    pub fn new(value: u32) -> Result<Atomic> {
        let atomic = Atomic { line: Line::new()?, woken: PerProcess::new() };
        atomic.set(value);
        Ok(atomic)
    }

    fn value(&self) -> &AtomicU64 {
        &self.line.words[0]
    }

    fn wakeups(&self) -> &AtomicU64 {
        &self.line.words[1]
    }

    fn waiting(&self) -> &AtomicU64 {
        &self.line.words[2]
    }

    /// Adds and returns the sum.
    pub fn add(&self, by: u32) -> u32 {
        (self.value().fetch_add(u64::from(by), SeqCst) as u32).wrapping_add(by)
    }

    /// Subtracts and returns the difference.
    pub fn sub(&self, by: u32) -> u32 {
        (self.value().fetch_sub(u64::from(by), SeqCst) as u32).wrapping_sub(by)
    }

    /// The value.
    pub fn get(&self) -> u32 {
        self.value().load(SeqCst) as u32
    }

    /// Changes the value.
    pub fn set(&self, value: u32) {
        self.value().store(u64::from(value), SeqCst);
    }

    /// Changes the value to `new` if it is `expected`; whether it was.
    pub fn cmpset(&self, expected: u32, new: u32) -> bool {
        let step = |word: u64| (word as u32 == expected).then_some(u64::from(new));
        self.value().fetch_update(SeqCst, SeqCst, step).is_ok()
    }

    /// Makes a 1 a 0; `false` when the value is not 1. This is `wait` that does not.
    pub fn try_wait(&self) -> bool {
        self.cmpset(1, 0)
    }

    /// Makes a 0 a 1 and lets up to `count` of those who wait go on.
    pub fn wakeup(&self, count: u32) {
        if count == 0 {
            return;
        }
        self.cmpset(0, 1);
        let others = (self.waiting().load(SeqCst) as u32).saturating_sub(1);
        let step = |word: u64| {
            let passes = ((word >> 32) as u32).saturating_add(count - 1).min(others);
            Some(u64::from(passes) << 32 | u64::from((word as u32).wrapping_add(1)))
        };
        // The closure never refuses.
        let _ = self.wakeups().fetch_update(SeqCst, SeqCst, step);
        futex::wake(self.wakeups(), count);
        self.woken.get().notify_waiters();
    }

    /// Blocks the thread until it can make a 1 a 0 or is let through by `wakeup`; `false` after `timeout` (`None`:
    /// never). For code outside an event loop.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let deadline = deadline(timeout);
        let waiter = Waiter::new(self);
        loop {
            let seen = self.wakeups().load(SeqCst) as u32;
            if waiter.may_pass() {
                return true;
            }
            let left = deadline.map_or(NAP, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            futex::wait(self.wakeups(), seen, left.min(NAP));
        }
    }

    /// As [`Atomic::wait`], without blocking the thread. A wake-up by this process is noticed at once, one by another
    /// process by looking every 1 to 8 milliseconds.
    pub async fn wait_async(&self, timeout: Option<Duration>) -> bool {
        let deadline = deadline(timeout);
        let waiter = Waiter::new(self);
        let woken = self.woken.get();
        let mut pause = Duration::from_millis(1);
        loop {
            let notified = woken.notified();
            if waiter.may_pass() {
                return true;
            }
            let left = deadline.map_or(pause, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            // Elapsed or notified, the next turn of the loop looks.
            let _ = crate::time::timeout(left.min(pause), notified).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.and_then(|timeout| Instant::now().checked_add(timeout))
}

/// One that waits, counted while it does.
struct Waiter<'a> {
    atomic: &'a Atomic,
    /// The count of wake-ups when it began.
    began: u32,
}

impl<'a> Waiter<'a> {
    fn new(atomic: &'a Atomic) -> Self {
        atomic.waiting().fetch_add(1, SeqCst);
        Waiter { atomic, began: atomic.wakeups().load(SeqCst) as u32 }
    }

    fn may_pass(&self) -> bool {
        let step = |word: u64| (word >> 32 > 0 && word as u32 != self.began).then(|| word - (1 << 32));
        self.atomic.try_wait() || self.atomic.wakeups().fetch_update(SeqCst, SeqCst, step).is_ok()
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.atomic.waiting().fetch_sub(1, SeqCst);
    }
}

/// A signed 64-bit number; arithmetic wraps.
#[derive(Debug)]
pub struct Long {
    line: Line,
}

impl Long {
    /// A number shared with every process forked from now on.
    pub fn new(value: i64) -> Result<Long> {
        let long = Long { line: Line::new()? };
        long.set(value);
        Ok(long)
    }

    fn value(&self) -> &AtomicU64 {
        &self.line.words[0]
    }

    /// Adds and returns the sum.
    pub fn add(&self, by: i64) -> i64 {
        (self.value().fetch_add(by as u64, SeqCst) as i64).wrapping_add(by)
    }

    /// Subtracts and returns the difference.
    pub fn sub(&self, by: i64) -> i64 {
        (self.value().fetch_sub(by as u64, SeqCst) as i64).wrapping_sub(by)
    }

    /// The value.
    pub fn get(&self) -> i64 {
        self.value().load(SeqCst) as i64
    }

    /// Changes the value.
    pub fn set(&self, value: i64) {
        self.value().store(value as u64, SeqCst);
    }

    /// Changes the value to `new` if it is `expected`; whether it was.
    pub fn cmpset(&self, expected: i64, new: i64) -> bool {
        self.value().compare_exchange(expected as u64, new as u64, SeqCst, SeqCst).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn arithmetic_wraps_at_its_width() {
        let atomic = Atomic::new(u32::MAX).unwrap();
        assert_eq!(atomic.add(2), 1);
        assert_eq!(atomic.sub(3), u32::MAX - 1);
        assert_eq!(atomic.get(), u32::MAX - 1);
        assert!(atomic.cmpset(u32::MAX - 1, 5) && !atomic.cmpset(4, 6));
        assert_eq!(atomic.get(), 5);
        let long = Long::new(i64::MAX).unwrap();
        assert_eq!(long.add(1), i64::MIN);
        assert_eq!(long.sub(1), i64::MAX);
        assert!(long.cmpset(i64::MAX, -7) && !long.cmpset(0, 1));
        assert_eq!(long.get(), -7);
    }

    #[test]
    fn waiting_takes_the_one_and_gives_up_in_time() {
        let atomic = Atomic::new(1).unwrap();
        assert!(atomic.wait(None));
        assert_eq!(atomic.get(), 0);
        assert!(!atomic.wait(Some(Duration::from_millis(1))));
        atomic.wakeup(1);
        assert!(atomic.try_wait() && !atomic.try_wait());
    }

    #[test]
    fn as_many_pass_as_were_woken() {
        let atomic = Arc::new(Atomic::new(0).unwrap());
        let wait = |_| {
            let atomic = atomic.clone();
            std::thread::spawn(move || atomic.wait(None))
        };
        let waiters: Vec<_> = (0..5).map(wait).collect();
        while atomic.waiting().load(SeqCst) < 5 {
            std::thread::yield_now();
        }
        atomic.wakeup(3);
        while atomic.waiting().load(SeqCst) > 2 {
            std::thread::yield_now();
        }
        assert_eq!((atomic.get(), atomic.wakeups().load(SeqCst) >> 32), (0, 0), "nothing is left for the others");
        atomic.wakeup(2);
        assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap()));
    }

    #[tokio::test]
    async fn an_event_loop_is_not_blocked() {
        let atomic = Atomic::new(0).unwrap();
        assert!(!atomic.wait_async(Some(Duration::from_millis(2))).await);
        let (woken, ()) = tokio::join!(atomic.wait_async(None), async { atomic.wakeup(1) });
        assert!(woken);
        assert_eq!(atomic.waiting().load(SeqCst), 0);
    }
}
