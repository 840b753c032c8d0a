//! The methods of `Peregrine\Kafka\Consumer` that concern offsets: committing, seeking, asking.

use super::consumer::Part;
use super::{interrupted, message, places, seconds, wait};
use crate::kafka::{Result, TopicPartition};
use crate::log::{self, Level};
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Array, Call, Outcome, Zval};
use std::rc::Rc;

/// Waits for an answer and throws what went wrong.
fn asked<T>(what: &'static str, future: impl Future<Output = Result<T>>) -> Outcome<T> {
    let waited = wait(what, future).map_err(|interrupt| interrupted(interrupt, "the wait was cancelled"))?;
    waited.map_err(|error| thrown(&error).into())
}

/// What is to be committed; None: everything that was handed out.
fn to_commit(call: &Call<'_>) -> Outcome<Option<Vec<TopicPartition>>> {
    if !call.has(0) {
        return Ok(None);
    }
    if call.arg(0).is_some_and(Zval::is_array) {
        return places::given_offsets(call, 0, 0, false).map(Some);
    }
    let behind = call.arg(0).and_then(message::behind);
    Ok(Some(vec![behind.ok_or_else(|| call.wrong_class(0, message::MESSAGE.name))?]))
}

pub(super) fn commit(call: &Call<'_>) -> Outcome {
    let consumer = &call.this::<Part>()?.reader.core;
    let what = to_commit(call)?;
    let waited = match &what {
        Some(offsets) => wait("Kafka to note offsets", consumer.commit_offsets(offsets)),
        None => wait("Kafka to note offsets", consumer.commit()),
    };
    let committed = waited.map_err(|interrupt| interrupted(interrupt, "the wait for the commit was cancelled"))?;
    committed.map_err(|error| thrown(&error).into())
}

pub(super) fn commit_async(call: &Call<'_>) -> Outcome {
    let reader = Rc::clone(&call.this::<Part>()?.reader);
    let what = to_commit(call)?;
    reader.core.assignment().map_err(|error| thrown(&error))?; // closed, or another process's: said at once
    if what.is_none() {
        reader.core.all_handled();
    }
    tokio::task::spawn_local(async move {
        let committed = match &what {
            Some(offsets) => reader.core.commit_offsets(offsets).await,
            None => reader.core.commit_handled().await,
        };
        if let Err(error) = committed {
            log::write(Level::Warning, &format!("Kafka consumer: {error}"));
        }
    });
    Ok(())
}

pub(super) fn store(call: &Call<'_>) -> Outcome {
    let consumer = &call.this::<Part>()?.reader.core;
    let behind = call.arg(0).and_then(message::behind);
    let behind = behind.ok_or_else(|| call.wrong_class(0, message::MESSAGE.name))?;
    consumer.handled(&behind.topic, behind.partition, behind.offset.unwrap_or_default());
    Ok(())
}

pub(super) fn assignment(call: &Call<'_>) -> Outcome<Array> {
    let list = call.this::<Part>()?.reader.core.assignment().map_err(|error| thrown(&error))?;
    Ok(places::numbers(list))
}

pub(super) fn positions(call: &Call<'_>) -> Outcome<Array> {
    let list = call.this::<Part>()?.reader.core.positions().map_err(|error| thrown(&error))?;
    Ok(places::offsets(list))
}

pub(super) fn committed(call: &Call<'_>) -> Outcome<Array> {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 0, 10.0)?);
    let assigned = consumer.assignment().map_err(|error| thrown(&error))?;
    asked("committed offsets from Kafka", consumer.committed(&assigned, timeout)).map(places::offsets)
}

pub(super) fn lag(call: &Call<'_>) -> Outcome<Array> {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 0, 10.0)?);
    asked("offsets from Kafka", consumer.lag(timeout)).map(places::offsets)
}

pub(super) fn watermarks(call: &Call<'_>) -> Outcome<Array> {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 2, 10.0)?);
    let partition = i32::try_from(call.long(1)?).ok().filter(|p| *p >= 0);
    let partition = partition.ok_or_else(|| call.invalid(1, "must be from 0 to 2147483647"))?;
    let (low, high) = asked("offsets from Kafka", consumer.watermarks(call.text(0)?, partition, timeout))?;
    let mut pair = Array::new(2);
    pair.push(low);
    pair.push(high);
    Ok(pair)
}

pub(super) fn seek(call: &Call<'_>) -> Outcome {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 1, 10.0)?);
    let offsets = places::given_offsets(call, 0, -2, false)?;
    asked("a Kafka consumer to seek", consumer.seek(&offsets, timeout))
}

pub(super) fn seek_to_committed(call: &Call<'_>) -> Outcome {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 0, 10.0)?);
    asked("a Kafka consumer to seek", consumer.seek_to_committed(timeout))
}

pub(super) fn offsets_for_times(call: &Call<'_>) -> Outcome<Array> {
    let (consumer, timeout) = (&call.this::<Part>()?.reader.core, seconds(call, 1, 10.0)?);
    let times = places::given_offsets(call, 0, 0, false)?;
    asked("offsets from Kafka", consumer.offsets_for_times(&times, timeout)).map(places::offsets)
}

/// The partitions in argument 0, or all that are assigned.
fn chosen(call: &Call<'_>, part: &Part) -> Outcome<Vec<TopicPartition>> {
    let given = if call.count() > 0 { places::given_numbers(call, 0)? } else { Vec::new() };
    if !given.is_empty() {
        return Ok(given);
    }
    Ok(part.reader.core.assignment().map_err(|error| thrown(&error))?)
}

pub(super) fn pause(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let chosen = chosen(call, part)?;
    part.reader.core.pause(&chosen).map_err(|error| thrown(&error).into())
}

pub(super) fn resume(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    let chosen = chosen(call, part)?;
    part.reader.core.resume(&chosen).map_err(|error| thrown(&error).into())
}
