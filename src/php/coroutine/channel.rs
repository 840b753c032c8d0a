//! `Peregrine\Coroutine\Channel`

use super::timeout;
use crate::coroutine::{self as core, Channel, ChannelError};
use crate::zend::{Array, Call, Class, Constant, Kind, Outcome, Value, constants, functions, properties};

/// `SWOOLE_CHANNEL_*` under our name.
pub(crate) const CONSTANTS: &[Constant] = constants! {
    /// `Channel::$errCode` after success.
    "Peregrine\\CHANNEL_OK" = 0;
    /// `Channel::$errCode` when the time passed.
    "Peregrine\\CHANNEL_TIMEOUT" = -1;
    /// `Channel::$errCode` when the channel is closed.
    "Peregrine\\CHANNEL_CLOSED" = -2;
    /// `Channel::$errCode` when the wait was cancelled.
    "Peregrine\\CHANNEL_CANCELED" = -3;
};

/// `Coroutine\Channel`
pub(crate) const CHANNEL: Class = Class {
    name: "Peregrine\\Coroutine\\Channel",
    doc: "A queue between the coroutines of one process.\n",
    kind: Kind::Native,
    properties: properties! {
        /// How many values it holds at most.
        "public $capacity = 0";
        /// Why the last `push()` or `pop()` gave false: one of CHANNEL_OK, _TIMEOUT, _CLOSED, _CANCELED.
        "public $errCode = 0";
    },
    methods: functions! {
        /// A channel for `$size` values; less than 1 counts as 1.
        "public function __construct(int $size = 1)" => construct;
        /// Adds a value, waiting while the channel is full. A coroutine that waits in `pop()` is entered at once.
        ///
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return bool false when it was not added; see `$errCode`
        "public function push(mixed $data, float $timeout = -1): bool" => push;
        /// Takes the oldest value, waiting while there is none.
        ///
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return mixed the value; false when there was none, see `$errCode`
        "public function pop(float $timeout = -1): mixed" => pop;
        /// Whether it holds no value.
        "public function isEmpty(): bool" => is_empty;
        /// Whether it holds `$capacity` values.
        "public function isFull(): bool" => is_full;
        /// Closes it: `push()` fails from now on, `pop()` once it is empty; who waits goes on. False when it was closed.
        "public function close(): bool" => close;
        /// `consumer_num` and `producer_num` (coroutines that wait) and `queue_num` (values).
        "public function stats(): array" => stats;
        /// How many values it holds.
        "public function length(): int" => length;
    },
    ..Class::EMPTY
};

const CAPACITY: u32 = 0;
const ERR_CODE: u32 = 1;

fn construct(call: &Call<'_>) -> Outcome {
    let size = call.long_or(0, 1)?.max(1);
    call.construct(Channel::new(size as usize))?;
    call.set_property(CAPACITY, size);
    Ok(())
}

/// Sets errCode; true when the operation succeeded.
fn note(call: &Call<'_>, error: Option<ChannelError>) -> Outcome<bool> {
    let code = match error {
        None => 0,
        Some(ChannelError::TimedOut) => -1,
        Some(ChannelError::Closed) => -2,
        Some(ChannelError::Cancelled) => -3,
        Some(ChannelError::Stop(stop)) => return Err(stop),
    };
    if call.property(ERR_CODE).as_long() != Some(code) {
        call.set_property(ERR_CODE, code);
    }
    Ok(code == 0)
}

fn push(call: &Call<'_>) -> Outcome<bool> {
    let channel = call.this::<Channel>()?;
    let value = call.value(0);
    let pushed = note(call, channel.push(value, timeout(call.double_or(1, -1.0)?)).err())?;
    core::check_ending()?;
    Ok(pushed)
}

fn pop(call: &Call<'_>) -> Outcome<Value> {
    let channel = call.this::<Channel>()?;
    match channel.pop(timeout(call.double_or(0, -1.0)?)) {
        Ok(value) => {
            note(call, None)?;
            core::check_ending()?;
            Ok(value)
        }
        Err(error) => note(call, Some(error)).map(Value::from),
    }
}

fn is_empty(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Channel>()?.is_empty())
}

fn is_full(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Channel>()?.is_full())
}

fn close(call: &Call<'_>) -> Outcome<bool> {
    let closed = call.this::<Channel>()?.close();
    core::check_ending()?;
    Ok(closed)
}

fn stats(call: &Call<'_>) -> Outcome<Array> {
    let channel = call.this::<Channel>()?;
    let (consumers, producers) = channel.waiting();
    let mut array = Array::new(3);
    array.set("consumer_num", consumers as i64);
    array.set("producer_num", producers as i64);
    array.set("queue_num", channel.len() as i64);
    Ok(array)
}

fn length(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Channel>()?.len() as i64)
}
