//! The delivery reports that are still to come, and who waits for them. Loop thread; nothing here knows librdkafka's
//! functions, it is handed their messages.
//!
//! A record sent with `send()` has a slot, whose number plus one travels with it as its opaque value:
//!
//! ```text
//! open() → Waiting ──report──→ Done or Failed ──ticket polled──→ Told ──ticket dropped──→ free
//!             │                     └──ticket dropped──→ free
//!             └──ticket dropped──→ Abandoned ──report──→ free
//! ```
//! A record sent with `enqueue()` has opaque 0 and no slot. A failure that nobody waits for goes to the sink, also one
//! that came while its ticket was waited for and was not looked at any more.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use slab::Slab;
use tokio::sync::Notify;

use super::client::Client;
use super::counts::count;
use super::error::{KafkaError, Result, code};
use super::message::Message;
use super::record::{Delivery, FailedRecord};
use super::sys::{Messages, RawMessage};

/// Takes records that failed and that nobody waits for.
pub(super) type Sink = Rc<dyn Fn(FailedRecord)>;

enum Slot {
    Waiting(Option<Waker>),
    Done(Result<Delivery>),
    /// With all of its record, for the sink.
    Failed(Box<FailedRecord>),
    Told,
    Abandoned,
}

/// The opaque value of records without a slot.
pub(super) const NOBODY: usize = 0;

#[derive(Default)]
pub(super) struct Reports {
    slots: RefCell<Slab<Slot>>,
    in_flight: Cell<usize>,
    idle: Notify,
    sink: RefCell<Option<Sink>>,
    /// A transaction is being aborted: what is purged then is no failure.
    aborting: Arc<AtomicBool>,
    /// Records belong to transactions, which a record that fails spoils.
    transactional: bool,
}

impl Reports {
    /// No records yet.
    pub(super) fn new(transactional: bool) -> Rc<Reports> {
        Rc::new(Reports { transactional, ..Reports::default() })
    }

    /// Opens a slot for a record that is about to be sent.
    pub(super) fn open(self: &Rc<Self>) -> Ticket {
        let slot = self.slots.borrow_mut().insert(Slot::Waiting(None));
        Ticket { reports: self.clone(), slot, accepted: false }
    }

    /// librdkafka has accepted a record.
    pub(super) fn accepted(&self) {
        self.in_flight.set(self.in_flight.get() + 1);
        count(|counts| counts.accepted += 1);
    }

    /// True while a transaction is being aborted; set by the thread that does it.
    pub(super) fn aborting(&self) -> Arc<AtomicBool> {
        self.aborting.clone()
    }

    /// Records accepted and not reported yet.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.get()
    }

    /// Where failures go that nobody waits for.
    pub(super) fn set_sink(&self, sink: Sink) {
        *self.sink.borrow_mut() = Some(sink);
    }

    /// Waits until nothing is in flight.
    pub(super) async fn idle(&self) {
        while self.in_flight() > 0 {
            self.idle.notified().await;
        }
    }

    /// Takes the reports of an event, which is dropped before they count as no longer in flight.
    pub(super) fn take(&self, client: &Client, mut messages: Messages<'_>) {
        let mut count = 0;
        while let Some(message) = messages.next() {
            count += 1;
            self.settle(client, &message);
        }
        drop(messages);
        self.in_flight.set(self.in_flight.get().saturating_sub(count));
        if self.in_flight() == 0 {
            self.idle.notify_waiters();
        }
    }

    /// Fails what still waits for a report that will not come, and counts it as no longer in flight.
    pub(super) fn fail_rest(&self, error: &KafkaError) -> usize {
        for (_, slot) in self.slots.borrow_mut().iter_mut() {
            if let Slot::Waiting(waker) = slot {
                if let Some(waker) = waker.take() {
                    waker.wake();
                }
                *slot = Slot::Done(Err(error.clone()));
            }
        }
        self.idle.notify_waiters();
        self.in_flight.replace(0)
    }

    fn settle(&self, client: &Client, message: &RawMessage<'_>) {
        let spoils = self.transactional && !is_purged(message.code());
        let result = outcome(client, message).map_err(|e| if spoils { e.requiring_abort() } else { e });
        count(|counts| if result.is_ok() { counts.acknowledged += 1 } else { counts.failed += 1 });
        let of_aborted = result.as_ref().is_err_and(|e| is_purged(e.code())) && self.aborting.load(Ordering::Relaxed);
        let report = match result {
            Err(error) if !of_aborted => Slot::Failed(Box::new(failed(message, error))),
            result => Slot::Done(result),
        };
        if let Some(Slot::Failed(record)) = self.hand_over(message.opaque(), report) {
            self.lose(*record);
        }
    }

    /// Gives the report to whoever waits; gives back one that nobody waits for.
    fn hand_over(&self, opaque: usize, report: Slot) -> Option<Slot> {
        let mut slots = self.slots.borrow_mut();
        match opaque.checked_sub(1).and_then(|slot| slots.get_mut(slot)) {
            Some(slot @ Slot::Waiting(_)) => {
                if let Slot::Waiting(Some(waker)) = std::mem::replace(slot, report) {
                    waker.wake();
                }
                None
            }
            Some(_) => {
                slots.remove(opaque - 1);
                Some(report)
            }
            None => Some(report),
        }
    }

    fn lose(&self, record: FailedRecord) {
        let sink = self.sink.borrow().clone(); // not borrowed during the call: the sink may replace itself
        if let Some(sink) = sink {
            sink(record);
        }
    }
}

fn is_purged(number: i32) -> bool {
    matches!(number, code::PURGE_QUEUE | code::PURGE_INFLIGHT)
}

fn outcome(client: &Client, message: &RawMessage<'_>) -> Result<Delivery> {
    if message.code() == 0 {
        client.well();
        let (partition, offset, timestamp) = (message.partition(), message.offset(), message.timestamp());
        return Ok(Delivery { partition, offset, timestamp });
    }
    let topic = String::from_utf8_lossy(message.topic());
    let why = match message.code() {
        code::MSG_TIMED_OUT => timed_out(client),
        code::PURGE_QUEUE => "producer closed or transaction aborted before it was sent".to_owned(),
        code::PURGE_INFLIGHT => {
            "producer closed or transaction aborted before it was acknowledged; it may have arrived".to_owned()
        }
        _ => message.error_text(),
    };
    Err(client.error(message.code(), format!("send to topic {topic}: {why}")))
}

fn timed_out(client: &Client) -> String {
    let trouble = client.trouble().map_or(String::new(), |text| format!("; the last trouble was {text}"));
    format!("no broker acknowledged it within message.timeout.ms{trouble}")
}

fn failed(message: &RawMessage<'_>, error: KafkaError) -> FailedRecord {
    let Message { topic, partition, timestamp, key, value, headers, .. } = Message::read(message);
    FailedRecord { topic, partition: (partition >= 0).then_some(partition), value, key, headers, timestamp, error }
}

/// Waits for the report of one record. Dropping it does not call the record back: a failure that has come by then, or
/// comes later, goes to the sink.
pub(super) struct Ticket {
    reports: Rc<Reports>,
    slot: usize,
    accepted: bool,
}

impl Ticket {
    /// What the record has to carry.
    pub(super) fn opaque(&self) -> usize {
        self.slot + 1
    }

    /// From now on a report will come.
    pub(super) fn accepted(mut self) -> Self {
        self.accepted = true;
        self
    }

    /// Waits until the report has come, and leaves it there: the ticket is ready then.
    pub(super) async fn reported(&self) {
        poll_fn(|cx| match &mut self.reports.slots.borrow_mut()[self.slot] {
            Slot::Waiting(waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
        .await
    }
}

impl Future for Ticket {
    type Output = Result<Delivery>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let slot = &mut self.reports.slots.borrow_mut()[self.slot];
        match std::mem::replace(slot, Slot::Told) {
            Slot::Done(result) => Poll::Ready(result),
            Slot::Failed(record) => Poll::Ready(Err(record.error)),
            Slot::Waiting(_) => {
                *slot = Slot::Waiting(Some(cx.waker().clone()));
                Poll::Pending
            }
            Slot::Told | Slot::Abandoned => Poll::Pending, // only after its end
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut slots = self.reports.slots.borrow_mut();
        match &mut slots[self.slot] {
            slot @ Slot::Waiting(_) if self.accepted => *slot = Slot::Abandoned,
            _ => {
                let last = slots.remove(self.slot);
                drop(slots); // not borrowed during the call of the sink
                if let Slot::Failed(record) = last {
                    self.reports.lose(*record);
                }
            }
        }
    }
}
