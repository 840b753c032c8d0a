//! Reading rows: no latch, nothing stored (outline rule 3, row rule 3, generation rule 2).

use super::generation::{Generation, Look};
use super::key::Key;
use super::{RowBuffer, Table, Value};
use crate::error::Result;
use std::sync::atomic::{AtomicU64, Ordering, fence};

/// Readings in vain after which a reader waits for its turn among the writers. Only a row that others change without
/// a pause, faster than it can be copied, comes to that.
const PATIENCE: u32 = 200;

impl Table {
    /// Reads the whole row of `key` as it was at one moment; `false` when there is none.
    #[inline]
    pub fn get(&self, key: &[u8], row: &mut RowBuffer) -> Result<bool> {
        let found = self.read(&self.keys.key(key)?, |copy| row.fill_values(copy)).is_some();
        if found {
            row.fill_caller_key(key);
        }
        Ok(found)
    }

    /// Reads one column of the row of `key`; `None` when there is no such row. A string lies in `scratch`.
    #[inline]
    pub fn get_field<'b>(&self, key: &[u8], column: usize, scratch: &'b mut Vec<u8>) -> Result<Option<Value<'b>>> {
        let field = self.columns.field(column)?;
        let first = self.read(&self.keys.key(key)?, |copy| field.fetch(copy, scratch));
        Ok(first.map(|first| field.value(first, scratch)))
    }

    /// Whether `key` has a row.
    #[inline]
    pub fn exists(&self, key: &[u8]) -> Result<bool> {
        Ok(self.read(&self.keys.key(key)?, |_| ()).is_some())
    }

    /// What `visit` makes of the current copy of the row of `key`. It is called again when the row changed meanwhile.
    #[inline]
    fn read<T>(&self, key: &Key, mut visit: impl FnMut(&[AtomicU64]) -> T) -> Option<T> {
        for _ in 0..PATIENCE {
            let epoch = self.epoch();
            let generation = self.generation_of(epoch);
            if let Ok(seen) = attempt(generation, key, &mut visit)
                && self.is_still(epoch)
            {
                return seen;
            }
            std::hint::spin_loop();
        }
        self.read_in_turn(key, visit)
    }

    #[cold]
    fn read_in_turn<T>(&self, key: &Key, mut visit: impl FnMut(&[AtomicU64]) -> T) -> Option<T> {
        loop {
            // Refused while this thread replaces the rows itself; then nobody changes them.
            let _turn = self.hold(self.shape.stripe_of(self.shape.bucket_of(key.tag)));
            let epoch = self.epoch();
            if let Ok(seen) = attempt(self.generation_of(epoch), key, &mut visit)
                && self.is_still(epoch)
            {
                return seen;
            }
        }
    }

    /// Whether everything read since `epoch` was loaded belongs to it.
    #[inline]
    pub(super) fn is_still(&self, epoch: u64) -> bool {
        fence(Ordering::Acquire);
        self.map[super::EPOCH].load(Ordering::Relaxed) == epoch
    }
}

/// The row changed while it was read.
pub(super) struct Changed;

/// One attempt at reading a row; `None` when the key has none.
#[inline]
fn attempt<T>(
    generation: Generation<'_>,
    key: &Key,
    visit: &mut impl FnMut(&[AtomicU64]) -> T,
) -> std::result::Result<Option<T>, Changed> {
    match generation.look(key) {
        Look::Found(row, _, state) => {
            let seen = visit(row.current(state));
            if row.is_still(state) { Ok(Some(seen)) } else { Err(Changed) }
        }
        Look::Absent => Ok(None),
        Look::Strayed => Err(Changed),
    }
}
