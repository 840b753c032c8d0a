//! SIGTERM and SIGINT in a script with consumers: reading ends in order instead of the process at once. Loop thread. In a
//! server the worker says when to end, see `drain::finish`; signals that the program itself handles are left to it.

use super::drain;
use crate::coroutine;
use crate::sys::signal::{self, Signals};
use crate::sys::watch;
use crate::time::{Instant, sleep_until};
use crate::zend::PhpThread;
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
    let wanted: Vec<i32> = [libc::SIGTERM, libc::SIGINT].into_iter().filter(|s| signal::is_default(*s)).collect();
    if !coroutine::is_script() || wanted.is_empty() || WATCHED.replace(true) {
        return;
    }
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
