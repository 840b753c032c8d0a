//! `Peregrine\Atomic\Long`: a wide number shared by all processes.

use crate::table::atomic::Long;
use crate::zend::{Call, Class, Kind, Outcome, functions};

/// `Atomic\Long`
pub(crate) const LONG: Class = Class {
    name: "Peregrine\\Atomic\\Long",
    doc: "A signed 64-bit number in memory that all processes share.\n\
          \n\
          Made before `Server::start()` (or any other fork), used by every process afterwards. Sums wrap at 64 bits. It\n\
          cannot be waited for: see `Atomic`.\n",
    kind: Kind::Native,
    methods: functions! {
        /// Begins with `$value`.
        ///
        /// @throws \Peregrine\Exception when the system gives no memory
        "public function __construct(int $value = 0)" => construct;
        /// Adds and returns the sum.
        "public function add(int $add_value = 1): int" => add;
        /// Takes away and returns the difference.
        "public function sub(int $sub_value = 1): int" => sub;
        /// The number.
        "public function get(): int" => get;
        /// Changes the number.
        "public function set(int $value): void" => set;
        /// Changes it to `$new_value` if it is `$cmp_value`; whether it was.
        "public function cmpset(int $cmp_value, int $new_value): bool" => cmpset;
    },
    ..Class::EMPTY
};

fn construct(call: &Call<'_>) -> Outcome {
    Ok(call.construct(Long::new(call.long_or(0, 0)?).map_err(super::no_memory)?)?)
}

fn add(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Long>()?.add(call.long_or(0, 1)?))
}

fn sub(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Long>()?.sub(call.long_or(0, 1)?))
}

fn get(call: &Call<'_>) -> Outcome<i64> {
    Ok(call.this::<Long>()?.get())
}

fn set(call: &Call<'_>) -> Outcome {
    call.this::<Long>()?.set(call.long(0)?);
    Ok(())
}

fn cmpset(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Long>()?.cmpset(call.long(0)?, call.long(1)?))
}
