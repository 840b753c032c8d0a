//! SIGTERM and SIGINT in a script with consumers: reading ends in order instead of the process at once. Loop thread. In a
//! server the worker says when to end, see `drain::finish`; signals that the program itself handles are left to it.

use super::drain;
use crate::coroutine;
use crate::sys::signal::{self, Signals};
use crate::sys::watch;
use crate::time::{Instant, sleep_until};
use crate::zend::{Callable, PhpThread};
use std::cell::Cell;
use std::time::Duration;
use tokio::io::unix::AsyncFd;

/// How long loops may take to end; then the run does.
const PATIENCE: Duration = Duration::from_secs(10);

static WATCHED: PhpThread<Cell<bool>> = PhpThread::new(Cell::new(false));

struct Watching;

impl Drop for Watching {
    fn drop(&mut self) {
        WATCHED.set(false);
    }
}

/// A consumer was made: from now on, and until no consumer is open, the signals end reading.
pub(super) fn watch() {
    if !coroutine::is_script() || WATCHED.get() {
        return;
    }
    let ours = |signal: &i32| !signal::is_ignored(*signal) && !is_handled(*signal);
    let wanted: Vec<i32> = [libc::SIGTERM, libc::SIGINT].into_iter().filter(ours).collect();
    if wanted.is_empty() {
        return;
    }
    WATCHED.set(true);
    let watching = Watching;
    let Some(signals) = Signals::catch(&wanted, &[]).ok().and_then(|signals| watch::signals(signals).ok()) else {
        return;
    };
    tokio::task::spawn_local(async move {
        let _watching = watching;
        tokio::select! {
            number = taken(&signals) => end(&signals, number).await,
            () = drain::no_readers() => {}
        }
    });
}

/// Whether the program has a handler of its own. (PHP may have one for every signal, which then does the default.)
fn is_handled(signal: i32) -> bool {
    let exists = Callable::named("function_exists").and_then(|f| f.call(&["pcntl_signal_get_handler".into()]).ok());
    if exists.is_none_or(|exists| exists.as_bool() != Some(true)) {
        return false;
    }
    let handler = Callable::named("pcntl_signal_get_handler").and_then(|f| f.call(&[i64::from(signal).into()]).ok());
    handler.is_some_and(|handler| handler.as_long() != Some(0))
}

async fn taken(signals: &AsyncFd<Signals>) -> i32 {
    loop {
        if let Ok(mut guard) = signals.readable().await {
            guard.clear_ready();
        }
        if let Some(number) = signals.get_ref().take().first() {
            return *number;
        }
    }
}

/// Loops end and the run with them; else it is ended after a while, or at the second signal.
async fn end(signals: &AsyncFd<Signals>, number: i32) {
    drain::finish();
    tokio::select! {
        _ = taken(signals) => {}
        () = sleep_until(Instant::now() + PATIENCE) => {}
    }
    coroutine::end_script(128 + number);
}
