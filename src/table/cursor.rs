//! Iteration over the rows that were in the table's current generation when it began.
//!
//! Every row that stays is seen exactly once, in an order that does not change. A row that is added, deleted or
//! changed meanwhile may be seen or not, always as it was at one moment. A `replace` is not seen: the iteration goes
//! on through the old rows, which stay until it ends.

use super::generation::{Generation, Look};
use super::read::Changed;
use super::{RowBuffer, Table};
use crate::error::{Error, Kind, Result};
use crate::sys::process::Process;
use std::sync::Arc;

/// Attempts in vain at reading one row, after which the cursor waits for its turn among the writers.
const PATIENCE: u32 = 200;

/// Where an iteration is.
#[derive(Debug)]
pub struct Cursor {
    table: Arc<Table>,
    owner: Process,
    epoch: u64,
    position: usize,
}

impl Table {
    /// Begins an iteration.
    pub fn cursor(self: &Arc<Self>) -> Result<Cursor> {
        loop {
            let epoch = self.epoch();
            if self.pin(epoch)? {
                return Ok(Cursor { table: self.clone(), owner: Process::current(), epoch, position: 0 });
            }
        }
    }
}

impl Cursor {
    /// Reads the next row; `false` at the end. In a forked child it goes on where the parent's was, unless the rows
    /// have been replaced meanwhile.
    pub fn next(&mut self, row: &mut RowBuffer) -> Result<bool> {
        self.settle_in()?;
        let generation = self.table.generation_of(self.epoch);
        while self.position < generation.used() {
            let index = self.position;
            self.position += 1;
            if self.read(generation, index, row) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A child inherits the cursor, not the pin.
    fn settle_in(&mut self) -> Result<()> {
        let me = Process::current();
        if self.owner != me {
            if !self.table.pin(self.epoch)? {
                let text =
                    "the rows this iteration walked have been replaced since the process was forked; begin a new one";
                return Err(Error::new(Kind::Closed, text));
            }
            self.owner = me;
        }
        Ok(())
    }

    /// Reads row `index`; `false` when there is none.
    fn read(&self, generation: Generation<'_>, index: usize, row: &mut RowBuffer) -> bool {
        for _ in 0..PATIENCE {
            if let Ok(found) = attempt(generation, index, row) {
                return found;
            }
            std::hint::spin_loop();
        }
        loop {
            let stripe = self.table.shape.stripe_of(self.table.shape.bucket_of(generation.row(index).tag()));
            let _turn = self.table.hold(stripe);
            if let Ok(found) = attempt(generation, index, row) {
                return found;
            }
        }
    }
}

/// A row that a killed writer lost may look alive, so it counts only if its key leads to it.
fn attempt(generation: Generation<'_>, index: usize, row: &mut RowBuffer) -> std::result::Result<bool, Changed> {
    let found = generation.row(index);
    let state = found.state();
    if !state.is_live() {
        return Ok(false);
    }
    let key = found.key();
    row.fill_key(&key);
    row.fill_values(found.current(state));
    if !found.is_still(state) {
        return Err(Changed);
    }
    match generation.look(&key) {
        Look::Found(_, at, _) => Ok(at == index),
        Look::Absent => Ok(false),
        Look::Strayed => Err(Changed),
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        if self.owner == Process::current() {
            self.table.unpin(self.epoch);
        }
    }
}
