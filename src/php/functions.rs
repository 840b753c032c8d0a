//! `Peregrine\run()`, `go()`, `defer()` and the small functions beside them.

use super::coroutine;
use crate::coroutine as core;
use crate::zend::{Call, Function, Outcome, functions};

/// The functions of the namespace.
pub(super) const FUNCTIONS: &[Function] = functions! {
    /// Runs `$callback` in a coroutine and the event loop, until no coroutine and no timer is left.
    ///
    /// `exit`, an exception nobody catches and a fatal error in any coroutine end the run: the other coroutines are
    /// cancelled (their `finally` blocks run) and the exit status is kept. When nothing can wake the coroutines that are
    /// left, they are listed on standard error with what they wait for, and the run ends.
    ///
    /// @throws Error when the event loop runs already
    "function Peregrine\\run(callable $callback, mixed ...$params): bool" => run;
    /// Starts a coroutine and runs it at once, until it waits for the first time or ends.
    ///
    /// @return int|false its id; false, with a warning, when `max_coroutine` or the memory maps are used up
    /// @throws Error outside the event loop
    "function Peregrine\\go(callable $func, mixed ...$params): int|false" => coroutine::create;
    /// Calls `$callback` when the running coroutine ends, however it ends; the last deferred is called first.
    ///
    /// @throws Error outside a coroutine
    "function Peregrine\\defer(callable $callback): void" => coroutine::defer;
};

fn run(call: &Call<'_>) -> Outcome<bool> {
    let callable = call.callable(0)?;
    core::run(callable, call.rest(1)).map(|()| true)
}
