//! Iterations of a Table: each foreach has one of its own, and the object has one for calls of rewind(), next() and so on.

use super::rows::Rows;
use super::{Declared, EXCEPTION, created};
use crate::table::{Cursor, RowBuffer};
use crate::zend::{Iterable, Outcome, Stop, Str, Value, Walk, throw};
use std::rc::Rc;

/// An iteration; it keeps the rows it walks until it is at its end, begins again or is dropped.
pub(super) struct Iteration {
    rows: Rc<Rows>,
    at: Option<Box<(Cursor, RowBuffer)>>,
}

fn failed(error: crate::error::Error) -> Stop {
    throw(EXCEPTION.name, error.message, i64::from(error.code)).into()
}

impl Iteration {
    /// One that is not begun.
    pub(super) fn new(rows: Rc<Rows>) -> Iteration {
        Iteration { rows, at: None }
    }

    fn row(&self) -> Option<&RowBuffer> {
        self.at.as_ref().map(|at| &at.1)
    }
}

impl Walk for Iteration {
    fn rewind(&mut self) -> Outcome {
        self.at = None;
        let cursor = self.rows.table.cursor().map_err(failed)?;
        self.at = Some(Box::new((cursor, self.rows.table.row_buffer())));
        self.next()
    }

    fn valid(&self) -> bool {
        self.at.is_some()
    }

    fn current(&self) -> Value {
        self.row().map(|row| self.rows.array(row)).into()
    }

    fn key(&self) -> Value {
        self.row().map(|row| Str::new(row.key())).into()
    }

    fn next(&mut self) -> Outcome {
        if let Some(mut at) = self.at.take()
            && at.0.next(&mut at.1).map_err(failed)?
        {
            self.at = Some(at);
        }
        Ok(())
    }
}

impl Iterable for Declared {
    fn iterate(&self) -> Result<Box<dyn Walk>, Stop> {
        Ok(Box::new(Iteration::new(created(self)?)))
    }
}
