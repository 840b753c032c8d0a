//! Failures nobody waits for, on their way to the callback of `Producer::onFailure()`: each in a coroutine of its own, begun
//! in their order, a limited number at a time (a broker that goes away fails a whole queue at once). Loop thread.

use super::failed_message;
use crate::coroutine::{self as core, End};
use crate::kafka::FailedRecord;
use crate::log::{self, Level};
use crate::php::exception::kafka_exception::exception;
use crate::zend::Callable;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use tokio::sync::Notify;

/// Coroutines of one producer that handle failures at the same time.
const AT_ONCE: usize = 128;

/// What waits for the callback, and the callback.
#[derive(Default)]
pub(super) struct Failures {
    callback: RefCell<Option<Callable>>,
    waiting: RefCell<VecDeque<FailedRecord>>,
    running: Cell<usize>,
    idle: Notify,
}

impl Failures {
    /// Calls `callback` from now on.
    pub(super) fn set(&self, callback: Callable) {
        let before = self.callback.replace(Some(callback));
        drop(before); // not borrowed: a closure's end may run PHP code
    }

    /// Lets go of the callback when it has returned for every failure: it may hold the Producer that holds it.
    pub(super) fn let_go(self: &Rc<Self>) {
        if self.is_watched() && tokio::runtime::Handle::try_current().is_ok() {
            let this = self.clone();
            tokio::task::spawn_local(async move {
                this.settled().await;
                this.forget_callback();
            });
        }
    }

    /// Lets go of the callback now.
    pub(super) fn forget_callback(&self) {
        let callback = self.callback.take();
        drop(callback); // not borrowed, as above
    }

    /// Whether there is a callback.
    pub(super) fn is_watched(&self) -> bool {
        self.callback.borrow().is_some()
    }

    /// Whether the callback has still to return for a failure.
    pub(super) fn is_busy(&self) -> bool {
        self.running.get() > 0
    }

    /// Takes a failure.
    pub(super) fn take(self: &Rc<Self>, record: FailedRecord) {
        if !self.is_watched() || tokio::runtime::Handle::try_current().is_err() {
            return lost(&record, "nobody takes failures");
        }
        self.waiting.borrow_mut().push_back(record);
        self.start();
    }

    /// Waits until the callback has returned for every failure.
    pub(super) async fn settled(&self) {
        while self.running.get() > 0 {
            self.idle.notified().await;
        }
    }

    fn start(self: &Rc<Self>) {
        while self.running.get() < AT_ONCE {
            let Some(record) = self.waiting.borrow_mut().pop_front() else { break };
            self.running.set(self.running.get() + 1);
            let this = self.clone();
            tokio::task::spawn_local(async move {
                this.handle(record).await;
                this.running.set(this.running.get() - 1);
                this.start();
                if this.running.get() == 0 {
                    this.idle.notify_waiters();
                }
            });
        }
    }

    async fn handle(&self, record: FailedRecord) {
        let Some(callback) = self.callback.borrow().clone() else {
            return lost(&record, "nobody takes failures any more");
        };
        let params = vec![failed_message::make(&record), exception(&record.error)];
        let ended = move |end| {
            if let End::Refused(reason) = end {
                lost(&record, &reason);
            }
        };
        core::called(callback, params, ended).await;
    }
}

fn lost(record: &FailedRecord, why: &str) {
    log::write(Level::Error, &format!("Kafka message lost, {why}: {}", record.error));
}
