//! `Producer::sendBatch()`: messages in an array, and what became of each.

use super::headers::Given;
use super::producer::Part;
use super::{delivery_report, interrupted, wait};
use crate::kafka::{Delivery, Record, Result};
use crate::php::exception::kafka_batch_exception;
use crate::php::exception::kafka_exception::exception;
use crate::zend::{Array, Call, Key, Outcome, Str, Thrown, Value, Zval};

/// One message as it was given; it holds what it needs, so that the array may change meanwhile.
struct Item<'a> {
    value: Option<Str>,
    key: Option<Str>,
    headers: Given<'a>,
    partition: Option<i32>,
    timestamp: Option<i64>,
}

impl<'a> Item<'a> {
    fn read(call: &Call<'a>, key: Key<'_>, given: &'a Zval) -> Outcome<Item<'a>> {
        let wrong = |what: &str| call.invalid(1, format!("is wrong: message {}: {what}", key.text()));
        let mut item = Item { value: None, key: None, headers: Given::none(), partition: None, timestamp: None };
        let Some(fields) = given.elements() else {
            item.value = text(given).map_err(|()| wrong("give a value, null, or an array"))?;
            return Ok(item);
        };
        for (name, field) in fields {
            match name.text().as_str() {
                "value" => item.value = text(field).map_err(|()| wrong("value must be a string or null"))?,
                "key" => item.key = text(field).map_err(|()| wrong("key must be a string or null"))?,
                "headers" if field.is_array() => item.headers = Given::of(call, 1, field)?,
                "partition" if field.is_null() => {}
                "partition" => {
                    let number = field.as_long().and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0);
                    item.partition = Some(number.ok_or_else(|| wrong("partition must be from 0 to 2147483647"))?);
                }
                "timestamp" if field.is_null() => {}
                "timestamp" => {
                    let number = field.as_long().filter(|n| *n > 0);
                    item.timestamp = Some(number.ok_or_else(|| wrong("timestamp must be milliseconds above 0"))?);
                }
                "headers" => return Err(wrong("headers must be an array").into()),
                other => {
                    return Err(wrong(&format!("{other} is not value, key, headers, partition or timestamp")).into());
                }
            }
        }
        Ok(item)
    }
}

fn text(value: &Zval) -> std::result::Result<Option<Str>, ()> {
    if value.is_null() {
        return Ok(None);
    }
    let scalar = value.is_string() || value.as_long().is_some() || value.as_double().is_some();
    if scalar { Ok(value.to_str()) } else { Err(()) }
}

pub(super) fn send_batch(call: &Call<'_>) -> Outcome<Array> {
    let sender = &call.this::<Part>()?.0;
    let (topic, held) = (call.text(0)?, call.value(1)); // the array lives as long as the wait
    call.array(1)?;
    let mut items = Vec::with_capacity(held.count().unwrap_or_default());
    for (key, given) in call.array(1)?.elements().into_iter().flatten() {
        items.push(Item::read(call, key, given)?);
    }
    let headers: Vec<_> = items.iter().map(|item| item.headers.borrow()).collect();
    let record = |(item, headers)| {
        let Item { value, key, partition, timestamp, .. }: &Item<'_> = item;
        let headers: &Vec<_> = headers;
        let (value, key) = (value.as_ref().map(Str::bytes), key.as_ref().map(Str::bytes));
        Record { topic, value, key, headers, partition: *partition, timestamp: *timestamp }
    };
    let records: Vec<_> = items.iter().zip(&headers).map(record).collect();
    match wait("delivery reports of Kafka", sender.core.send_batch(&records)) {
        Ok(results) => reported(call, &held, results),
        Err(interrupt) => {
            sender.expect_callbacks();
            Err(interrupted(interrupt, "the wait for the delivery reports was cancelled; messages may still arrive"))
        }
    }
}

/// The reports by the keys of `messages`, or the exception that has them and the failures.
fn reported(call: &Call<'_>, messages: &Value, results: Vec<Result<Delivery>>) -> Outcome<Array> {
    let (mut reports, mut failures) = (Array::new(results.len()), Array::new(0));
    let mut first = None;
    for ((key, _), result) in messages.elements().into_iter().flatten().zip(results) {
        match result {
            Ok(delivery) => put(&mut reports, key, delivery_report::make(call.value(0), delivery)),
            Err(error) => {
                put(&mut failures, key, exception(&error));
                first.get_or_insert(error);
            }
        }
    }
    match first {
        None => Ok(reports),
        Some(error) => Err(Thrown::object(kafka_batch_exception::exception(&error, reports, failures)).into()),
    }
}

fn put(array: &mut Array, key: Key<'_>, value: Value) {
    match key {
        Key::Name(name) => array.set(name, value),
        Key::Index(index) => array.set_index(index, value),
    }
}
