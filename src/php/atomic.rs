//! `Peregrine\Atomic`: a number shared by all processes, which can be waited for.

pub(super) mod long;

use super::coroutine::timeout;
use crate::coroutine::{self as core, Interrupt};
use crate::php::exception::EXCEPTION;
use crate::table::atomic::Atomic;
use crate::zend::{Call, Class, Kind, Outcome, Stop, functions, throw};

/// `Atomic`
pub(super) const ATOMIC: Class = Class {
    name: "Peregrine\\Atomic",
    doc: "An unsigned 32-bit number in memory that all processes share.\n\
          \n\
          Made before `Server::start()` (or any other fork), used by every process afterwards. Sums wrap at 32 bits.\n",
    kind: Kind::Native,
    methods: functions! {
        /// Begins with `$value`, 0 to 4,294,967,295.
        ///
        /// @throws \ValueError when it is out of range
        /// @throws \Peregrine\Exception when the system gives no memory
        "public function __construct(int $value = 0)" => construct;
        /// Adds (up to 32 bits; a negative number takes away) and returns the sum.
        "public function add(int $add_value = 1): int" => add;
        /// Takes away and returns the difference.
        "public function sub(int $sub_value = 1): int" => sub;
        /// The number.
        "public function get(): int" => get;
        /// Changes the number, 0 to 4,294,967,295.
        "public function set(int $value): void" => set;
        /// Changes it to `$new_value` if it is `$cmp_value`; whether it was.
        "public function cmpset(int $cmp_value, int $new_value): bool" => cmpset;
        /// Waits until the number is 1 and makes it 0, or until `wakeup()`. In a coroutine the others run meanwhile;
        /// outside of coroutines the process blocks.
        ///
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return bool false when the time passed or the wait was cancelled
        "public function wait(float $timeout = 1.0): bool" => wait;
        /// Makes a 0 a 1 and lets up to `$count` of those who wait go on, in any process.
        ///
        /// @throws \ValueError when `$count` is less than 1
        "public function wakeup(int $count = 1): bool" => wakeup;
    },
    ..Class::EMPTY
};

/// Argument `n`, which must be a 32-bit number.
fn number(call: &Call<'_>, n: usize, default: i64) -> Outcome<u32> {
    let given = call.long_or(n, default)?;
    u32::try_from(given).map_err(|_| call.invalid(n, "must be from 0 to 4294967295: see Atomic\\Long").into())
}

/// Argument `n` to add: as 32 bits, in which -1 is 4294967295.
fn step(call: &Call<'_>) -> Outcome<u32> {
    let given = call.long_or(0, 1)?;
    if given.unsigned_abs() > u64::from(u32::MAX) {
        return Err(call.invalid(0, "must be from -4294967295 to 4294967295: see Atomic\\Long").into());
    }
    Ok(given as u32)
}

fn no_memory(error: crate::error::Error) -> Stop {
    throw(EXCEPTION.name, error.message, i64::from(error.code)).into()
}

fn construct(call: &Call<'_>) -> Outcome {
    Ok(call.construct(Atomic::new(number(call, 0, 0)?).map_err(no_memory)?)?)
}

fn add(call: &Call<'_>) -> Outcome<i64> {
    Ok(i64::from(call.this::<Atomic>()?.add(step(call)?)))
}

fn sub(call: &Call<'_>) -> Outcome<i64> {
    Ok(i64::from(call.this::<Atomic>()?.sub(step(call)?)))
}

fn get(call: &Call<'_>) -> Outcome<i64> {
    Ok(i64::from(call.this::<Atomic>()?.get()))
}

fn set(call: &Call<'_>) -> Outcome {
    call.this::<Atomic>()?.set(number(call, 0, 0)?);
    Ok(())
}

fn cmpset(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Atomic>()?.cmpset(number(call, 0, 0)?, number(call, 1, 0)?))
}

fn wait(call: &Call<'_>) -> Outcome<bool> {
    let (atomic, limit) = (call.this::<Atomic>()?, timeout(call.double_or(0, 1.0)?));
    if atomic.try_wait() {
        return Ok(true);
    }
    if core::current().is_none() {
        return Ok(atomic.wait(limit));
    }
    match core::queued_future("an Atomic to be woken", atomic.wait_async(limit)) {
        Ok(woken) => Ok(woken),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(_) => Ok(false),
    }
}

fn wakeup(call: &Call<'_>) -> Outcome<bool> {
    let count = call.long_or(0, 1)?;
    if count < 1 {
        return Err(call.invalid(0, "must be at least 1").into());
    }
    call.this::<Atomic>()?.wakeup(u32::try_from(count).unwrap_or(u32::MAX));
    Ok(true)
}
