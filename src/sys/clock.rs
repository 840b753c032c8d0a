//! Clocks the runtime has no word for: the coarse wall clock (no system call, no cycle counter, right to a few
//! milliseconds) for `Date` headers, and a descriptor that becomes readable once per period.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::Duration;

/// Whole seconds since 1970 (CLOCK_REALTIME_COARSE).
pub fn coarse_seconds() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a writable timespec; the clock exists since Linux 2.6.32, and on failure `now` stays zero.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME_COARSE, &mut now) };
    now.tv_sec as u64
}

/// A non-blocking timerfd(2) that expires every `period`, which must not be zero; reading 8 bytes resets it.
pub fn ticker(period: Duration) -> io::Result<File> {
    let timer = timer()?;
    expire(&timer, period, period)?;
    Ok(timer)
}

/// A non-blocking timerfd(2) that is not set.
pub fn timer() -> io::Result<File> {
    // SAFETY: timerfd_create(2) takes no pointers.
    let fd = unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_NONBLOCK | libc::TFD_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `fd` was just opened and nobody else owns it.
    Ok(File::from(unsafe { OwnedFd::from_raw_fd(fd) }))
}

/// Lets a timer expire once, after this time, which must not be zero.
pub fn set(timer: &File, after: Duration) -> io::Result<()> {
    expire(timer, after, Duration::ZERO)
}

fn expire(timer: &File, first: Duration, every: Duration) -> io::Result<()> {
    let time = |d: Duration| libc::timespec { tv_sec: d.as_secs() as _, tv_nsec: d.subsec_nanos() as _ };
    let wanted = libc::itimerspec { it_interval: time(every), it_value: time(first) };
    // SAFETY: `wanted` is readable for the length of the call; the old setting is not asked for.
    if unsafe { libc::timerfd_settime(timer.as_raw_fd(), 0, &wanted, std::ptr::null_mut()) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Milliseconds since some fixed point, up to a few too early (CLOCK_MONOTONIC_COARSE).
pub fn coarse_milliseconds() -> u64 {
    monotonic(libc::CLOCK_MONOTONIC_COARSE)
}

/// Milliseconds since the same point (CLOCK_MONOTONIC).
pub fn milliseconds() -> u64 {
    monotonic(libc::CLOCK_MONOTONIC)
}

fn monotonic(clock: libc::clockid_t) -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a writable timespec; both clocks exist since Linux 2.6.32.
    unsafe { libc::clock_gettime(clock, &mut now) };
    now.tv_sec as u64 * 1000 + now.tv_nsec as u64 / 1_000_000
}
