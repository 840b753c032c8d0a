//! Replacing all rows at once: a second generation is built beside the current one and the epoch flips.
//!
//! Access rules:
//! 1. The replace latch is taken first, then those of all stripes; so `set`, `del` and `incr` wait until it is over and
//!    what they write is in the new rows. Readers and iterations do not wait.
//! 2. Only the holder of the replace latch empties a generation or builds one: never the current one, never a pinned
//!    one. It holds no epoch while that goes on (pins rule 2).
//! 3. The flip is one store. Killed before it, the old rows stay and the half-built generation is emptied by the next
//!    who needs one; killed after it, the new rows are complete.

use super::generation::Generation;
use super::latch::Latch;
use super::per_process;
use super::shape::{GENERATIONS, REPLACE};
use super::write::INSERTS;
use super::{Table, Value};
use crate::error::{Error, Kind, Result};
use crate::sys::process::Process;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};

/// New rows being collected; dropping it without [`Replacement::commit`] keeps the old ones.
///
/// While it exists every other process that changes the table waits, and a change by the thread that made it fails:
/// have the rows at hand before, and do nothing in between that waits.
#[derive(Debug)]
pub struct Replacement<'a> {
    table: &'a Table,
    /// The place of the generation being built.
    place: usize,
    added: u64,
    _stripes: Vec<Latch<'a>>,
    _replace: Latch<'a>,
}

impl Table {
    /// Puts `rows` (key and columns by number) in place of all rows the table holds, at one moment. A key that comes
    /// twice has the later columns. Columns that are not given are zero or empty.
    ///
    /// Keeps the old rows and fails with what `rows` failed with, or with [`Kind::Limit`] when there are more than the
    /// table holds. See [`Replacement`] about what waits meanwhile.
    pub fn replace<'r, K, V>(&self, rows: impl IntoIterator<Item = Result<(K, V)>>) -> Result<()>
    where
        K: AsRef<[u8]>,
        V: AsRef<[(usize, Value<'r>)]>,
    {
        let mut replacement = self.replacement()?;
        for row in rows {
            let (key, values) = row?;
            replacement.push(key.as_ref(), values.as_ref())?;
        }
        replacement.commit();
        Ok(())
    }

    /// Begins to replace all rows. Waits for another process that does. Fails with [`Kind::Limit`] when iterations
    /// still walk all older generations.
    pub fn replacement(&self) -> Result<Replacement<'_>> {
        self.refuse_while_replacing()?;
        let replace = Latch::take(&self.map[REPLACE]);
        let place = self.empty_generation()?;
        let stripes = self.hold_all()?;
        *per_process::lock(&self.replacing) = Some((Process::current(), std::thread::current().id()));
        Ok(Replacement { table: self, place, added: 0, _stripes: stripes, _replace: replace })
    }

    /// Rule 2: the place of a generation that nobody sees, emptied.
    fn empty_generation(&self) -> Result<usize> {
        let current = self.epoch() as usize % GENERATIONS;
        (1..GENERATIONS).map(|step| (current + step) % GENERATIONS).find(|place| self.empty(*place)).ok_or_else(|| {
            let text = "iterations still walk the rows of earlier replacements; let one of them end first";
            Error::new(Kind::Limit, text)
        })
    }

    /// Empties the generation at `place`, under the replace latch; `false` when it is pinned.
    fn empty(&self, place: usize) -> bool {
        let generation = self.generation_at(place);
        let epoch = generation.born();
        if epoch != 0 && self.is_pinned(epoch) {
            return false;
        }
        generation.set_born(0);
        if epoch != 0 && self.is_pinned(epoch) {
            generation.set_born(epoch);
            return false;
        }
        self.map.discard(self.shape.generation(place), self.shape.generation_words);
        true
    }

    /// Gives the memory of an epoch's rows back, if they were replaced and nobody is busy replacing.
    pub(super) fn discard_replaced(&self, epoch: u64) {
        if self.epoch() == epoch {
            return;
        }
        if let Some(_replace) = Latch::try_take(&self.map[REPLACE])
            && self.epoch() != epoch
            && self.generation_of(epoch).born() == epoch
        {
            self.empty(epoch as usize % GENERATIONS);
        }
    }
}

impl<'a> Replacement<'a> {
    /// Adds a row, or changes the one with that key that was added before.
    pub fn push(&mut self, key: &[u8], values: &[(usize, Value<'_>)]) -> Result<()> {
        let table = self.table;
        let key = table.keys.key(key)?;
        table.columns.check(values)?;
        let generation: Generation<'a> = table.generation_at(self.place);
        if let Some(place) = generation.find(&key) {
            generation.row(place.index).write(|current, spare| table.columns.compose(values, Some(current), spare));
        } else if generation.insert(&key, &table.columns, values) {
            self.added += 1;
        } else {
            return Err(table.full());
        }
        Ok(())
    }

    /// The rows added become the table's.
    pub fn commit(self) {
        let table = self.table;
        let old = table.epoch();
        let new = (old / GENERATIONS as u64 + 1) * GENERATIONS as u64 + self.place as u64;
        table.generation_at(self.place).set_born(new);
        table.epoch_word().swap(new, AcqRel);
        let inserts = &table.stripe_line(0)[INSERTS];
        inserts.store(inserts.load(Relaxed).wrapping_add(self.added), Relaxed);
        drop(self);
        table.discard_replaced(old);
    }
}

impl Drop for Replacement<'_> {
    fn drop(&mut self) {
        *per_process::lock(&self.table.replacing) = None;
    }
}
