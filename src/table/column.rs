//! Typed columns: how one row's values lie in words, and the buffer a row is read into.
//!
//! A number is one word. A string of at most n bytes is its length in one word, then n bytes rounded up to words; only
//! the words its length covers are meaningful.

use super::key::{self, KEY_MAX, Key};
use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A signed 64-bit integer.
    Int,
    /// A 64-bit float.
    Float,
    /// A string of at most so many bytes, 1 to 2^31 - 1.
    Str(usize),
}

/// A column as the user declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, unique in the table.
    pub name: String,
    /// What it holds.
    pub kind: Type,
}

impl Column {
    /// A column called `name`.
    pub fn new(name: impl Into<String>, kind: Type) -> Column {
        Column { name: name.into(), kind }
    }
}

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// For [`Type::Int`].
    Int(i64),
    /// For [`Type::Float`].
    Float(f64),
    /// For [`Type::Str`].
    Str(&'a [u8]),
}

/// A column and where its words begin in a copy of a row.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) column: Column,
    pub(super) at: usize,
}

impl Field {
    /// Words it takes in a row.
    fn words(&self) -> usize {
        match self.column.kind {
            Type::Int | Type::Float => 1,
            Type::Str(size) => 1 + size.div_ceil(8),
        }
    }

    /// Whether `value` is longer than what is kept of it.
    pub(super) fn cuts(&self, value: Value<'_>) -> bool {
        matches!((self.column.kind, value), (Type::Str(size), Value::Str(bytes)) if bytes.len() > size)
    }

    fn accepts(&self, value: Value<'_>) -> bool {
        use Type::{Float, Int, Str};
        matches!((self.column.kind, value), (Int, Value::Int(_)) | (Float, Value::Float(_)) | (Str(_), Value::Str(_)))
    }

    /// The length stored in `word`, which a torn read may have made anything.
    fn length(&self, word: u64) -> usize {
        match self.column.kind {
            Type::Str(size) => size.min(word as usize),
            _ => 0,
        }
    }

    /// Writes `value` into a copy; of a string the first bytes that fit.
    pub(super) fn store(&self, copy: &[AtomicU64], value: Value<'_>) {
        match value {
            Value::Int(number) => copy[self.at].store(number as u64, Relaxed),
            Value::Float(number) => copy[self.at].store(number.to_bits(), Relaxed),
            Value::Str(bytes) => {
                let length = self.length(bytes.len() as u64);
                copy[self.at].store(length as u64, Relaxed);
                pack(&bytes[..length], &copy[self.at + 1..]);
            }
        }
    }

    /// Writes 0, 0.0 or the empty string.
    pub(super) fn clear(&self, copy: &[AtomicU64]) {
        copy[self.at].store(0, Relaxed);
    }

    /// Copies the value from one copy to the other.
    pub(super) fn carry(&self, from: &[AtomicU64], to: &[AtomicU64]) {
        let first = from[self.at].load(Relaxed);
        to[self.at].store(first, Relaxed);
        let used = self.length(first).div_ceil(8);
        if used > 0 {
            let (from, to) = (&from[self.at + 1..][..used], &to[self.at + 1..][..used]);
            from.iter().zip(to).for_each(|(from, to)| to.store(from.load(Relaxed), Relaxed));
        }
    }

    /// The first word of the value in `copy`; the words of a string are copied to the start of `bytes`.
    #[inline]
    pub(super) fn fetch(&self, copy: &[AtomicU64], bytes: &mut Vec<u8>) -> u64 {
        let first = copy[self.at].load(Relaxed);
        let used = self.length(first).div_ceil(8);
        if bytes.len() < used * 8 {
            bytes.resize(used * 8, 0);
        }
        unpack(&copy[self.at + 1..][..used], bytes);
        first
    }

    /// The value whose first word is `first` and whose string lies at the start of `bytes`.
    #[inline]
    pub(super) fn value<'b>(&self, first: u64, bytes: &'b [u8]) -> Value<'b> {
        match self.column.kind {
            Type::Int => Value::Int(first as i64),
            Type::Float => Value::Float(f64::from_bits(first)),
            Type::Str(_) => Value::Str(&bytes[..self.length(first)]),
        }
    }
}

/// All columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) fields: Vec<Field>,
    /// Words of one copy of a row.
    pub(super) words: usize,
}

impl Columns {
    pub(super) fn new(columns: Vec<Column>) -> Result<Columns> {
        if columns.is_empty() {
            return Err(Error::invalid("a table needs at least one column"));
        }
        let mut all = Columns { fields: Vec::with_capacity(columns.len()), words: 0 };
        for column in columns {
            all.add(column)?;
        }
        Ok(all)
    }

    fn add(&mut self, column: Column) -> Result<()> {
        let name = &column.name;
        if name.is_empty() {
            return Err(Error::invalid("a table column needs a name"));
        }
        if self.index(name.as_bytes()).is_some() {
            return Err(Error::invalid(format!("the table already has a column \"{name}\"")));
        }
        if let Type::Str(size) = column.kind
            && !(1..=i32::MAX as usize).contains(&size)
        {
            let text = format!("string column \"{name}\" needs a size of 1 to {} bytes, not {size}", i32::MAX);
            return Err(Error::invalid(text));
        }
        let field = Field { column, at: self.words };
        self.words += field.words();
        self.fields.push(field);
        Ok(())
    }

    pub(super) fn index(&self, name: &[u8]) -> Option<usize> {
        self.fields.iter().position(|field| field.column.name.as_bytes() == name)
    }

    pub(super) fn field(&self, column: usize) -> Result<&Field> {
        let count = self.fields.len();
        self.fields
            .get(column)
            .ok_or_else(|| Error::invalid(format!("the table has {count} columns, no number {column}")))
    }

    /// Refuses values for columns that do not exist or hold something else.
    pub(super) fn check(&self, values: &[(usize, Value<'_>)]) -> Result<()> {
        for (column, value) in values {
            let field = self.field(*column)?;
            if !field.accepts(*value) {
                let Column { name, kind } = &field.column;
                return Err(Error::invalid(format!("column \"{name}\" holds {kind:?}, it cannot take {value:?}")));
            }
        }
        Ok(())
    }

    /// Fills `to` with `values` and, where there are none, what `from` holds (zeros without it).
    #[inline]
    pub(super) fn compose(&self, values: &[(usize, Value<'_>)], from: Option<&[AtomicU64]>, to: &[AtomicU64]) {
        let given = values.iter().fold(0u64, |mask, (column, _)| mask | 1u64.checked_shl(*column as u32).unwrap_or(0));
        for (column, field) in self.fields.iter().enumerate() {
            if column < 64 && given >> column & 1 == 1 {
                continue;
            }
            match from {
                Some(from) => field.carry(from, to),
                None => field.clear(to),
            }
        }
        for (column, value) in values {
            self.fields[*column].store(to, *value);
        }
    }
}

/// A row as it was at one moment: its key and every column. Made once, filled by many reads without allocating.
#[derive(Debug, Clone)]
pub struct RowBuffer {
    columns: Arc<Columns>,
    key: [u8; KEY_MAX],
    key_length: usize,
    bytes: Vec<u8>,
}

impl RowBuffer {
    pub(super) fn new(columns: Arc<Columns>) -> RowBuffer {
        let bytes = vec![0; columns.words * 8];
        RowBuffer { columns, key: [0; KEY_MAX], key_length: 0, bytes }
    }

    /// The row's key.
    pub fn key(&self) -> &[u8] {
        &self.key[..self.key_length]
    }

    /// The value of a column, by its number.
    ///
    /// # Panics
    /// When the table has no such column.
    #[inline]
    pub fn value(&self, column: usize) -> Value<'_> {
        let field = &self.columns.fields[column];
        let at = field.at * 8;
        let first = self.bytes[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
        field.value(first, &self.bytes[at + 8..])
    }

    /// Every column with its value, in the order of declaration.
    pub fn values(&self) -> impl Iterator<Item = (&Column, Value<'_>)> {
        (0..self.columns.fields.len()).map(|i| (&self.columns.fields[i].column, self.value(i)))
    }

    pub(super) fn fill_key(&mut self, key: &Key) {
        self.key_length = key::length(key.tag);
        for (word, bytes) in key.words().iter().zip(self.key.as_chunks_mut::<8>().0) {
            *bytes = word.to_le_bytes();
        }
    }

    pub(super) fn fill_caller_key(&mut self, key: &[u8]) {
        self.key[..key.len()].copy_from_slice(key);
        self.key_length = key.len();
    }

    #[inline]
    pub(super) fn fill_values(&mut self, copy: &[AtomicU64]) {
        for field in &self.columns.fields {
            let first = copy[field.at].load(Relaxed);
            let used = 1 + field.length(first).div_ceil(8);
            let bytes = &mut self.bytes[field.at * 8..][..used * 8];
            bytes[..8].copy_from_slice(&first.to_le_bytes());
            unpack(&copy[field.at + 1..field.at + used], &mut bytes[8..]);
        }
    }
}

/// Bytes into words, the first byte lowest.
#[inline]
fn pack(bytes: &[u8], words: &[AtomicU64]) {
    let (whole, rest) = bytes.as_chunks::<8>();
    for (chunk, word) in whole.iter().zip(words) {
        word.store(u64::from_le_bytes(*chunk), Relaxed);
    }
    if !rest.is_empty() {
        words[whole.len()].store(partial_word(rest), Relaxed);
    }
}

/// Fewer than 8 bytes as the low bytes of a word.
#[inline]
pub(super) fn partial_word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[inline]
fn unpack(words: &[AtomicU64], bytes: &mut [u8]) {
    for (word, chunk) in words.iter().zip(bytes.as_chunks_mut::<8>().0) {
        *chunk = word.load(Relaxed).to_le_bytes();
    }
}
