//! `Peregrine\Table`: rows shared by all processes of a server. What PHP sees of [`crate::table`].
//!
//! A mistake of the program (an unknown column, a value a column cannot take, a table that was not created) throws. What
//! depends on the data (no row is free, a string or key that is too long, a sum that leaves its range) gives false with a
//! warning and changes nothing.

mod rows;
mod walk;

use super::exception::{ERROR_NAME, EXCEPTION};
use crate::error::{Error, Kind as ErrorKind};
use crate::table::{self, Column, Table, Type};
use crate::zend::{
    Array, Call, Callable, Class, Kind, Outcome, Stop, Str, Value, Walk, Zval, constants, functions, is_instance,
    native, properties, throw, warn,
};
use rows::Rows;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use walk::Iteration;

/// `Table`
pub(super) const TABLE: Class = Class {
    name: "Peregrine\\Table",
    doc: "Rows with typed columns, found by key, in memory that all processes share.\n\
          \n\
          Made before `Server::start()` (or any other fork), used by every process afterwards. Reading takes no lock; each\n\
          change of a row is seen whole or not at all, whoever is killed meanwhile. A key has at most 64 bytes.\n\
          \n\
          Mistakes of the program throw: an unknown column, a value its column cannot take, a table not created. What\n\
          depends on the data gives false with a warning and changes nothing: no free row, a string longer than its column,\n\
          a key longer than 64 bytes, a sum outside 64 bits.\n\
          \n\
          `foreach` gives key and row, each row as it was at one moment, in no order to rely on. Rows that are added,\n\
          changed or deleted meanwhile may be seen or not; a `replace()` is not seen. Each `foreach` has an iteration of its\n\
          own; that of `rewind()`, `valid()`, `current()`, `key()` and `next()` is the object's.\n",
    kind: Kind::Iterable,
    interfaces: &["Iterator", "Countable"],
    constants: constants! {
        /// A column of 64-bit integers.
        "TYPE_INT" = TYPE_INT;
        /// A column of 64-bit floats.
        "TYPE_FLOAT" = TYPE_FLOAT;
        /// A column of strings of at most so many bytes.
        "TYPE_STRING" = TYPE_STRING;
    },
    properties: properties! {
        /// How many rows it holds, once created.
        "public $size = null";
        /// Bytes of memory it takes when all rows are in use, once created.
        "public $memorySize = null";
    },
    methods: functions! {
        /// A table of `$table_size` rows: it holds that many, whatever their keys are.
        ///
        /// @param int $table_size 1 to 4,294,967,294
        /// @param float $conflict_proportion 0 to 1; changes nothing: rows whose keys collide take no extra room here
        /// @throws \ValueError when one is out of range
        "public function __construct(int $table_size, float $conflict_proportion = 0.2)" => construct;
        /// Declares a column, before `create()`.
        ///
        /// @param int $type TYPE_INT, TYPE_FLOAT or TYPE_STRING
        /// @param int $size bytes of a string column, 1 to 2,147,483,647; numbers always have 64 bits
        /// @return bool false, with a warning, when the table is created already
        /// @throws \ValueError for a name that is empty or taken, an unknown type or a string without size
        "public function column(string $name, int $type, int $size = 0): bool" => column;
        /// Reserves the memory; from here on the table can be used and no column added.
        ///
        /// @return bool false, with a warning, when it is created already
        /// @throws \Peregrine\Error when it has no column or would be larger than any memory
        /// @throws \Peregrine\Exception when the system gives no memory
        "public function create(): bool" => create;
        /// Gives the memory back, in this process; the object cannot be used any more.
        "public function destroy(): bool" => destroy;
        /// Writes columns of the row of `$key`, all at once. Columns that are not given keep their value; in a new row they
        /// are 0, 0.0 or "". Values are converted as PHP converts arguments without strict_types; null is 0, 0.0 or "".
        ///
        /// @return bool false, with a warning, when no row is free, a string is longer than its column (it is not cut) or
        ///     the key has more than 64 bytes; nothing is changed then
        /// @throws \ValueError for an unknown column, with the nearest right name
        /// @throws \TypeError for a value its column cannot take
        "public function set(string $key, array $value): bool" => set;
        /// The row of `$key`, or one column of it; false when there is none.
        ///
        /// @throws \ValueError for an unknown column, with the nearest right name
        "public function get(string $key, ?string $field = null): array|string|float|int|false" => get;
        /// How many rows there are.
        "public function count(): int" => count;
        /// Removes the row of `$key`; false when there is none.
        "public function del(string $key): bool" => del;
        /// Same as `del()`.
        "public function delete(string $key): bool" => del;
        /// Whether `$key` has a row.
        "public function exists(string $key): bool" => exists;
        /// Same as `exists()`.
        "public function exist(string $key): bool" => exists;
        /// Adds to an int or float column in one step; a missing row is made first, with zeros.
        ///
        /// @return int|float|false the sum; false, with a warning, when it does not fit 64 bits, the column holds strings,
        ///     or no row is free
        /// @throws \ValueError for an unknown column, with the nearest right name
        "public function incr(string $key, string $column, int|float $incrby = 1): int|float|false" => incr;
        /// Takes away; otherwise as `incr()`.
        "public function decr(string $key, string $column, int|float $incrby = 1): int|float|false" => decr;
        /// How many rows it holds at most.
        "public function getSize(): int" => size;
        /// Bytes of memory it takes when all rows are in use.
        "public function getMemorySize(): int" => memory_size;
        /// `num` (rows), `conflict_count` and `conflict_max_level` (rows added where others were, the most they met),
        /// `insert_count`, `update_count`, `delete_count` (of all processes), `available_slice_num` and
        /// `total_slice_num` (rows that are free, rows in all).
        "public function stats(): array|false" => stats;
        /// Puts these rows (key => row) in place of all others, at one moment: who reads sees the old rows or the new
        /// ones, never a mixture; who iterates goes on through the old ones; who writes waits until it is done. All rows
        /// are collected and checked first. Of a key that comes twice the last row counts.
        ///
        /// @throws \Peregrine\Exception for more rows than the table holds, or when three earlier generations of rows are still
        ///     iterated over; the old rows stay
        /// @throws \ValueError for an unknown column, a string longer than its column or a key longer than 64 bytes; the
        ///     old rows stay
        /// @throws \TypeError for a value its column cannot take, or a row that is no array; the old rows stay
        "public function replace(Traversable|array $rows): void" => replace;
        /// Begins the object's own iteration.
        "public function rewind(): void" => rewind;
        /// Whether the iteration has a row.
        "public function valid(): bool" => valid;
        /// Goes on to the next row.
        "public function next(): void" => next;
        /// The row of the iteration; null when it has none.
        "public function current(): mixed" => current;
        /// The key of the iteration's row; null when it has none.
        "public function key(): mixed" => key;
    },
    ..Class::EMPTY
};

const TYPE_INT: i64 = 1;
const TYPE_FLOAT: i64 = 2;
const TYPE_STRING: i64 = 3;

const SIZE: u32 = 0;
const MEMORY_SIZE: u32 = 1;

const MOST_ROWS: i64 = u32::MAX as i64 - 1;

/// The native part: what was declared, then what was created.
struct Declared {
    rows: usize,
    columns: RefCell<Vec<(Str, Column)>>,
    stage: RefCell<Stage>,
    /// The object's own.
    iteration: Cell<Option<Iteration>>,
}

enum Stage {
    Declaring,
    Created(Rc<Rows>),
    Destroyed,
}

fn construct(call: &Call<'_>) -> Outcome {
    let (rows, proportion) = (call.long(0)?, call.double_or(1, 0.2)?);
    if !(1..=MOST_ROWS).contains(&rows) {
        return Err(call.invalid(0, format!("must be from 1 to {MOST_ROWS}")).into());
    }
    if !(0.0..=1.0).contains(&proportion) {
        return Err(call.invalid(1, "must be from 0 to 1").into());
    }
    Ok(call.construct_iterable(Declared {
        rows: rows as usize,
        columns: RefCell::default(),
        stage: RefCell::new(Stage::Declaring),
        iteration: Cell::default(),
    })?)
}

fn column(call: &Call<'_>) -> Outcome<bool> {
    let this = call.this::<Declared>()?;
    let (name, size) = (call.text(0)?, call.long_or(2, 0)?);
    let kind = match call.long(1)? {
        TYPE_INT => Type::Int,
        TYPE_FLOAT => Type::Float,
        TYPE_STRING if (1..=i64::from(i32::MAX)).contains(&size) => Type::Str(size as usize),
        TYPE_STRING => return Err(call.invalid(2, "must be from 1 to 2147483647 bytes for a string column").into()),
        _ => return Err(call.invalid(1, "must be Table::TYPE_INT, TYPE_FLOAT or TYPE_STRING").into()),
    };
    if !matches!(*this.stage.borrow(), Stage::Declaring) {
        warn("the table is created already: declare all columns before create()");
        return Ok(false);
    }
    let mut columns = this.columns.borrow_mut();
    if name.is_empty() || columns.iter().any(|(_, column)| column.name == name) {
        let text = if name.is_empty() { "must not be empty" } else { "must differ from the columns declared before" };
        return Err(call.invalid(0, text).into());
    }
    columns.push((call.str(0)?, Column::new(name, kind)));
    Ok(true)
}

fn create(call: &Call<'_>) -> Outcome<bool> {
    let this = call.this::<Declared>()?;
    if !matches!(*this.stage.borrow(), Stage::Declaring) {
        warn("the table is created already");
        return Ok(false);
    }
    let (names, columns): (Vec<_>, Vec<_>) = this.columns.borrow().iter().cloned().unzip();
    let table = Table::new(this.rows, columns).map_err(|error| match error.kind {
        ErrorKind::Invalid => throw(ERROR_NAME, error.message, 0),
        _ => throw(EXCEPTION.name, error.message, i64::from(error.code)),
    })?;
    call.set_property(SIZE, table.size() as i64);
    call.set_property(MEMORY_SIZE, table.memory_size() as i64);
    *this.stage.borrow_mut() = Stage::Created(Rc::new(Rows::new(table, names)));
    Ok(true)
}

fn destroy(call: &Call<'_>) -> Outcome<bool> {
    rows(call)?;
    let this = call.this::<Declared>()?;
    *this.stage.borrow_mut() = Stage::Destroyed;
    this.iteration.take();
    Ok(true)
}

/// The memory of a table that was created, for who writes rows from Rust.
pub(in crate::php) fn shared(value: &Zval) -> Outcome<Arc<Table>> {
    match native::<Declared>(value) {
        Some(declared) => Ok(created(declared)?.table.clone()),
        None => Err(throw(ERROR_NAME, "the table is not constructed", 0).into()),
    }
}

/// The rows of `$this`; throws while there are none.
#[inline]
fn rows(call: &Call<'_>) -> Outcome<Rc<Rows>> {
    created(call.this()?)
}

#[inline]
fn created(this: &Declared) -> Outcome<Rc<Rows>> {
    match &*this.stage.borrow() {
        Stage::Created(rows) => Ok(rows.clone()),
        Stage::Declaring => Err(throw(ERROR_NAME, "the table is not created yet: call create() first", 0).into()),
        Stage::Destroyed => Err(throw(ERROR_NAME, "the table has been destroyed: make a new one", 0).into()),
    }
}

/// False with a warning: the data is at fault and nothing was changed.
#[cold]
fn refused(error: Error) -> Outcome<Value> {
    warn(error.message);
    Ok(false.into())
}

fn told<T: Into<Value>>(result: crate::error::Result<T>) -> Outcome<Value> {
    result.map_or_else(refused, |value| Ok(value.into()))
}

fn set(call: &Call<'_>) -> Outcome<Value> {
    rows(call)?.set(call.bytes(0)?, call.array(1)?)
}

fn get(call: &Call<'_>) -> Outcome<Value> {
    let (rows, key) = (rows(call)?, call.bytes(0)?);
    if call.has(1) {
        let column = rows.column(call.bytes(1)?)?;
        return told(rows.field(key, column).map(or_false));
    }
    told(rows.row(key).map(or_false))
}

fn or_false<T: Into<Value>>(found: Option<T>) -> Value {
    found.map_or(false.into(), Into::into)
}

fn count(call: &Call<'_>) -> Outcome<i64> {
    Ok(rows(call)?.table.count() as i64)
}

fn del(call: &Call<'_>) -> Outcome<Value> {
    told(rows(call)?.table.del(call.bytes(0)?))
}

fn exists(call: &Call<'_>) -> Outcome<Value> {
    told(rows(call)?.table.exists(call.bytes(0)?))
}

type Change = fn(&Table, &[u8], usize, table::Value<'_>) -> crate::error::Result<table::Value<'static>>;

fn change(call: &Call<'_>, change: Change) -> Outcome<Value> {
    let rows = rows(call)?;
    let (key, column) = (call.bytes(0)?, rows.column(call.bytes(1)?)?);
    let by = match (rows.kind(column), call.arg(2)) {
        (Type::Int, None) => Some(table::Value::Int(1)),
        (Type::Float, None) => Some(table::Value::Float(1.0)),
        (Type::Int, Some(by)) => by.coerced_long().map(table::Value::Int),
        (Type::Float, Some(by)) => by.coerced_double().map(table::Value::Float),
        (Type::Str(_), _) => {
            warn(format!("column \"{}\" holds strings: there is nothing to add to", rows.name(column)));
            return Ok(false.into());
        }
    };
    let Some(by) = by else { return Err(wrong_step(call)) };
    told(change(&rows.table, key, column, by).map(rows::php_value))
}

#[cold]
fn wrong_step(call: &Call<'_>) -> Stop {
    if !crate::zend::throw::pending() {
        call.wrong_class(2, "int|float");
    }
    Stop::Thrown
}

fn incr(call: &Call<'_>) -> Outcome<Value> {
    change(call, |table, key, column, by| table.incr(key, column, by))
}

fn decr(call: &Call<'_>) -> Outcome<Value> {
    change(call, |table, key, column, by| table.decr(key, column, by))
}

fn size(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Declared>()?.rows as i64)
}

fn memory_size(call: &Call<'_>) -> Outcome<i64> {
    Ok(rows(call)?.table.memory_size() as i64)
}

fn stats(call: &Call<'_>) -> Outcome<Array> {
    let stats = rows(call)?.table.stats();
    let mut array = Array::new(8);
    array.set("num", stats.num as i64);
    array.set("conflict_count", stats.conflict_count as i64);
    array.set("conflict_max_level", stats.conflict_max_level as i64);
    array.set("insert_count", stats.insert_count as i64);
    array.set("update_count", stats.update_count as i64);
    array.set("delete_count", stats.delete_count as i64);
    array.set("available_slice_num", stats.available_slice_num as i64);
    array.set("total_slice_num", stats.total_slice_num as i64);
    Ok(array)
}

/// Collected first: while rows are being replaced every writer waits, so no PHP code may run.
fn replace(call: &Call<'_>) -> Outcome {
    let rows = rows(call)?;
    let mut given = call.value(0);
    if is_instance(&given, "Traversable") {
        let collect = Callable::named("iterator_to_array").ok_or(Stop::Thrown)?;
        given = collect.call(&[given])?;
    } else if !given.is_array() {
        return Err(call.wrong_class(0, "Traversable|array").into());
    }
    rows.replace(&given)
}

fn rewind(call: &Call<'_>) -> Outcome {
    let mut iteration = Iteration::new(rows(call)?);
    let begun = iteration.rewind();
    call.this::<Declared>()?.iteration.set(Some(iteration));
    begun
}

/// What `see` makes of the object's own iteration, if one is begun.
fn look<T>(call: &Call<'_>, see: impl FnOnce(&mut Iteration) -> T) -> Outcome<Option<T>> {
    rows(call)?;
    let place = &call.this::<Declared>()?.iteration;
    let mut iteration = place.take();
    let seen = iteration.as_mut().map(see);
    place.set(iteration);
    Ok(seen)
}

fn valid(call: &Call<'_>) -> Outcome<bool> {
    Ok(look(call, |iteration| iteration.valid())?.unwrap_or(false))
}

fn next(call: &Call<'_>) -> Outcome {
    look(call, Iteration::next)?.unwrap_or(Ok(()))
}

fn current(call: &Call<'_>) -> Outcome<Option<Value>> {
    look(call, |iteration| iteration.current())
}

fn key(call: &Call<'_>) -> Outcome<Option<Value>> {
    look(call, |iteration| iteration.key())
}
