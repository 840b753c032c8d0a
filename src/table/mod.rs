//! Memory shared by the processes of a server: [`Table`] (rows by key), [`atomic`] and [`lock`]. Made before the fork,
//! used by every process afterwards; safe Rust over [`crate::sys::shm::Map`]. No threads, no event loop of its own.
//!
//! What holds them together is written above the code it governs: the map in `shape`, one row in `row`, the chains in
//! `generation`, the latch in `latch`, generations and pins in `pins` and `replace`. The outline:
//!
//! 1. The epoch word names the current generation; it is changed only by `replace`, under the latches of all stripes.
//! 2. Who changes rows holds the latch of the key's stripe and loads the epoch after taking it.
//! 3. Who reads loads the epoch, reads without a latch, and reads again if the epoch changed meanwhile: what it read
//!    may have been reused. Readers store nothing that others share.
//! 4. A latch whose owner died is taken over by the next who needs it, who recounts the stripe; lost rows are looked
//!    for when no row is free.

mod arena;
pub mod atomic;
mod column;
mod cursor;
mod generation;
mod key;
mod latch;
pub mod lock;
mod per_process;
mod pins;
mod read;
mod repair;
mod replace;
mod row;
mod shape;
mod stats;
mod write;

pub use column::{Column, RowBuffer, Type, Value};
pub use cursor::Cursor;
pub use key::KEY_MAX;
pub use replace::Replacement;
pub use stats::Stats;
pub use write::Written;

use crate::error::Result;
use crate::sys::process::Process;
use crate::sys::shm::Map;
use column::Columns;
use generation::Generation;
use key::Keys;
use per_process::PerProcess;
use shape::{EPOCH, GENERATIONS, Shape};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;

/// A fixed number of rows with typed columns, found by key, shared with every process forked after it was made.
pub struct Table {
    map: Map,
    shape: Shape,
    columns: Arc<Columns>,
    keys: Keys,
    pinned: PerProcess<pins::Pinned>,
    /// Who is between `replacement()` and its end, to tell waiting for another process from waiting for oneself.
    replacing: Mutex<Option<(Process, ThreadId)>>,
}

impl Table {
    /// A table that holds exactly `rows` rows (1 to 2^32 - 2), whatever their keys. Address space for four times that
    /// many is reserved at once; memory is used as rows are.
    pub fn new(rows: usize, columns: Vec<Column>) -> Result<Table> {
        let columns = Arc::new(Columns::new(columns)?);
        let shape = Shape::new(rows, columns.words)?;
        let table = Table {
            map: Map::new(shape.map_words())?,
            shape,
            columns,
            keys: Keys::new(),
            pinned: PerProcess::new(),
            replacing: Mutex::new(None),
        };
        table.generation_of(FIRST_EPOCH).set_born(FIRST_EPOCH);
        table.epoch_word().store(FIRST_EPOCH, Ordering::Release);
        Ok(table)
    }

    /// The number of a column, for the calls that take one.
    pub fn column_index(&self, name: impl AsRef<[u8]>) -> Option<usize> {
        self.columns.index(name.as_ref())
    }

    /// Columns in the order they were declared; a column's number is its place here.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &Column> {
        self.columns.fields.iter().map(|field| &field.column)
    }

    /// The number of rows it can hold.
    pub fn size(&self) -> usize {
        self.shape.rows
    }

    /// A buffer that fits this table's rows.
    pub fn row_buffer(&self) -> RowBuffer {
        RowBuffer::new(self.columns.clone())
    }

    fn epoch_word(&self) -> &AtomicU64 {
        &self.map[EPOCH]
    }

    #[inline]
    fn epoch(&self) -> u64 {
        self.map[EPOCH].load(Ordering::Acquire)
    }

    /// The generation that holds, or will hold, the rows of `epoch`.
    #[inline]
    fn generation_of(&self, epoch: u64) -> Generation<'_> {
        self.generation_at(epoch as usize % GENERATIONS)
    }

    #[inline]
    fn generation_at(&self, index: usize) -> Generation<'_> {
        let at = self.shape.generation(index);
        Generation::new(&self.map[at..at + self.shape.generation_words], &self.shape)
    }

    /// The latch word of a stripe, followed by its counters of calls.
    #[inline]
    fn stripe_line(&self, stripe: usize) -> &[AtomicU64] {
        let at = self.shape.stripe(stripe);
        &self.map[at..at + shape::LINE]
    }
}

/// An epoch is a number that only grows; its remainder by [`GENERATIONS`] is the place of its generation.
const FIRST_EPOCH: u64 = GENERATIONS as u64;

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("shape", &self.shape).finish_non_exhaustive()
    }
}
