//! One generation of a table: buckets of chained rows, a list of free rows, and counts per stripe.
//!
//! Access rules, for the current generation (one that is being built has a single writer and no readers; one that was
//! replaced has no writers):
//! 1. A bucket's word and the `next` of its rows are changed under the latch of the bucket's stripe, by one store that
//!    makes a live row the first one, or that leads past one row. So a chain is whole at every moment.
//! 2. A reader follows a chain without a latch. It goes on from a row only if the row was live, of this bucket and
//!    unchanged while it read `next`; otherwise the row was deleted under it and it starts again. New rows come first
//!    in the chain, so nobody who walks it can miss one that was there before.
//! 3. Free rows are a stack whose head is `pops << 32 | index + 1`, changed by compare-and-swap; rows that were never
//!    used are counted off by `fresh`. Rows are taken and given back under any stripe's latch.
//! 4. A writer that is killed between two of these steps may lose a row (neither linked nor free) and leave its stripe's
//!    count one off. `recount` and `sweep` put that right from the chains, which are the truth.

use super::column::Columns;
use super::column::Value;
use super::key::Key;
use super::row::{Row, State};
use super::shape::{BORN, FREE, FRESH, Shape};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// Low half of the free list's head and the only bits of a link.
const INDEX: u64 = u32::MAX as u64;

/// Counts of a stripe in a generation, by their place in its line.
const COUNT: usize = 0;
const CONFLICTS: usize = 1;
const DEEPEST: usize = 2;

/// A view of one generation.
#[derive(Clone, Copy)]
pub(super) struct Generation<'a> {
    words: &'a [AtomicU64],
    shape: &'a Shape,
}

/// What a reader found.
pub(super) enum Look<'a> {
    /// The row, its index, and the state it had before its key was compared.
    Found(Row<'a>, usize, State),
    /// No such key.
    Absent,
    /// The chain changed; look again.
    Strayed,
}

/// A row in its chain, seen by the holder of the latch.
pub(super) struct Place {
    pub(super) index: usize,
    previous: Option<usize>,
}

impl<'a> Generation<'a> {
    #[inline]
    pub(super) fn new(words: &'a [AtomicU64], shape: &'a Shape) -> Self {
        Generation { words, shape }
    }

    /// The epoch this generation holds the rows of; 0 while it is empty or being built.
    pub(super) fn born(self) -> u64 {
        self.words[BORN].load(SeqCst)
    }

    pub(super) fn set_born(self, epoch: u64) {
        self.words[BORN].store(epoch, SeqCst);
    }

    #[inline]
    pub(super) fn row(self, index: usize) -> Row<'a> {
        let at = self.shape.row(index);
        Row::new(&self.words[at..at + self.shape.row_words], self.shape.copy_words)
    }

    #[inline]
    fn bucket(self, bucket: usize) -> &'a AtomicU64 {
        &self.words[self.shape.bucket(bucket)]
    }

    fn counter(self, stripe: usize, which: usize) -> &'a AtomicU64 {
        &self.words[self.shape.stripe(stripe) + which]
    }

    /// Rows that have been in use at some time: those from this index on never were.
    pub(super) fn used(self) -> usize {
        (self.words[FRESH].load(Acquire) as usize).min(self.shape.rows)
    }

    /// Rows in a stripe.
    pub(super) fn count(self, stripe: usize) -> u64 {
        self.counter(stripe, COUNT).load(Relaxed)
    }

    /// Rows of a stripe that came into a bucket with others, and the longest chain they found.
    pub(super) fn conflicts(self, stripe: usize) -> (u64, u64) {
        (self.counter(stripe, CONFLICTS).load(Relaxed), self.counter(stripe, DEEPEST).load(Relaxed))
    }

    /// Rule 2.
    #[inline]
    pub(super) fn look(self, key: &Key) -> Look<'a> {
        let bucket = self.shape.bucket_of(key.tag);
        let mut link = self.bucket(bucket).load(Acquire);
        while link != 0 {
            let index = (link & INDEX) as usize - 1;
            let row = self.row(index);
            let state = row.state();
            if !state.is_live() {
                return Look::Strayed;
            }
            if row.has_key(key) {
                return Look::Found(row, index, state);
            }
            link = row.next();
            if self.shape.bucket_of(row.tag()) != bucket || !row.is_still(state) {
                return Look::Strayed;
            }
        }
        Look::Absent
    }

    /// The row of a key, for the holder of the latch.
    #[inline]
    pub(super) fn find(self, key: &Key) -> Option<Place> {
        let mut previous = None;
        let mut link = self.bucket(self.shape.bucket_of(key.tag)).load(Relaxed);
        while link != 0 {
            let index = (link & INDEX) as usize - 1;
            let row = self.row(index);
            if row.has_key(key) {
                return Some(Place { index, previous });
            }
            previous = Some(index);
            link = row.next();
        }
        None
    }

    /// Adds a row for a key that is not there; `false` when no row is free.
    pub(super) fn insert(self, key: &Key, columns: &Columns, values: &[(usize, Value<'_>)]) -> bool {
        let Some(index) = self.allocate() else { return false };
        let bucket = self.shape.bucket_of(key.tag);
        let head = self.bucket(bucket);
        let first = head.load(Relaxed);
        self.row(index).bring_up(key, first, |copy| columns.compose(values, None, copy));
        head.store(index as u64 + 1, Release);
        let stripe = self.shape.stripe_of(bucket);
        self.bump(stripe, COUNT, 1);
        if first != 0 {
            self.bump(stripe, CONFLICTS, 1);
            let depth = self.chain(bucket).count() as u64 - 1;
            let deepest = self.counter(stripe, DEEPEST);
            deepest.store(deepest.load(Relaxed).max(depth), Relaxed);
        }
        true
    }

    /// Takes a row out and makes it free.
    pub(super) fn remove(self, place: &Place) {
        let row = self.row(place.index);
        let bucket = self.shape.bucket_of(row.tag());
        match place.previous {
            Some(previous) => self.row(previous).set_next(row.next()),
            None => self.bucket(bucket).store(row.next(), Release),
        }
        self.bump(self.shape.stripe_of(bucket), COUNT, u64::MAX);
        row.take_down();
        self.release(place.index);
    }

    fn bump(self, stripe: usize, which: usize, by: u64) {
        let counter = self.counter(stripe, which);
        counter.store(counter.load(Relaxed).wrapping_add(by), Relaxed);
    }

    /// Rule 3.
    fn allocate(self) -> Option<usize> {
        let free = &self.words[FREE];
        let mut head = free.load(Acquire);
        while head & INDEX != 0 {
            let index = (head & INDEX) as usize - 1;
            let rest = (head >> 32).wrapping_add(1) << 32 | self.row(index).next() & INDEX;
            match free.compare_exchange_weak(head, rest, AcqRel, Acquire) {
                Ok(_) => return Some(index),
                Err(now) => head = now,
            }
        }
        let limit = self.shape.rows as u64;
        let take = |fresh| (fresh < limit).then_some(fresh + 1);
        self.words[FRESH].fetch_update(AcqRel, Acquire, take).ok().map(|index| index as usize)
    }

    fn release(self, index: usize) {
        let free = &self.words[FREE];
        let mut head = free.load(Relaxed);
        loop {
            self.row(index).set_next(head & INDEX);
            match free.compare_exchange_weak(head, head & !INDEX | (index as u64 + 1), AcqRel, Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }

    /// Indices of the rows of a bucket, for the holder of its latch.
    fn chain(self, bucket: usize) -> impl Iterator<Item = usize> + use<'a> {
        let step = |link: u64| (link & INDEX).checked_sub(1).map(|index| index as usize);
        let first = step(self.bucket(bucket).load(Relaxed));
        std::iter::successors(first, move |index| step(self.row(*index).next()))
    }

    /// Rule 4: counts a stripe's rows anew, under its latch.
    pub(super) fn recount(self, stripe: usize) {
        let buckets = (stripe..self.shape.buckets).step_by(self.shape.stripes);
        let count = buckets.map(|bucket| self.chain(bucket).count() as u64).sum();
        self.counter(stripe, COUNT).store(count, Relaxed);
    }

    /// Rule 4: makes every row that no chain leads to free, under the latches of all stripes. Killed on the way, it
    /// leaves a shorter list, which the next sweep makes whole.
    pub(super) fn sweep(self) {
        let used = self.used();
        let mut linked = vec![false; used];
        for index in (0..self.shape.buckets).flat_map(|bucket| self.chain(bucket)) {
            linked[index] = true;
        }
        let free = &self.words[FREE];
        let head = free.load(Relaxed);
        free.store((head & !INDEX).wrapping_add(INDEX + 1), Release);
        for index in (0..used).filter(|index| !linked[*index]) {
            self.row(index).take_down();
            self.release(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process::Process;
    use crate::table::{Column, Table, Type};
    use std::sync::Arc;

    const ROWS: usize = 20;

    fn table(rows: usize) -> Arc<Table> {
        let table = Arc::new(Table::new(ROWS, vec![Column::new("n", Type::Int)]).unwrap());
        (0..rows).for_each(|n| assert!(table.set(format!("{n}").as_bytes(), &[]).unwrap().inserted));
        table
    }

    fn current(table: &Table) -> Generation<'_> {
        table.generation_of(table.epoch())
    }

    /// What a process with our id and another start leaves: it is dead.
    fn die_holding(table: &Table, stripe: usize) {
        table.stripe_line(stripe)[0].store(Process::current().word() + (1 << 22), Relaxed);
    }

    fn iterated(table: &Arc<Table>) -> usize {
        let (mut cursor, mut row) = (table.cursor().unwrap(), table.row_buffer());
        std::iter::from_fn(|| cursor.next(&mut row).unwrap().then_some(())).count()
    }

    fn holds_what_it_says(table: &Arc<Table>) {
        assert_eq!(table.count(), iterated(table));
        for n in table.count()..ROWS {
            assert!(table.set(format!("more {n}").as_bytes(), &[]).unwrap().inserted, "row {n}");
        }
        assert!(table.set(b"too many", &[]).is_err());
        assert_eq!((table.count(), iterated(table)), (ROWS, ROWS));
    }

    #[test]
    fn killed_before_linking_a_new_row() {
        let table = table(3);
        let key = table.keys.key(b"lost").unwrap();
        let generation = current(&table);
        let index = generation.allocate().unwrap();
        generation.row(index).bring_up(&key, 0, |_| ());
        die_holding(&table, table.shape.stripe_of(table.shape.bucket_of(key.tag)));
        assert!(!table.exists(b"lost").unwrap());
        assert_eq!((table.count(), iterated(&table)), (3, 3));
        holds_what_it_says(&table);
    }

    #[test]
    fn killed_between_linking_and_counting() {
        let table = table(10);
        for stripe in 0..table.shape.stripes {
            current(&table).bump(stripe, COUNT, if stripe % 2 == 0 { 1 } else { u64::MAX });
            die_holding(&table, stripe);
        }
        assert_eq!((table.count(), iterated(&table)), (10, 10));
        for stripe in 0..table.shape.stripes {
            current(&table).bump(stripe, COUNT, 1);
            die_holding(&table, stripe);
        }
        assert!((0..10).all(|n| table.del(format!("{n}").as_bytes()).unwrap()), "writers repair as well");
        assert_eq!((table.count(), iterated(&table)), (0, 0));
    }

    #[test]
    fn killed_before_an_unlinked_row_is_free() {
        let table = table(ROWS);
        let key = table.keys.key(b"7").unwrap();
        let generation = current(&table);
        let place = generation.find(&key).unwrap();
        let (row, bucket) = (generation.row(place.index), table.shape.bucket_of(key.tag));
        match place.previous {
            Some(previous) => generation.row(previous).set_next(row.next()),
            None => generation.bucket(bucket).store(row.next(), Release),
        }
        die_holding(&table, table.shape.stripe_of(bucket));
        assert!(!table.exists(b"7").unwrap());
        assert_eq!(iterated(&table), ROWS - 1);
        holds_what_it_says(&table);
    }

    #[test]
    fn killed_while_sweeping() {
        let table = table(ROWS);
        (0..5).for_each(|n| assert!(table.del(format!("{n}").as_bytes()).unwrap()));
        current(&table).words[FREE].store(0, Relaxed);
        (0..table.shape.stripes).for_each(|stripe| die_holding(&table, stripe));
        holds_what_it_says(&table);
    }

    #[test]
    fn a_reader_on_a_row_that_was_reused_looks_again() {
        let table = table(2);
        let key = table.keys.key(b"0").unwrap();
        let generation = current(&table);
        let Look::Found(row, index, state) = generation.look(&key) else { panic!("it is there") };
        assert!(row.is_still(state));
        table.del(b"0").unwrap();
        assert!(!row.is_still(state));
        table.set(b"0", &[]).unwrap();
        let Look::Found(_, again, _) = generation.look(&key) else { panic!("it is there again") };
        assert!(again == index && !row.is_still(state), "the same row, another version");
    }
}
