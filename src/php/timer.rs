//! `Peregrine\Timer`

use super::coroutine::iterator;
use super::exception::ERROR_NAME;
use crate::coroutine::{self as core, timers};
use crate::zend::{Access, Array, Call, Class, Outcome, Value, functions, throw};
use std::time::Duration;

/// `Timer`
pub(super) const TIMER: Class = Class {
    name: "Peregrine\\Timer",
    doc: "Calls back after a time, once or again and again; each call runs in a coroutine of its own.\n",
    access: Access::Abstract,
    methods: functions! {
        /// Calls `$callback(int $timerId, ...$params)` every `$ms` milliseconds (1 to 86,400,000).
        ///
        /// @return int the timer's id, from 1
        /// @throws \ValueError for an interval out of range
        /// @throws \Peregrine\Error outside the event loop
        "public static function tick(int $ms, callable $callback, mixed ...$params): int|false" => tick;
        /// Calls `$callback(...$params)` once, after `$ms` milliseconds (1 to 86,400,000).
        ///
        /// @return int the timer's id, from 1
        "public static function after(int $ms, callable $callback, mixed ...$params): int|false" => after;
        /// Whether a timer of that id waits.
        "public static function exists(int $timer_id): bool" => exists;
        /// `exec_msec` (milliseconds until it fires), `exec_count`, `interval` (0: fires once), `round` and `removed`;
        /// null when there is none of that id.
        "public static function info(int $timer_id): ?array" => info;
        /// `initialized`, `num` and `round`.
        "public static function stats(): array" => stats;
        /// The ids of all timers.
        "public static function list(): Peregrine\\Timer\\Iterator" => list;
        /// Ends a timer; false when there is none of that id.
        "public static function clear(int $timer_id): bool" => clear;
        /// Ends all timers.
        "public static function clearAll(): bool" => clear_all;
    },
    ..Class::EMPTY
};

/// `Timer\Iterator`
pub(super) const ITERATOR: Class =
    Class { name: "Peregrine\\Timer\\Iterator", doc: "Ids of timers.\n", parent: "ArrayIterator", ..Class::EMPTY };

const LONGEST_MS: i64 = 86_400_000;

fn add(call: &Call<'_>, repeats: bool) -> Outcome<i64> {
    let ms = call.long(0)?;
    if !(1..=LONGEST_MS).contains(&ms) {
        return Err(call.invalid(0, "must be from 1 to 86400000 milliseconds").into());
    }
    let callable = call.callable(1)?;
    if !core::is_running() {
        let text = "timers need the event loop: call this inside Peregrine\\run(), or from workerStart on in a server";
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    Ok(timers().add(Duration::from_millis(ms as u64), repeats, callable, call.rest(2)))
}

fn tick(call: &Call<'_>) -> Outcome<i64> {
    add(call, true)
}

fn after(call: &Call<'_>) -> Outcome<i64> {
    add(call, false)
}

fn exists(call: &Call<'_>) -> Outcome<bool> {
    Ok(timers().exists(call.long(0)?))
}

fn info(call: &Call<'_>) -> Outcome<Option<Value>> {
    Ok(timers().details(call.long(0)?).map(|details| {
        let mut array = Array::new(5);
        array.set("exec_msec", details.remaining);
        array.set("exec_count", details.fired);
        array.set("interval", details.interval);
        array.set("round", details.round);
        array.set("removed", false);
        array.into()
    }))
}

fn stats(_: &Call<'_>) -> Outcome<Array> {
    let mut array = Array::new(3);
    array.set("initialized", core::is_running());
    array.set("num", timers().count() as i64);
    array.set("round", timers().rounds());
    Ok(array)
}

fn list(_: &Call<'_>) -> Outcome<Value> {
    iterator(ITERATOR.name, timers().ids())
}

fn clear(call: &Call<'_>) -> Outcome<bool> {
    Ok(timers().clear(call.long(0)?))
}

fn clear_all(_: &Call<'_>) -> Outcome<bool> {
    timers().clear_all();
    Ok(true)
}
