//! Pins: what keeps a generation's rows from being reused while an iteration walks them.
//!
//! A pin is two shared words, owner and epoch; a process needs one for each generation it iterates, however many
//! iterations there are.
//!
//! Access rules:
//! 1. Owner 0 → own word by compare-and-swap, then the epoch. Given back by epoch 0, then owner 0.
//! 2. After storing the epoch (sequentially consistent), the pinner looks whether the generation still holds it. Who
//!    wants to reuse the generation first makes it hold nothing, then looks for pins. One of them sees the other.
//! 3. A pin whose owner is dead is given back by whoever comes across it.

use super::Table;
use super::per_process;
use super::shape::{PIN_WORDS, PINS};
use crate::error::{Error, Kind, Result};
use crate::sys::process::Process;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;

/// This process's pins: epoch, place, iterations.
#[derive(Debug, Default)]
pub(super) struct Pinned {
    pins: Mutex<Vec<(u64, usize, usize)>>,
}

impl Table {
    /// Pins the generation that holds `epoch`; `false` when none does any more.
    pub(super) fn pin(&self, epoch: u64) -> Result<bool> {
        let own = self.pinned.get();
        let mut pins = per_process::lock(&own.pins);
        if let Some((_, _, iterations)) = pins.iter_mut().find(|(pinned, ..)| *pinned == epoch) {
            *iterations += 1;
            return Ok(true);
        }
        let place = self.claim()?;
        self.pin_word(place, 1).store(epoch, SeqCst);
        if self.generation_of(epoch).born() != epoch {
            self.give_back(place);
            return Ok(false);
        }
        pins.push((epoch, place, 1));
        Ok(true)
    }

    /// Ends one iteration's pin. Rows that nobody can see any more are given back to the system.
    pub(super) fn unpin(&self, epoch: u64) {
        let own = self.pinned.get();
        let mut pins = per_process::lock(&own.pins);
        let Some(at) = pins.iter().position(|(pinned, ..)| *pinned == epoch) else { return };
        pins[at].2 -= 1;
        if pins[at].2 == 0 {
            let (_, place, _) = pins.swap_remove(at);
            self.give_back(place);
            drop(pins);
            self.discard_replaced(epoch);
        }
    }

    /// Whether some living process pins `epoch`.
    pub(super) fn is_pinned(&self, epoch: u64) -> bool {
        (0..PINS).any(|place| {
            let owner = self.pin_word(place, 0).load(SeqCst);
            owner != 0 && self.pin_word(place, 1).load(SeqCst) == epoch && !self.bury(place, owner)
        })
    }

    fn pin_word(&self, place: usize, word: usize) -> &AtomicU64 {
        &self.map[self.shape.pins() + place * PIN_WORDS + word]
    }

    fn claim(&self) -> Result<usize> {
        let me = Process::current();
        let try_claim = |place: &usize| self.pin_word(*place, 0).compare_exchange(0, me.word(), SeqCst, SeqCst).is_ok();
        let first = me.pid() as usize;
        let mut places = (0..PINS).map(|i| (first + i) % PINS);
        if let Some(place) = places.find(try_claim) {
            return Ok(place);
        }
        for place in 0..PINS {
            self.bury(place, self.pin_word(place, 0).load(SeqCst));
        }
        (0..PINS).find(try_claim).ok_or_else(|| {
            Error::new(Kind::Limit, format!("{PINS} processes iterate over the table already; let some of them end"))
        })
    }

    fn give_back(&self, place: usize) {
        self.pin_word(place, 1).store(0, SeqCst);
        self.pin_word(place, 0).store(0, SeqCst);
    }

    /// Rule 3; `false` when the owner lives.
    fn bury(&self, place: usize, owner: u64) -> bool {
        if Process::from_word(owner).is_some_and(Process::is_alive) {
            return false;
        }
        let me = Process::current().word();
        if owner != 0 && self.pin_word(place, 0).compare_exchange(owner, me, SeqCst, SeqCst).is_ok() {
            self.give_back(place);
        }
        true
    }
}
