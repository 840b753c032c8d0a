//! The part of a Consumer object that may outlive it: it hears of rebalances, and leaves its group in the background. Loop
//! thread of the process that made it.

use super::lanes::Lanes;
use super::{drain, places, signals};
use crate::coroutine::{End, called};
use crate::kafka::{Change, Config, Consumer, Message, Result, TopicPartition};
use crate::log::{self, Level};
use crate::time::Instant;
use crate::zend::Callable;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
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
    on_assign: RefCell<Option<Callable>>,
    on_revoke: RefCell<Option<Callable>>,
    /// What `each()` does.
    lanes: RefCell<Weak<Lanes>>,
}

/// `each()` runs.
pub(super) struct Turn<'a>(&'a Reader);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.lanes.borrow_mut() = Weak::new();
    }
}

impl Reader {
    pub(super) fn new(config: &Config) -> crate::error::Result<Rc<Reader>> {
        let core = Consumer::new(config, super::log_line)?;
        let (closing, is_closed) = (Cell::new(false), Cell::new(false));
        let reader = Rc::new(Reader {
            core,
            closing,
            is_closed,
            closed: Notify::new(),
            pid: std::process::id(),
            on_assign: RefCell::default(),
            on_revoke: RefCell::default(),
            lanes: RefCell::default(),
        });
        let weak = Rc::downgrade(&reader);
        reader.core.on_rebalance(Rc::new(move |change, partitions| {
            let reader = weak.upgrade();
            Box::pin(async move {
                if let Some(reader) = reader {
                    reader.rebalanced(change, partitions).await;
                }
            })
        }));
        drain::register_reader(&reader);
        signals::watch();
        Ok(reader)
    }

    pub(super) fn on_assign(&self, callback: Callable) {
        let before = self.on_assign.replace(Some(callback));
        drop(before); // not borrowed: a closure's end may run PHP code
    }

    pub(super) fn on_revoke(&self, callback: Callable) {
        let before = self.on_revoke.replace(Some(callback));
        drop(before); // as above
    }

    /// Lets `lanes` hear of rebalances; None when others do.
    pub(super) fn occupy(&self, lanes: &Rc<Lanes>) -> Option<Turn<'_>> {
        if self.lanes.borrow().strong_count() > 0 {
            return None;
        }
        *self.lanes.borrow_mut() = Rc::downgrade(lanes);
        Some(Turn(self))
    }

    async fn rebalanced(&self, change: Change, partitions: Vec<TopicPartition>) {
        if change != Change::Assigned {
            let lanes = self.lanes.borrow().upgrade();
            if let Some(lanes) = lanes {
                lanes.release(&partitions).await;
            }
        }
        let callback = if change == Change::Assigned { &self.on_assign } else { &self.on_revoke };
        let Some(callback) = callback.borrow().clone() else { return };
        let mut params = vec![places::numbers(partitions).into()];
        if change != Change::Assigned {
            params.push((change == Change::Lost).into());
        }
        let refused = |end| {
            if let End::Refused(reason) = end {
                log::write(Level::Error, &format!("Kafka consumer: the rebalance callback was not called: {reason}"));
            }
        };
        called(callback, params, refused).await;
    }

    /// The next message; none for so long as it was asked to wait when the process ends.
    pub(super) async fn next(&self, timeout: Option<Duration>) -> Result<Option<Message>> {
        let started = Instant::now();
        let found = self.core.next(timeout).await?;
        if let Some(timeout) = timeout.filter(|_| found.is_none() && self.core.is_finishing() && !self.closing.get()) {
            // A loop that polls must not spin until its process is gone.
            crate::time::sleep_until(started + timeout.max(Duration::from_millis(10))).await;
        }
        Ok(found)
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
        // They may hold the Consumer that holds this.
        let callbacks = (self.on_assign.take(), self.on_revoke.take());
        drop(callbacks);
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
