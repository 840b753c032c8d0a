//! Changing rows, one key at a time, under the latch of the key's stripe (outline rules 2 and 4).

use super::key::Key;
use super::latch::Latch;
use super::per_process;
use super::row::Row;
use super::{Table, Type, Value};
use crate::error::{Error, Kind, Result};
use crate::sys::process::Process;
use std::sync::atomic::Ordering::Relaxed;

/// Calls counted in a stripe's line, after its latch word.
pub(super) const INSERTS: usize = 1;
pub(super) const UPDATES: usize = 2;
pub(super) const DELETES: usize = 3;

/// What [`Table::set`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The key was new.
    pub inserted: bool,
    /// The first column whose string was longer than the column; as much as fits was kept.
    pub cut: Option<usize>,
}

impl Table {
    /// Writes columns (number, value) of the row of `key`; other columns keep what they have, or are zero or empty in
    /// a new row. All of them become visible at once.
    ///
    /// Waits while a `replace` is under way. Fails with [`Kind::Limit`] when all rows are in use.
    #[inline]
    pub fn set(&self, key: &[u8], values: &[(usize, Value<'_>)]) -> Result<Written> {
        let key = self.keys.key(key)?;
        self.columns.check(values)?;
        let stripe = self.stripe(&key);
        let mut attempt = 0;
        let inserted = loop {
            let latch = self.hold(stripe)?;
            let generation = self.generation_of(self.epoch());
            if let Some(place) = generation.find(&key) {
                self.overwrite(generation.row(place.index), values);
                self.called(stripe, UPDATES);
                break false;
            }
            if generation.insert(&key, &self.columns, values) {
                self.called(stripe, INSERTS);
                break true;
            }
            drop(latch);
            self.make_room(&mut attempt)?;
        };
        Ok(Written { inserted, cut: self.first_cut(values) })
    }

    #[inline]
    fn overwrite(&self, row: Row<'_>, values: &[(usize, Value<'_>)]) {
        match values {
            [(column, Value::Int(number))] => row.write_number(self.columns.fields[*column].at, *number as u64),
            _ => row.write(|current, spare| self.columns.compose(values, Some(current), spare)),
        }
    }

    fn first_cut(&self, values: &[(usize, Value<'_>)]) -> Option<usize> {
        values.iter().find(|(column, value)| self.columns.fields[*column].cuts(*value)).map(|(column, _)| *column)
    }

    /// Removes the row of `key`; `false` when there is none. Waits while a `replace` is under way.
    #[inline]
    pub fn del(&self, key: &[u8]) -> Result<bool> {
        let key = self.keys.key(key)?;
        let stripe = self.stripe(&key);
        let _latch = self.hold(stripe)?;
        let generation = self.generation_of(self.epoch());
        let Some(place) = generation.find(&key) else { return Ok(false) };
        generation.remove(&place);
        self.called(stripe, DELETES);
        Ok(true)
    }

    /// Adds `by` to an INT or FLOAT column and returns what it then holds; a missing row is made first, with zeros.
    ///
    /// `by` is of the column's type. A sum that is no 64-bit integer fails with [`Kind::Limit`] and changes nothing
    /// (it does not wrap); floats follow IEEE 754.
    #[inline]
    pub fn incr(&self, key: &[u8], column: usize, by: Value<'_>) -> Result<Value<'static>> {
        self.change(key, column, by, i64::checked_add, |old, by| old + by)
    }

    /// Takes `by` away; otherwise as [`Table::incr`].
    #[inline]
    pub fn decr(&self, key: &[u8], column: usize, by: Value<'_>) -> Result<Value<'static>> {
        self.change(key, column, by, i64::checked_sub, |old, by| old - by)
    }

    #[inline]
    fn change(
        &self,
        key: &[u8],
        column: usize,
        by: Value<'_>,
        int: impl Fn(i64, i64) -> Option<i64>,
        float: impl Fn(f64, f64) -> f64,
    ) -> Result<Value<'static>> {
        let field = self.columns.field(column)?;
        let apply = |bits: u64| match (field.column.kind, by) {
            (Type::Int, Value::Int(by)) => match int(bits as i64, by) {
                Some(number) => Ok((number as u64, Value::Int(number))),
                None => Err(overflow(&field.column.name)),
            },
            (Type::Float, Value::Float(by)) => {
                let number = float(f64::from_bits(bits), by);
                Ok((number.to_bits(), Value::Float(number)))
            }
            _ => Err(Error::invalid(format!("column \"{}\" cannot be changed by {by:?}", field.column.name))),
        };
        let key = self.keys.key(key)?;
        let stripe = self.stripe(&key);
        let mut attempt = 0;
        loop {
            let latch = self.hold(stripe)?;
            let generation = self.generation_of(self.epoch());
            if let Some(place) = generation.find(&key) {
                let row = generation.row(place.index);
                let (bits, value) = apply(row.number(field.at))?;
                row.write_number(field.at, bits);
                self.called(stripe, UPDATES);
                return Ok(value);
            }
            let (_, value) = apply(0)?;
            if generation.insert(&key, &self.columns, &[(column, value)]) {
                self.called(stripe, INSERTS);
                return Ok(value);
            }
            drop(latch);
            self.make_room(&mut attempt)?;
        }
    }

    #[inline]
    fn stripe(&self, key: &Key) -> usize {
        self.shape.stripe_of(self.shape.bucket_of(key.tag))
    }

    pub(super) fn called(&self, stripe: usize, which: usize) {
        let counter = &self.stripe_line(stripe)[which];
        counter.store(counter.load(Relaxed).wrapping_add(1), Relaxed);
    }

    /// Looks for rows that killed writers lost; fails when there are none. Others may take what it finds, so a few
    /// attempts are allowed.
    #[cold]
    fn make_room(&self, attempt: &mut u32) -> Result<()> {
        *attempt += 1;
        if *attempt <= 3 && self.reclaim()? { Ok(()) } else { Err(self.full()) }
    }

    #[cold]
    pub(super) fn full(&self) -> Error {
        let rows = self.shape.rows;
        Error::new(
            Kind::Limit,
            format!("the table is full: all its {rows} rows are in use; create it with a larger size"),
        )
    }

    /// The latch of a stripe. An inherited one is repaired first.
    #[inline]
    pub(super) fn hold(&self, stripe: usize) -> Result<Latch<'_>> {
        match Latch::try_take(&self.stripe_line(stripe)[0]) {
            Some(latch) => Ok(latch),
            None => self.wait_for(stripe),
        }
    }

    #[cold]
    fn wait_for(&self, stripe: usize) -> Result<Latch<'_>> {
        self.refuse_while_replacing()?;
        let mut latch = Latch::take(&self.stripe_line(stripe)[0]);
        if latch.inherited {
            self.generation_of(self.epoch()).recount(stripe);
            latch.inherited = false;
        }
        Ok(latch)
    }

    /// A thread that replaces the rows holds every latch; waiting for one would never end.
    pub(super) fn refuse_while_replacing(&self) -> Result<()> {
        let me = (Process::current(), std::thread::current().id());
        if *per_process::lock(&self.replacing) == Some(me) {
            return Err(Error::invalid(
                "this process is replacing the table's rows and would wait for itself; change them after replace() has returned",
            ));
        }
        Ok(())
    }
}

#[cold]
fn overflow(column: &str) -> Error {
    Error::new(
        Kind::Limit,
        format!("column \"{column}\" would leave the range of a 64-bit integer; it was not changed"),
    )
}
