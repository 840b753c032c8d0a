//! Waiting for time to pass, on timerfd(2) in the event loop of whatever process and thread asks. tokio has a driver for
//! this, which reads the clock twice in every turn of the loop, also when nobody waits: some 590 of the 6,550
//! instructions of a small HTTP request. Here only who waits pays: three system calls a wait.
//!
//! Must be polled inside a tokio runtime with I/O enabled.

use crate::error::{Error, Result};
use crate::sys::{clock, watch};
use std::fs::File;
use std::future::{Future, poll_fn};
use std::io::Read;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::unix::AsyncFd;

pub use std::time::Instant;

/// A timer to be set again and again.
#[derive(Debug)]
pub struct Clock {
    timer: AsyncFd<File>,
    set_for: Option<Instant>,
}

impl Clock {
    /// Fails when the process has no descriptor left.
    pub fn new() -> Result<Clock> {
        let made = clock::timer().and_then(watch::ticker);
        made.map(|timer| Clock { timer, set_for: None }).map_err(|e| Error::io("make a timer", e))
    }

    /// Ready at that time. Cancel-safe; a later call may name another time.
    pub async fn at(&mut self, until: Instant) {
        poll_fn(|cx| self.poll_at(cx, until)).await;
    }

    fn poll_at(&mut self, cx: &mut Context<'_>, until: Instant) -> Poll<()> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Poll::Ready(());
            }
            if self.set_for != Some(until) {
                // Only a descriptor that is no timer is refused.
                let _ = clock::set(self.timer.get_ref(), left);
                self.set_for = Some(until);
            }
            let Ok(mut guard) = ready!(self.timer.poll_read_ready(cx)) else { return Poll::Ready(()) };
            // How often it expired does not matter; it is set again if that was too early.
            let _ = self.timer.get_ref().read(&mut [0; 8]);
            guard.clear_ready();
            self.set_for = None;
        }
    }
}

/// See [`sleep`].
#[derive(Debug)]
pub struct Sleep {
    until: Instant,
    clock: Option<Clock>,
}

/// Ready after `time`.
pub fn sleep(time: Duration) -> Sleep {
    sleep_until(after(time))
}

/// Ready at `until`.
pub fn sleep_until(until: Instant) -> Sleep {
    Sleep { until, clock: None }
}

/// A time so far away that the clock cannot name it is a year away.
fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or(now + Duration::from_secs(365 * 86_400))
}

impl Future for Sleep {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let until = self.until;
        if until <= Instant::now() {
            return Poll::Ready(());
        }
        if self.clock.is_none() {
            self.clock = Clock::new().ok();
        }
        match &mut self.clock {
            Some(clock) => clock.poll_at(cx, until),
            None => {
                // No descriptor left: looks again in the next turn, without burning the CPU meanwhile.
                std::thread::sleep(Duration::from_millis(1));
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

/// The time passed before the future was ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed;

/// The output of `future`, if it is ready within `time`.
pub async fn timeout<F: Future>(time: Duration, future: F) -> std::result::Result<F::Output, Elapsed> {
    timeout_at(after(time), future).await
}

/// The output of `future`, if it is ready before `until`.
pub async fn timeout_at<F: Future>(until: Instant, future: F) -> std::result::Result<F::Output, Elapsed> {
    let (mut future, mut late) = (pin!(future), sleep_until(until));
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        Pin::new(&mut late).poll(cx).map(|()| Err(Elapsed))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap().block_on(future)
    }

    #[test]
    fn sleeps_are_never_short() {
        let begun = Instant::now();
        run(sleep(Duration::from_millis(20)));
        assert!(begun.elapsed() >= Duration::from_millis(20));
        run(sleep(Duration::ZERO));
    }

    #[test]
    fn a_timeout_gives_the_output_or_elapses() {
        assert_eq!(run(timeout(Duration::from_secs(60), async { 7 })), Ok(7));
        assert_eq!(run(timeout(Duration::from_millis(5), std::future::pending::<()>())), Err(Elapsed));
        assert_eq!(run(timeout(Duration::MAX, async { 8 })), Ok(8));
    }

    #[test]
    fn a_clock_can_be_set_to_another_time_while_it_waits() {
        run(async {
            let mut clock = Clock::new().unwrap();
            let begun = Instant::now();
            let far = clock.at(begun + Duration::from_secs(60));
            assert!(timeout(Duration::from_millis(5), far).await.is_err());
            clock.at(begun + Duration::from_millis(10)).await;
            assert!(begun.elapsed() >= Duration::from_millis(10) && begun.elapsed() < Duration::from_secs(50));
        });
    }
}
