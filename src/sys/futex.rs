//! Waiting in the kernel for a shared word to change (futex(2)), between processes that map the same memory.
//!
//! Only the low 32 bits of the word are compared. Blocks the calling thread: never call `wait` on an event loop.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Sleeps while the low half of `word` is `expected`, until woken or `timeout` has passed. It may return early for no
/// reason, so the caller checks its condition again.
pub fn wait(word: &AtomicU64, expected: u32, timeout: Duration) {
    let limit = libc::timespec {
        tv_sec: timeout.as_secs().min(i32::MAX as u64) as libc::time_t,
        tv_nsec: timeout.subsec_nanos() as libc::c_long,
    };
    // SAFETY: the address is that of a live, aligned 32-bit half of `word`, and `limit` outlives the call.
    unsafe { libc::syscall(libc::SYS_futex, low_half(word), libc::FUTEX_WAIT, expected, &raw const limit) };
}

/// Wakes up to `count` of those who wait on `word`.
pub fn wake(word: &AtomicU64, count: u32) {
    let count = count.min(i32::MAX as u32);
    // SAFETY: waking only uses the address as a key.
    unsafe { libc::syscall(libc::SYS_futex, low_half(word), libc::FUTEX_WAKE, count) };
}

fn low_half(word: &AtomicU64) -> *const u32 {
    let halves: *const u32 = word.as_ptr().cast_const().cast();
    halves.wrapping_add(usize::from(cfg!(target_endian = "big")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn a_waiter_is_woken_and_a_changed_word_is_not_waited_for() {
        static WORD: AtomicU64 = AtomicU64::new(7 << 32);
        wait(&WORD, 1, Duration::from_secs(60)); // the low half is 0: returns at once
        let waiter = std::thread::spawn(|| {
            while WORD.load(Ordering::Acquire) as u32 == 0 {
                wait(&WORD, 0, Duration::from_secs(60));
            }
        });
        WORD.fetch_add(1, Ordering::Release);
        wake(&WORD, 1);
        waiter.join().unwrap();
    }
}
