//! `Peregrine\Coroutine\WaitGroup`

use super::{timeout, waited};
use crate::coroutine::{self as core, WaitGroup};
use crate::php::exception::ERROR_NAME;
use crate::zend::{Call, Class, Kind, Outcome, functions, throw};

/// `Coroutine\WaitGroup`
pub(crate) const WAIT_GROUP: Class = Class {
    name: "Peregrine\\Coroutine\\WaitGroup",
    doc: "Waits until a number of things are done.\n",
    kind: Kind::Native,
    methods: functions! {
        /// Begins with a count of `$delta`.
        ///
        /// @throws \ValueError when it is negative
        "public function __construct(int $delta = 0)" => construct;
        /// Adds to the count.
        ///
        /// @throws \Peregrine\Error when the count would become negative or overflow
        "public function add(int $delta = 1): void" => add;
        /// Takes one from the count; at zero the coroutines in `wait()` go on.
        ///
        /// @throws \Peregrine\Error when the count is zero
        "public function done(): void" => done;
        /// Waits until the count is zero.
        ///
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return bool false when the time passed or the wait was cancelled
        "public function wait(float $timeout = -1): bool" => wait;
        /// The count.
        "public function count(): int" => count;
    },
    interfaces: &["Countable"],
    ..Class::EMPTY
};

fn construct(call: &Call<'_>) -> Outcome {
    let group = WaitGroup::default();
    if !group.add(call.long_or(0, 0)?) {
        return Err(call.invalid(0, "must not be negative").into());
    }
    Ok(call.construct(group)?)
}

fn change(call: &Call<'_>, delta: i64) -> Outcome {
    if !call.this::<WaitGroup>()?.add(delta) {
        let text = match delta {
            ..0 => "the count of a WaitGroup cannot become negative: call add() before done()",
            _ => "the count of a WaitGroup cannot become greater than PHP_INT_MAX",
        };
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    core::check_ending()
}

fn add(call: &Call<'_>) -> Outcome {
    change(call, call.long_or(0, 1)?)
}

fn done(call: &Call<'_>) -> Outcome {
    change(call, -1)
}

fn wait(call: &Call<'_>) -> Outcome<bool> {
    waited(call.this::<WaitGroup>()?.wait(timeout(call.double_or(0, -1.0)?)))
}

fn count(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<WaitGroup>()?.count())
}
