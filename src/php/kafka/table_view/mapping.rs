//! From a message to a row: by the fields of its JSON, or by a PHP callback. Every column is written; what a message does not
//! say is 0, 0.0 or "". Converts strictly: what does not fit a column is refused, nothing is cut.

use crate::coroutine::{Answer, ask};
use crate::kafka::Message;
use crate::php::kafka::message;
use crate::table::{Table, Type, Value};
use crate::zend::{Callable, Zval};
use serde_json::Value as Json;

/// How messages become rows.
pub(super) enum Mapping {
    /// The value is a JSON object; its fields are columns.
    Json,
    /// `fn(Message $message): ?array`
    Callback(Callable),
}

/// A row's value, out of whatever it came in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Int(i64),
    Float(f64),
    Text(Vec<u8>),
}

impl Cell {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Cell::Int(number) => Value::Int(*number),
            Cell::Float(number) => Value::Float(*number),
            Cell::Text(text) => Value::Str(text),
        }
    }

    fn empty(kind: Type) -> Cell {
        match kind {
            Type::Int => Cell::Int(0),
            Type::Float => Cell::Float(0.0),
            Type::Str(_) => Cell::Text(Vec::new()),
        }
    }
}

/// All columns of a row, in their order.
pub(super) type Row = Vec<Cell>;

impl Mapping {
    /// The row of a message that has a value; `None`: it deletes. The error says why it is no row.
    pub(super) async fn row(&self, table: &Table, read: &Message) -> Result<Option<Row>, String> {
        match self {
            Mapping::Json => from_json(table, read.value.as_deref().unwrap_or_default()).map(Some),
            Mapping::Callback(callable) => match ask(callable.clone(), vec![message::make(read.clone())]).await {
                Answer::Returned(value) => from_php(table, &value),
                Answer::Threw(exception) => Err(crate::php::kafka::tokens::message(&exception)),
                Answer::CutOff(why) => Err(format!("the callback did not return: {why}")),
            },
        }
    }
}

fn empty(table: &Table) -> Row {
    table.columns().map(|column| Cell::empty(column.kind)).collect()
}

fn from_json(table: &Table, text: &[u8]) -> Result<Row, String> {
    let Ok(Json::Object(fields)) = serde_json::from_slice(text) else {
        return Err("the value is no JSON object".to_owned());
    };
    let mut row = empty(table);
    for (cell, column) in row.iter_mut().zip(table.columns()) {
        let Some(value) = fields.get(&column.name).filter(|value| !value.is_null()) else { continue };
        let found = match (column.kind, value) {
            (Type::Int, Json::Bool(on)) => Some(Cell::Int((*on).into())),
            (Type::Int, Json::Number(number)) => number.as_i64().map(Cell::Int),
            (Type::Float, Json::Number(number)) => number.as_f64().map(Cell::Float),
            (Type::Str(_), Json::String(text)) => Some(Cell::Text(text.clone().into_bytes())),
            // Lists and objects, for whoever decodes them.
            (Type::Str(_), other) => Some(Cell::Text(other.to_string().into_bytes())),
            _ => None,
        };
        *cell = found.ok_or_else(|| mismatch(&column.name, column.kind, "the JSON value"))?;
    }
    checked(table, row)
}

fn from_php(table: &Table, value: &Zval) -> Result<Option<Row>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let elements =
        value.elements().ok_or_else(|| format!("the callback returned {}, not ?array", value.type_name()))?;
    let mut row = empty(table);
    for (name, value) in elements {
        let name = name.text();
        let at = table.column_index(&name).ok_or_else(|| format!("there is no column {name:?}"))?;
        let kind = table.columns().nth(at).map_or(Type::Int, |column| column.kind);
        let whole = value.as_long().or(value.as_bool().map(i64::from));
        let found = match kind {
            _ if value.is_null() => Some(Cell::empty(kind)),
            Type::Int => whole.map(Cell::Int),
            Type::Float => value.as_double().or(whole.map(|number| number as f64)).map(Cell::Float),
            Type::Str(_) => value.as_bytes().map(|bytes| Cell::Text(bytes.to_vec())),
        };
        row[at] = found.ok_or_else(|| mismatch(&name, kind, value.type_name()))?;
    }
    checked(table, row).map(Some)
}

fn mismatch(name: &str, kind: Type, given: &str) -> String {
    let holds = match kind {
        Type::Int => "int",
        Type::Float => "float",
        Type::Str(_) => "string",
    };
    format!("column {name:?} holds {holds}, which {given} is not")
}

/// A string that is too long is refused, as `Table::set()` does it.
fn checked(table: &Table, row: Row) -> Result<Row, String> {
    for (cell, column) in row.iter().zip(table.columns()) {
        if let (Cell::Text(text), Type::Str(size)) = (cell, column.kind)
            && text.len() > size
        {
            return Err(format!("column {:?} holds {size} bytes, and the value has {}", column.name, text.len()));
        }
    }
    Ok(row)
}
