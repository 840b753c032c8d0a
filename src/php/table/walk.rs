//! The iteration of a Table object: `foreach` calls rewind, valid, current, key and next.

use super::EXCEPTION;
use super::rows::Rows;
use crate::table::{Cursor, RowBuffer};
use crate::zend::{Outcome, Stop, throw};

/// An iteration that has a row; it ends (and lets the rows it walks go) with the last one.
pub(super) struct Walk {
    cursor: Cursor,
    row: RowBuffer,
}

fn failed(error: crate::error::Error) -> Stop {
    throw(EXCEPTION.name, error.message, i64::from(error.code)).into()
}

impl Rows {
    /// Begins an iteration; the one before is over.
    pub(super) fn rewind(&self) -> Outcome {
        self.walk.take();
        let cursor = self.table.cursor().map_err(failed)?;
        self.step(Box::new(Walk { cursor, row: self.table.row_buffer() }))
    }

    /// Goes on to the next row.
    pub(super) fn advance(&self) -> Outcome {
        self.walk.take().map_or(Ok(()), |walk| self.step(walk))
    }

    fn step(&self, mut walk: Box<Walk>) -> Outcome {
        if walk.cursor.next(&mut walk.row).map_err(failed)? {
            self.walk.set(Some(walk));
        }
        Ok(())
    }

    /// What `see` makes of the row the iteration is at.
    pub(super) fn look<T>(&self, see: impl FnOnce(&Rows, Option<&RowBuffer>) -> T) -> T {
        let walk = self.walk.take();
        let seen = see(self, walk.as_ref().map(|walk| &walk.row));
        self.walk.set(walk);
        seen
    }
}
