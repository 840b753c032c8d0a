//! The coarse wall clock: no system call, no cycle counter, right to a few milliseconds. For `Date` headers.

/// Whole seconds since 1970 (CLOCK_REALTIME_COARSE).
pub fn coarse_seconds() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a writable timespec; the clock exists since Linux 2.6.32, and on failure `now` stays zero.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME_COARSE, &mut now) };
    now.tv_sec as u64
}
