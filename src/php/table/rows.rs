//! A created table: PHP values into rows and rows into PHP values. The usual case (every value is what its column holds)
//! allocates nothing on the way in, and on the way out only what PHP gets.

use super::{EXCEPTION, refused, told};
use crate::error::{Error, Kind};
use crate::options::nearest;
use crate::table::{self, RowBuffer, Table, Type};
use crate::zend::{Array, Key, Outcome, Record, Stop, Str, Value, Zval, throw};
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

/// A row of at most so many given columns needs no allocation.
const FEW: usize = 16;

/// A table with what this process needs to speak to PHP about it. Buffers are taken out while they are used: PHP's memory
/// limit may leave in the middle and never put one back.
pub(super) struct Rows {
    pub(super) table: Arc<Table>,
    fields: Vec<Field>,
    record: Record,
    buffer: Cell<Option<Box<RowBuffer>>>,
    scratch: Cell<Vec<u8>>,
}

/// A column: its name is the very string that the literals of PHP scripts are, so that mostly pointers are compared.
struct Field {
    name: Str,
    kind: Type,
}

/// A value that was converted.
enum Owned {
    Int(i64),
    Float(f64),
    Str(Str),
}

/// Why a row cannot be stored.
pub(super) enum Refusal {
    /// An exception is pending.
    Stop(Stop),
    /// The data is at fault.
    Data(Error),
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Refusal {
        Refusal::Stop(stop)
    }
}

impl Owned {
    fn value(&self) -> table::Value<'_> {
        match self {
            Owned::Int(number) => table::Value::Int(*number),
            Owned::Float(number) => table::Value::Float(*number),
            Owned::Str(string) => table::Value::Str(string.bytes()),
        }
    }
}

/// A row's value for PHP.
#[inline]
pub(super) fn php_value(value: table::Value<'_>) -> Value {
    match value {
        table::Value::Int(number) => number.into(),
        table::Value::Float(number) => number.into(),
        table::Value::Str(bytes) => bytes.into(),
    }
}

impl Field {
    /// The value as it is, if that is what the column holds and it fits.
    #[inline]
    fn direct<'a>(&self, value: &'a Zval) -> Option<table::Value<'a>> {
        match self.kind {
            Type::Int => value.as_long().map(table::Value::Int),
            Type::Float => value.as_double().map(table::Value::Float),
            Type::Str(size) => value.as_bytes().filter(|bytes| bytes.len() <= size).map(table::Value::Str),
        }
    }

    /// The value as PHP converts it; may run PHP code.
    fn convert(&self, value: &Zval) -> Result<Owned, Refusal> {
        let converted = match self.kind {
            Type::Int if value.is_null() => Some(Owned::Int(0)),
            Type::Float if value.is_null() => Some(Owned::Float(0.0)),
            Type::Str(_) if value.is_null() => Some(Owned::Str(Str::new(b""))),
            Type::Int => value.coerced_long().map(Owned::Int),
            Type::Float => value.coerced_double().map(Owned::Float),
            Type::Str(_) => value.coerced_str().map(Owned::Str),
        };
        let converted = converted.ok_or_else(|| self.mismatch(value))?;
        if let (Type::Str(size), Owned::Str(string)) = (self.kind, &converted)
            && string.bytes().len() > size
        {
            let (name, length) = (self.name.text(), string.bytes().len());
            let text = format!(
                "column \"{name}\" holds {size} bytes and the value has {length}; nothing was stored: give the column a larger size or cut the value"
            );
            return Err(Refusal::Data(Error::invalid(text)));
        }
        Ok(converted)
    }

    fn mismatch(&self, value: &Zval) -> Stop {
        if !crate::zend::throw::pending() {
            let holds = match self.kind {
                Type::Int => "int",
                Type::Float => "float",
                Type::Str(_) => "string",
            };
            let given = match (value.as_text(), value.as_double()) {
                (Some(text), _) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
                (_, Some(number)) => format!("{number:e}"),
                _ => value.type_name().to_owned(),
            };
            throw("TypeError", format!("column \"{}\" holds {holds}, {given} given", self.name.text()), 0);
        }
        Stop::Thrown
    }
}

impl Rows {
    /// The created table; `names` are its columns' names.
    pub(super) fn new(table: Table, names: Vec<Str>) -> Rows {
        let fields: Vec<Field> = names
            .into_iter()
            .zip(table.columns())
            .map(|(name, column)| Field { name: name.interned(), kind: column.kind })
            .collect();
        let names: Vec<Str> = fields.iter().map(|field| field.name.clone()).collect();
        Rows {
            table: Arc::new(table),
            fields,
            record: Record::new(&names),
            buffer: Cell::default(),
            scratch: Cell::default(),
        }
    }

    /// What a column holds.
    pub(super) fn kind(&self, column: usize) -> Type {
        self.fields[column].kind
    }

    /// A column's name.
    pub(super) fn name(&self, column: usize) -> Cow<'_, str> {
        self.fields[column].name.text()
    }

    /// The number of a column; throws when there is none of that name.
    #[inline]
    pub(super) fn column(&self, name: &[u8]) -> Result<usize, Stop> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    #[inline]
    fn find(&self, name: &[u8]) -> Option<usize> {
        let same = |field: &Field| std::ptr::eq(field.name.bytes(), name) || field.name.bytes() == name;
        self.fields.iter().position(same)
    }

    #[cold]
    fn unknown(&self, name: &[u8]) -> Stop {
        let name = String::from_utf8_lossy(name);
        let known: Vec<_> = self.fields.iter().map(|field| field.name.text()).collect();
        // A number is more likely the position in a list than a name misspelt.
        let near = nearest(&name, known.iter().map(AsRef::as_ref)).filter(|_| name.parse::<i64>().is_err());
        let hint = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("it has \"{}\"", known.join("\", \"")),
        };
        throw("ValueError", format!("the table has no column \"{name}\": {hint}"), 0).into()
    }

    /// Stores a row given as array.
    #[inline]
    pub(super) fn set(&self, key: &[u8], row: &Zval) -> Outcome<Value> {
        let mut values = [(0, table::Value::Int(0)); FEW];
        match self.direct(row, &mut values) {
            Some(count) => told(self.table.set(key, &values[..count]).map(|_| true)),
            None => self.set_converted(key, row),
        }
    }

    /// The columns of a row in which nothing is to be converted or refused; how many there are.
    #[inline]
    fn direct<'a>(&self, row: &'a Zval, values: &mut [(usize, table::Value<'a>); FEW]) -> Option<usize> {
        let mut count = 0;
        for (key, value) in row.elements()? {
            let Key::Name(name) = key else { return None };
            let column = match self.fields.get(count) {
                Some(next) if std::ptr::eq(next.name.bytes(), name) => count,
                _ => self.find(name)?,
            };
            *values.get_mut(count)? = (column, self.fields[column].direct(value)?);
            count += 1;
        }
        Some(count)
    }

    #[cold]
    fn set_converted(&self, key: &[u8], row: &Zval) -> Outcome<Value> {
        match self.convert(row) {
            Ok(owned) => told(self.table.set(key, &borrowed(&owned)).map(|_| true)),
            Err(Refusal::Data(error)) => refused(error),
            Err(Refusal::Stop(stop)) => Err(stop),
        }
    }

    /// The columns of a row as PHP converts them. That may run PHP code, which may change the array: not ours.
    fn convert(&self, row: &Zval) -> Result<Vec<(usize, Owned)>, Refusal> {
        let row = row.to_value();
        let Some(elements) = row.elements() else {
            let text = format!("a row must be an array of columns, {} given", row.type_name());
            return Err(Stop::from(throw("TypeError", text, 0)).into());
        };
        elements
            .map(|(key, value)| {
                let column = self.column(&key_bytes(key))?;
                Ok((column, self.fields[column].convert(&value.to_value())?))
            })
            .collect()
    }

    /// A row as array; None when there is none.
    #[inline]
    pub(super) fn row(&self, key: &[u8]) -> crate::error::Result<Option<Array>> {
        let mut buffer = self.buffer.take().unwrap_or_else(|| Box::new(self.table.row_buffer()));
        let found = self.table.get(key, &mut buffer);
        let array = found.map(|found| found.then(|| self.array(&buffer)));
        self.buffer.set(Some(buffer));
        array
    }

    /// What was read, as array.
    #[inline]
    pub(super) fn array(&self, row: &RowBuffer) -> Array {
        self.record.array(|column| php_value(row.value(column)))
    }

    /// One column of a row; None when there is none.
    #[inline]
    pub(super) fn field(&self, key: &[u8], column: usize) -> crate::error::Result<Option<Value>> {
        let mut scratch = self.scratch.take();
        let value = self.table.get_field(key, column, &mut scratch).map(|value| value.map(php_value));
        self.scratch.set(scratch);
        value
    }

    /// Puts the rows of an array (key => row) in place of all others.
    pub(super) fn replace(&self, rows: &Zval) -> Outcome {
        let (given, size) = (rows.count().unwrap_or(0), self.table.size());
        if given > size {
            let text = format!("{given} rows do not fit a table of {size}: create it with a larger size");
            return Err(throw(EXCEPTION.name, text, 0).into());
        }
        let mut ready = Vec::with_capacity(given);
        for (key, row) in rows.elements().into_iter().flatten() {
            ready.push((key_bytes(key), self.convert(row).map_err(thrown)?));
        }
        let rows = ready.iter().map(|(key, row)| Ok((key.as_ref(), borrowed(row))));
        self.table.replace(rows).map_err(|error| thrown(Refusal::Data(error)))
    }
}

/// A refusal where there is no false to return.
fn thrown(refusal: Refusal) -> Stop {
    match refusal {
        Refusal::Stop(stop) => stop,
        Refusal::Data(error) => {
            let class = if error.kind == Kind::Invalid { "ValueError" } else { EXCEPTION.name };
            throw(class, error.message, 0).into()
        }
    }
}

fn borrowed(row: &[(usize, Owned)]) -> Vec<(usize, table::Value<'_>)> {
    row.iter().map(|(column, value)| (*column, value.value())).collect()
}

fn key_bytes(key: Key<'_>) -> Cow<'_, [u8]> {
    match key {
        Key::Name(name) => name.into(),
        Key::Index(index) => index.to_string().into_bytes().into(),
    }
}
