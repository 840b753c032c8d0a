//! What killed writers leave behind, put right by those who need it (generation rule 4).

use super::Table;
use super::latch::Latch;
use crate::error::Result;
use std::sync::atomic::Ordering::Relaxed;

impl Table {
    /// The latches of all stripes, in their order (so that two who want them all do not wait for each other).
    pub(super) fn hold_all(&self) -> Result<Vec<Latch<'_>>> {
        (0..self.shape.stripes).map(|stripe| self.hold(stripe)).collect()
    }

    /// Looks for rows that were lost; `false` when there are none, because all rows are in use.
    #[cold]
    pub(super) fn reclaim(&self) -> Result<bool> {
        for stripe in 0..self.shape.stripes {
            if self.stripe_line(stripe)[0].load(Relaxed) != 0 {
                drop(self.hold(stripe)?);
            }
        }
        if self.sum() >= self.shape.rows {
            return Ok(false);
        }
        let _latches = self.hold_all()?;
        if self.sum() >= self.shape.rows {
            return Ok(false);
        }
        self.generation_of(self.epoch()).sweep();
        Ok(true)
    }

    /// Rows by the counts of the stripes, as they are.
    fn sum(&self) -> usize {
        let generation = self.generation_of(self.epoch());
        (0..self.shape.stripes).map(|stripe| generation.count(stripe)).sum::<u64>() as usize
    }

    /// The number of rows. Counts that a killed writer may have left one off are put right first.
    pub fn count(&self) -> usize {
        let mut lives = 0;
        loop {
            let epoch = self.epoch();
            for stripe in 0..self.shape.stripes {
                self.settle(stripe, &mut lives);
            }
            let sum = self.sum();
            if self.is_still(epoch) {
                return sum;
            }
        }
    }

    /// Repairs a stripe whose latch a dead process holds. `lives` remembers the last owner known to be alive.
    fn settle(&self, stripe: usize, lives: &mut u64) {
        const GLANCES: usize = 200;
        let word = &self.stripe_line(stripe)[0];
        let owner = word.load(Relaxed);
        if owner == 0 || owner == *lives || (0..GLANCES).any(|_| word.load(Relaxed) != owner) {
            return;
        }
        match Latch::succeed(word, owner) {
            Some(_latch) => self.generation_of(self.epoch()).recount(stripe),
            None => *lives = owner,
        }
    }
}
