//! Figures about a table, under Swoole's names.

use super::Table;
use super::shape::GENERATIONS;
use super::write::{DELETES, INSERTS, UPDATES};
use std::sync::atomic::Ordering::Relaxed;

/// Figures about a table. Those that count calls are over its whole life and all processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Rows in the table.
    pub num: u64,
    /// Rows that were added to a bucket that others were in already, since the rows were last replaced.
    pub conflict_count: u64,
    /// The most rows such a one found before it.
    pub conflict_max_level: u64,
    /// Rows added, those of `replace` included.
    pub insert_count: u64,
    /// Calls that changed a row.
    pub update_count: u64,
    /// Rows deleted; not those that a `replace` dropped.
    pub delete_count: u64,
    /// Rows that can still be added.
    pub available_slice_num: u64,
    /// Rows the table can hold.
    pub total_slice_num: u64,
}

impl Table {
    /// Figures about the table.
    pub fn stats(&self) -> Stats {
        let num = self.count() as u64;
        let total = self.shape.rows as u64;
        let mut stats =
            Stats { num, available_slice_num: total.saturating_sub(num), total_slice_num: total, ..Stats::default() };
        let generation = self.generation_of(self.epoch());
        for stripe in 0..self.shape.stripes {
            let called = |which: usize| self.stripe_line(stripe)[which].load(Relaxed);
            stats.insert_count += called(INSERTS);
            stats.update_count += called(UPDATES);
            stats.delete_count += called(DELETES);
            let (conflicts, deepest) = generation.conflicts(stripe);
            stats.conflict_count += conflicts;
            stats.conflict_max_level = stats.conflict_max_level.max(deepest);
        }
        stats
    }

    /// Bytes of memory the table takes when all its rows are in use and none are being replaced.
    pub fn memory_size(&self) -> usize {
        (self.shape.map_words() - (GENERATIONS - 1) * self.shape.generation_words) * size_of::<u64>()
    }
}
