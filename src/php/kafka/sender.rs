//! The part of a Producer object that may outlive it: what was accepted is delivered also when the object is gone. Loop
//! thread of the process that made it.

use super::failures::Failures;
use super::{FOR_EVER, drain};
use crate::coroutine::CallbackDue;
use crate::kafka::{Config, Delivery, Producer, Record, Result};
use crate::log::{self, Level};
use crate::time::{Instant, timeout_at};
use crate::zend::Callable;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// librdkafka's code of a client that was closed.
const STATE: i32 = -172;

/// The core's producer with the callback for failures.
pub(super) struct Sender {
    pub(super) core: Producer,
    failures: Rc<Failures>,
    /// A task holds a [`CallbackDue`] until everything is settled.
    expecting: Cell<bool>,
    closed: Cell<bool>,
    has_closed: Notify,
    pid: u32,
}

impl Sender {
    pub(super) fn new(config: &Config) -> crate::error::Result<Rc<Sender>> {
        let core = Producer::new(config, super::log_line)?;
        let failures = Rc::default();
        let (expecting, closed) = (Cell::new(false), Cell::new(false));
        let sender =
            Rc::new(Sender { core, failures, expecting, closed, has_closed: Notify::new(), pid: std::process::id() });
        drain::register_sender(&sender);
        Ok(sender)
    }

    /// Whether this process made it and has not closed it.
    pub(super) fn is_open(&self) -> bool {
        !self.closed.get() && self.pid == std::process::id()
    }

    pub(super) async fn send(&self, record: &Record<'_>) -> Result<Delivery> {
        self.core.send(record).await
    }

    pub(super) async fn enqueue(self: &Rc<Self>, record: &Record<'_>) -> Result<()> {
        self.core.enqueue(record).await?;
        self.expect_callbacks();
        Ok(())
    }

    pub(super) fn in_flight(&self) -> usize {
        self.core.in_flight()
    }

    pub(super) async fn flush(&self, deadline: Duration) -> Result<()> {
        self.core.flush(deadline).await
    }

    /// Waits until it is closed.
    pub(super) async fn ended(&self) {
        while !self.closed.get() {
            self.has_closed.notified().await;
        }
    }

    pub(super) fn on_failure(self: &Rc<Self>, callback: Callable) {
        let failures = self.failures.clone();
        self.core.on_failure(move |record| failures.take(record));
        self.failures.set(callback);
        self.expect_callbacks();
    }

    /// A coroutine that waits for what the failure callback does is not stuck while the callback may come.
    pub(super) fn expect_callbacks(self: &Rc<Self>) {
        let is_settled = self.in_flight() == 0 && !self.failures.is_busy();
        if !self.failures.is_watched() || is_settled || self.expecting.replace(true) {
            return;
        }
        let (this, due) = (self.clone(), CallbackDue::new());
        tokio::task::spawn_local(async move {
            this.core.settled().await;
            this.failures.settled().await;
            this.expecting.set(false);
            drop(due);
        });
    }

    /// Flushes and ends it; a second close does nothing.
    pub(super) async fn close(&self, deadline: Duration) -> Result<()> {
        if self.closed.get() {
            return Ok(());
        }
        let result = self.core.close(deadline).await;
        self.closed.set(true);
        self.has_closed.notify_waiters();
        self.failures.let_go();
        match result {
            // Another close, under way at the same time, was quicker.
            Err(error) if error.code() == STATE => Ok(()),
            result => result,
        }
    }

    /// The process or the run ends: delivers what it can and hands over the failures until `by`.
    pub(super) async fn drain(self: Rc<Self>, by: Instant) {
        // A fifth of the time is for the callbacks.
        let time = by.saturating_duration_since(Instant::now());
        if let Err(error) = self.close(time.mul_f64(0.8)).await {
            log::write(Level::Error, &format!("Kafka producer closed at the end: {error}"));
        }
        if timeout_at(by, self.failures.settled()).await.is_err() {
            log::write(Level::Error, "callbacks of Producer::onFailure() did not return in time");
        }
        self.failures.forget_callback();
    }

    /// The PHP object is gone: delivers the rest in the background.
    pub(super) fn release(self: Rc<Self>) {
        if !self.is_open() || tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        tokio::task::spawn_local(async move {
            if let Err(error) = self.close(FOR_EVER).await {
                log::write(Level::Error, &format!("Kafka producer: {error}"));
            }
        });
    }
}
