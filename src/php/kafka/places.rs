//! Partitions and offsets between PHP's arrays and the core: lists of partition numbers by topic, or offsets by topic and
//! partition.

use crate::kafka::TopicPartition;
use crate::zend::{Array, Call, Key, Outcome, Zval};

/// One array by topic of what `add` makes of each partition.
fn by_topic(mut list: Vec<TopicPartition>, add: impl Fn(&mut Array, &TopicPartition)) -> Array {
    list.sort();
    let mut array = Array::new(1);
    let mut rest = &list[..];
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|p| p.topic == first.topic).count();
        let mut inner = Array::new(count);
        rest[..count].iter().for_each(|p| add(&mut inner, p));
        array.set(&first.topic, inner);
        rest = &rest[count..];
    }
    array
}

/// Lists of partition numbers by topic.
pub(super) fn numbers(list: Vec<TopicPartition>) -> Array {
    by_topic(list, |inner, p| inner.push(i64::from(p.partition)))
}

/// Offsets (or null) by topic and partition.
pub(super) fn offsets(list: Vec<TopicPartition>) -> Array {
    by_topic(list, |inner, p| inner.set_index(i64::from(p.partition), p.offset))
}

fn partition(number: Option<i64>) -> Option<i32> {
    number.and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0)
}

/// Argument `n`: lists of partition numbers by topic.
pub(super) fn given_numbers(call: &Call<'_>, n: usize) -> Outcome<Vec<TopicPartition>> {
    let read = |topic: &Key<'_>, _: Key<'_>, value: &Zval| {
        Some(TopicPartition { topic: topic.text(), partition: partition(value.as_long())?, offset: None })
    };
    given(call, n, "must be lists of partition numbers by topic", read)
}

/// Argument `n`: offsets by topic and partition, from `least` on; null where `nullable`.
pub(super) fn given_offsets(call: &Call<'_>, n: usize, least: i64, nullable: bool) -> Outcome<Vec<TopicPartition>> {
    let read = |topic: &Key<'_>, key: Key<'_>, value: &Zval| {
        let number = if let Key::Index(number) = key { Some(number) } else { None };
        let offset = value.as_long().filter(|offset| *offset >= least);
        let fits = offset.is_some() || (nullable && value.is_null());
        fits.then_some(TopicPartition { topic: topic.text(), partition: partition(number)?, offset })
    };
    let form = if nullable {
        "must be offsets or nulls by topic and partition"
    } else {
        "must be offsets by topic and partition"
    };
    given(call, n, form, read)
}

fn given(
    call: &Call<'_>,
    n: usize,
    form: &str,
    read: impl Fn(&Key<'_>, Key<'_>, &Zval) -> Option<TopicPartition>,
) -> Outcome<Vec<TopicPartition>> {
    let mut places = Vec::new();
    for (topic, inner) in call.array(n)?.elements().into_iter().flatten() {
        let elements = inner.elements().ok_or_else(|| call.invalid(n, form))?;
        for (key, value) in elements {
            places.push(read(&topic, key, value).ok_or_else(|| call.invalid(n, form))?);
        }
    }
    Ok(places)
}
