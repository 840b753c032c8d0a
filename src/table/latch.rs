//! The short lock inside shared structures: one word, holding its owner or 0.
//!
//! It is held for well under a microsecond (for a whole `replace` at most), so waiting spins, then yields, then sleeps.
//! A process that dies holding it is noticed by whoever waits, who takes it over and is told so.
//!
//! Access rules of the word:
//! 1. 0 → own word by compare-and-swap (acquire): the latch is held and what it guards is whole.
//! 2. a dead owner's word → own word by compare-and-swap: the latch is held and what it guards must be repaired
//!    before anything else; a repairer that dies leaves the same situation.
//! 3. own word → 0 by a plain store (release), by the holder only.

use crate::sys::process::Process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Proof that the latch is held; dropping it releases.
#[derive(Debug)]
pub(super) struct Latch<'a> {
    word: &'a AtomicU64,
    /// The previous owner died: repair first.
    pub(super) inherited: bool,
}

impl<'a> Latch<'a> {
    /// Takes the latch if nobody has it.
    #[inline]
    pub(super) fn try_take(word: &'a AtomicU64) -> Option<Latch<'a>> {
        let me = Process::current().word();
        let taken = word.compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed).is_ok();
        taken.then(|| Latch { word, inherited: false }) // not then_some: a Latch that is dropped releases
    }

    /// Takes the latch, waiting for a living owner and succeeding a dead one.
    #[inline]
    pub(super) fn take(word: &'a AtomicU64) -> Latch<'a> {
        Latch::try_take(word).unwrap_or_else(|| Latch::wait(word))
    }

    #[cold]
    fn wait(word: &'a AtomicU64) -> Latch<'a> {
        let mut patience = Patience::default();
        loop {
            let seen = word.load(Ordering::Relaxed);
            if seen == 0 {
                if let Some(latch) = Latch::try_take(word) {
                    return latch;
                }
            } else if patience.wonders()
                && let Some(latch) = Latch::succeed(word, seen)
            {
                return latch;
            }
            patience.pause();
        }
    }

    /// Takes the latch from `owner` if that process is dead.
    pub(super) fn succeed(word: &'a AtomicU64, owner: u64) -> Option<Latch<'a>> {
        if Process::from_word(owner)?.is_alive() {
            return None;
        }
        let me = Process::current().word();
        let taken = word.compare_exchange(owner, me, Ordering::Acquire, Ordering::Relaxed).is_ok();
        taken.then(|| Latch { word, inherited: true })
    }
}

impl Drop for Latch<'_> {
    #[inline]
    fn drop(&mut self) {
        self.word.store(0, Ordering::Release);
    }
}

/// Waits a little longer each time: spinning, yielding the processor, sleeping up to a millisecond.
#[derive(Default)]
pub(super) struct Patience {
    rounds: u32,
}

impl Patience {
    const SPINS: u32 = 50;
    const YIELDS: u32 = 60;

    /// Whether it is time to look whether the owner still lives: first after the yields, then every 16 sleeps.
    fn wonders(&self) -> bool {
        self.rounds >= Self::YIELDS && (self.rounds - Self::YIELDS).is_multiple_of(16)
    }

    pub(super) fn pause(&mut self) {
        match self.rounds {
            0..Self::SPINS => (0..10).for_each(|_| std::hint::spin_loop()),
            Self::SPINS..Self::YIELDS => std::thread::yield_now(),
            rounds => {
                let micros = 50u64 << ((rounds - Self::YIELDS) / 4).min(5);
                std::thread::sleep(Duration::from_micros(micros.min(1_000)));
            }
        }
        self.rounds = self.rounds.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        static WORD: AtomicU64 = AtomicU64::new(0);
        static GUARDED: AtomicU64 = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        let _latch = Latch::take(&WORD);
                        let seen = GUARDED.load(Ordering::Relaxed);
                        GUARDED.store(seen + 1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(GUARDED.load(Ordering::Relaxed), 40_000);
    }

    #[test]
    fn the_dead_are_succeeded_and_the_living_are_not() {
        let never_lived = Process::current().word() + (1 << 22);
        let word = AtomicU64::new(never_lived);
        assert!(Latch::try_take(&word).is_none());
        let latch = Latch::take(&word);
        assert!(latch.inherited);
        assert!(Latch::succeed(&word, Process::current().word()).is_none());
        drop(latch);
        assert!(!Latch::take(&word).inherited);
    }
}
