//! `Peregrine\Process`: a process of one's own beside a server's workers.

use crate::zend::{Call, Callable, Class, Kind, Outcome, Zval, functions, native, properties};

/// `Process`
pub(super) const PROCESS: Class = Class {
    name: "Peregrine\\Process",
    doc: "A process of one's own, forked and supervised by a server: see `Server::addProcess()`.\n",
    kind: Kind::Native,
    properties: properties! {
        /// Its process id, inside it.
        "public $pid = null";
        /// Its number, from 0, inside it.
        "public $id = null";
    },
    methods: functions! {
        /// `$callback($process)` runs in a coroutine of the new process; when it returns, the process ends and is forked
        /// again. Redirection and pipes are not offered: `$redirect_stdin_and_stdout` must be false and `$pipe_type` 0.
        ///
        /// @throws \ValueError when they are not
        "public function __construct(callable $callback, bool $redirect_stdin_and_stdout = false, int $pipe_type = 0, bool $enable_coroutine = true)" => construct;
    },
    ..Class::EMPTY
};

fn construct(call: &Call<'_>) -> Outcome {
    let callback = call.callable(0)?;
    if call.bool_or(1, false)? {
        return Err(call.invalid(1, "must be false: write to a file or use Server::sendMessage()").into());
    }
    if call.long_or(2, 0)? != 0 {
        return Err(call.invalid(2, "must be 0: there are no pipes, use Server::sendMessage()").into());
    }
    if !call.bool_or(3, true)? {
        return Err(call.invalid(3, "must be true: the callback always runs in a coroutine").into());
    }
    Ok(call.construct(callback)?)
}

/// The callback of a Process object.
pub(super) fn callback(value: &Zval) -> Option<Callable> {
    native::<Callable>(value).cloned()
}
