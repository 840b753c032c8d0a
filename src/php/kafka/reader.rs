//! The part of a Consumer object that may outlive it: it leaves its group in the background. Loop thread of the process that
//! made it.

use super::drain;
use crate::kafka::{Config, Consumer, Result};
use crate::log::{self, Level};
use crate::time::Instant;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// How long a consumer that nobody holds any more may take to leave its group.
const LEAVING: Duration = Duration::from_secs(10);

/// The core's consumer, and whether it was closed.
pub(super) struct Reader {
    pub(super) core: Consumer,
    closing: Cell<bool>,
    is_closed: Cell<bool>,
    closed: Notify,
    pid: u32,
}

impl Reader {
    pub(super) fn new(config: &Config) -> crate::error::Result<Rc<Reader>> {
        let core = Consumer::new(config, super::log_line)?;
        let (closing, is_closed) = (Cell::new(false), Cell::new(false));
        let reader = Rc::new(Reader { core, closing, is_closed, closed: Notify::new(), pid: std::process::id() });
        drain::register_reader(&reader);
        Ok(reader)
    }

    /// Whether this process made it and has not closed it altogether.
    pub(super) fn is_open(&self) -> bool {
        !self.is_closed.get() && self.pid == std::process::id()
    }

    /// Whether `close()` was called.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.get()
    }

    /// Leaves the group and ends it; a second close waits for the first.
    pub(super) async fn close(&self, deadline: Duration) -> Result<()> {
        if self.closing.replace(true) {
            self.ended().await;
            return Ok(());
        }
        let guard = Closing(self);
        let result = self.core.close(deadline).await;
        drop(guard);
        result
    }

    /// Waits until it is closed.
    pub(super) async fn ended(&self) {
        while !self.is_closed.get() {
            self.closed.notified().await;
        }
    }

    /// The process or the run ends.
    pub(super) async fn drain(self: Rc<Self>, by: Instant) {
        let time = by.saturating_duration_since(Instant::now());
        if let Ok(Err(error)) = crate::time::timeout_at(by, self.close(time)).await {
            log::write(Level::Warning, &format!("Kafka consumer closed at the end: {error}"));
        }
    }

    /// The PHP object is gone.
    pub(super) fn release(self: Rc<Self>) {
        if self.closing.get() || !self.is_open() || tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        tokio::task::spawn_local(async move {
            if let Err(error) = self.close(LEAVING).await {
                log::write(Level::Warning, &format!("Kafka consumer: {error}"));
            }
        });
    }
}

/// A close that is under way; also a cancelled one is over.
struct Closing<'a>(&'a Reader);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.is_closed.set(true);
        self.0.closed.notify_waiters();
    }
}
