//! The producer: one task on the loop takes delivery reports and wakes who waits for them. Loop thread, no locks but
//! the line of those who wait for room.
//!
//! A full queue parks: the first in line retries whenever reports have freed room, the others wait behind it in their
//! order (`turn`), so nobody is overtaken and one wake-up is one attempt.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Notify};
use tokio::task::AbortHandle;

use super::client::{Client, Log, PATIENCE};
use super::config::Config;
use super::error::{KafkaError, Result, code};
use super::record::{Delivery, FailedRecord, Record};
use super::reports::{NOBODY, Reports};
use super::sys::{Event, Kind, Topic};
use super::transactions::Transactions;
use crate::error::Result as CoreResult;

/// Sends records. `close()` or at least `flush()` it before dropping it: a drop fails what is unacknowledged
/// (`send()` returns the error, enqueued records go to `on_failure`), for which it may block up to a second.
pub struct Producer {
    pub(super) inner: Rc<Inner>,
    driver: AbortHandle,
}

pub(super) struct Inner {
    /// `None` when closed.
    client: RefCell<Option<Rc<Client>>>,
    topics: RefCell<HashMap<Box<str>, Topic>>,
    pub(super) reports: Rc<Reports>,
    /// Held by the first of those who wait for room.
    turn: Mutex<()>,
    /// Room may have become free.
    room: Notify,
    /// `None` without a `transactional.id`.
    pub(super) transactions: Option<Transactions>,
}

impl Producer {
    /// Starts a producer in this process and on this thread's loop.
    ///
    /// # Panics
    /// Outside a tokio `LocalRuntime` or `LocalSet`.
    pub fn new(config: &Config, log: Log) -> CoreResult<Producer> {
        let client = Rc::new(Client::new(Kind::Producer, config, log)?);
        let transactions = config.get("transactional.id").map(|_| Transactions::default());
        let inner = Rc::new(Inner {
            client: RefCell::new(Some(client)),
            topics: RefCell::default(),
            reports: Reports::new(transactions.is_some()),
            turn: Mutex::new(()),
            room: Notify::new(),
            transactions,
        });
        inner.reports.set_sink(Rc::new(move |record: FailedRecord| {
            log(3, &format!("Kafka record lost, nobody takes failures: {}", record.error));
        }));
        inner.serve();
        let weak = Rc::downgrade(&inner);
        let driver = tokio::task::spawn_local(poll_fn(move |cx| drive(&weak, cx))).abort_handle();
        Ok(Producer { inner, driver })
    }

    /// Sends a record and waits until the brokers have acknowledged it as `acks` demands, or have not within
    /// `message.timeout.ms`. Waits for room first when librdkafka's queue is full (`queue.buffering.max.*`). Dropping
    /// the future does not call the record back; should it fail then, it goes to [`Producer::on_failure`].
    ///
    /// Every send waits for `linger.ms` too (5 by default). With `linger.ms=0` records still travel in batches: those
    /// that come while a request is on its way go together in the next.
    pub async fn send(&self, record: &Record<'_>) -> Result<Delivery> {
        let ticket = self.inner.reports.open();
        self.inner.accept(record, ticket.opaque()).await?;
        ticket.accepted().await
    }

    /// Queues a record without waiting for its acknowledgement; waits only while librdkafka's queue is full. The error
    /// of a record that librdkafka refuses at once (too large, no such partition) is returned here; one that fails
    /// later goes to [`Producer::on_failure`].
    pub async fn enqueue(&self, record: &Record<'_>) -> Result<()> {
        self.inner.accept(record, NOBODY).await
    }

    /// Sends records of one topic or several and waits until each is acknowledged or has failed; the results have their
    /// order. Dropping the future leaves what was queued under way, and queues no more; what failed or fails of it goes
    /// to [`Producer::on_failure`].
    pub async fn send_batch(&self, records: &[Record<'_>]) -> Vec<Result<Delivery>> {
        let mut tickets = Vec::with_capacity(records.len());
        for record in records {
            let ticket = self.inner.reports.open();
            let accepted = self.inner.accept(record, ticket.opaque()).await;
            tickets.push(accepted.map(|()| ticket.accepted()));
        }
        // None is taken before all have come: what has failed when the future is dropped is still everybody's.
        for ticket in tickets.iter().flatten() {
            ticket.reported().await;
        }
        let mut results = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            results.push(match ticket {
                Ok(ticket) => ticket.await,
                Err(error) => Err(error),
            });
        }
        results
    }

    /// Takes the records that fail with nobody waiting for them, instead of an earlier `sink`. Without one they are
    /// logged as lost. The sink runs on the loop thread and may enqueue again.
    pub fn on_failure(&self, sink: impl Fn(FailedRecord) + 'static) {
        self.inner.reports.set_sink(Rc::new(sink));
    }

    /// Records accepted and not yet acknowledged or failed.
    pub fn in_flight(&self) -> usize {
        self.inner.reports.in_flight()
    }

    /// librdkafka's last statistics as JSON; `None` without `statistics.interval.ms`, or before the first.
    pub fn statistics(&self) -> Option<String> {
        self.inner.client().ok()?.statistics()
    }

    /// Waits until nothing is in flight, without hurrying it.
    pub async fn settled(&self) {
        self.inner.reports.idle().await;
    }

    /// Sends what is queued at once (whatever `linger.ms` says) and waits until everything, also what is added
    /// meanwhile, is acknowledged or has failed. After `deadline` it gives up with an error that says how many
    /// records are left; they stay queued. One of tokio's blocking threads waits inside librdkafka meanwhile.
    pub async fn flush(&self, deadline: Duration) -> Result<()> {
        let native = self.inner.client()?.native()?.clone();
        if self.in_flight() == 0 {
            return Ok(());
        }
        let ms = i32::try_from(deadline.as_millis()).unwrap_or(i32::MAX);
        tokio::task::spawn_blocking(move || native.flush(ms));
        if crate::time::timeout(deadline, self.inner.reports.idle()).await.is_ok() {
            return Ok(());
        }
        let left = self.in_flight();
        let sentence = format!("{left} records are not acknowledged after {:.3} s", deadline.as_secs_f64());
        Err(KafkaError::new(code::TIMED_OUT, format!("flush: {sentence}")))
    }

    /// Aborts an open transaction, flushes, fails what is left after `deadline`, and ends librdkafka's threads without blocking the loop. From
    /// then on every call fails. The error is flush's.
    pub async fn close(&self, deadline: Duration) -> Result<()> {
        let by = Instant::now() + deadline;
        self.abandon_transaction(deadline).await;
        let flushed = self.flush(by.saturating_duration_since(Instant::now())).await;
        if self.in_flight() > 0 {
            self.inner.client()?.native()?.purge();
            let _ = crate::time::timeout(PATIENCE, self.inner.reports.idle()).await;
        }
        if let Some(client) = self.inner.shut().and_then(Rc::into_inner) {
            client.end().await;
        }
        flushed
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        self.driver.abort();
        self.inner.fail_queued();
        self.inner.shut();
    }
}

/// One poll of the driver: reports from the queue to those who wait. Ends when the producer does.
fn drive(inner: &Weak<Inner>, cx: &mut Context<'_>) -> Poll<()> {
    loop {
        let Some(inner) = inner.upgrade() else {
            return Poll::Ready(());
        };
        let Ok(client) = inner.client() else {
            return Poll::Ready(());
        };
        ready!(client.events().poll_ready(cx));
        inner.serve();
    }
}

impl Inner {
    pub(super) fn client(&self) -> Result<Rc<Client>> {
        self.client.borrow().clone().ok_or_else(|| KafkaError::closed("producer"))
    }

    /// Polls the queue empty.
    fn serve(&self) {
        let Ok(client) = self.client() else { return };
        while let Some(event) = client.events().next(0) {
            self.handle(&client, event);
        }
    }

    fn handle(&self, client: &Client, event: Event<'_>) {
        match event {
            Event::Reports(messages) => {
                self.reports.take(client, messages);
                self.room.notify_one();
            }
            Event::Log(level, text) => client.log_unless_told(level, &text),
            Event::Error(number, text) => {
                // That all brokers are down says less than why one of them is.
                if number != code::ALL_BROKERS_DOWN || client.trouble().is_none() {
                    client.set_trouble(&text);
                }
                let error = client.error(number, text);
                client.log(if error.is_retriable() { 4 } else { 3 }, &format!("Kafka producer: {error}"));
            }
            Event::Statistics(json) => client.set_statistics(json),
            Event::Fetched(_)
            | Event::Committed(_)
            | Event::Rebalance(..)
            | Event::TokenWanted
            | Event::End(_)
            | Event::Answer(_)
            | Event::Other => {}
        }
    }

    /// Hands a record to librdkafka, waiting in line while its queue is full.
    async fn accept(&self, record: &Record<'_>, opaque: usize) -> Result<()> {
        check(record)?;
        self.client()?.native()?; // in a forked child the turn may be held by a task of the parent's
        let _turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) => self.turn.lock().await,
        };
        loop {
            match self.produce(record, opaque) {
                Err(full) if full.code() == code::QUEUE_FULL && self.reports.in_flight() > 0 => {
                    self.room.notified().await;
                }
                result => return result,
            }
        }
    }

    fn produce(&self, record: &Record<'_>, opaque: usize) -> Result<()> {
        let client = self.client.borrow();
        let client = client.as_ref().ok_or_else(|| KafkaError::closed("producer"))?;
        let native = client.native()?;
        let mut topics = self.topics.borrow_mut();
        if !topics.contains_key(record.topic) {
            let topic = Topic::new(native, record.topic)
                .ok_or_else(|| refused(record, code::INVALID_ARG, "a topic's name has 1 to 249 characters"))?;
            topics.insert(record.topic.into(), topic);
        }
        match topics[record.topic].produce(record, opaque) {
            Ok(()) => {
                self.reports.accepted();
                Ok(())
            }
            Err((code::QUEUE_FULL, _)) => {
                Err(refused(record, code::QUEUE_FULL, "it is larger than queue.buffering.max.kbytes"))
            }
            Err((number, text)) => Err(client.error(number, refused(record, number, &text).to_string())),
        }
    }

    /// Fails everything unacknowledged through librdkafka, so that the sink gets the records; blocks up to
    /// [`PATIENCE`]. Nothing in a forked child: the records are the parent's.
    fn fail_queued(&self) {
        let Ok(client) = self.client() else { return };
        let Ok(native) = client.native() else { return };
        if self.reports.in_flight() == 0 {
            return;
        }
        native.purge();
        let until = Instant::now() + PATIENCE;
        while self.reports.in_flight() > 0 && Instant::now() < until {
            if let Some(event) = client.events().next(10) {
                self.handle(&client, event);
            }
        }
    }

    /// Takes the client away, and fails what librdkafka has not reported until now.
    fn shut(&self) -> Option<Rc<Client>> {
        let client = self.client.borrow_mut().take()?;
        self.topics.borrow_mut().clear();
        let forked = client.native().err();
        let unknown = "the producer was closed; whether the record has arrived is unknown";
        let error = forked.clone().unwrap_or_else(|| KafkaError::new(code::PURGE_INFLIGHT, unknown));
        let left = self.reports.fail_rest(&error);
        if left > 0 && forked.is_none() {
            client.log(3, &format!("Kafka producer: closed with {left} records of which nobody knows"));
        }
        self.room.notify_one();
        Some(client)
    }
}

/// What librdkafka would misunderstand instead of refusing.
fn check(record: &Record<'_>) -> Result<()> {
    let wrong = if record.partition.is_some_and(|p| p < 0) {
        "a partition is 0 or more; leave it out to let the partitioner choose"
    } else if record.timestamp.is_some_and(|t| t <= 0) {
        "a timestamp is in milliseconds since 1970 and above 0; leave it out for now"
    } else if record.topic.len() > 249 {
        "a topic's name has 1 to 249 characters"
    } else if record.headers.iter().any(|(name, _)| name.contains(&0)) {
        "a header's name has a NUL byte"
    } else {
        return Ok(());
    };
    Err(refused(record, code::INVALID_ARG, wrong))
}

fn refused(record: &Record<'_>, code: i32, why: &str) -> KafkaError {
    let topic: String = record.topic.chars().take(249).collect();
    KafkaError::new(code, format!("send to topic {topic}: {why}"))
}

impl std::fmt::Debug for Producer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Producer").field("in_flight", &self.in_flight()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::MockCluster;
    use std::cell::Cell;

    thread_local!(static ERRORS: Cell<usize> = const { Cell::new(0) });

    fn count_errors(level: u8, text: &str) {
        if level <= 3 && text.contains("unusable") {
            ERRORS.set(ERRORS.get() + 1);
        }
    }

    thread_local!(static LINES: RefCell<Vec<(u8, String)>> = const { RefCell::new(Vec::new()) });

    fn keep(level: u8, text: &str) {
        LINES.with_borrow_mut(|lines| lines.push((level, text.to_owned())));
    }

    /// librdkafka says it twice, by its log and by an event.
    #[test]
    fn what_is_wrong_with_a_connection_is_logged_once() {
        let runtime = tokio::runtime::LocalRuntime::new().unwrap();
        runtime.block_on(async {
            let pairs = [("bootstrap.servers", "127.0.0.1:1"), ("group.id", "g"), ("broker.address.family", "v4")];
            let producer = Producer::new(&pairs.into_iter().filter(|(k, _)| *k != "group.id").collect(), keep).unwrap();
            let until_down = async {
                let down = |lines: &mut Vec<(u8, String)>| lines.iter().any(|(_, text)| text.contains("are down"));
                while !LINES.with_borrow_mut(down) {
                    crate::time::sleep(Duration::from_millis(5)).await;
                }
            };
            crate::time::timeout(Duration::from_secs(20), until_down).await.unwrap();
            one_line("Kafka producer: ");
            drop(producer);
            let consumer = crate::kafka::Consumer::new(&pairs.into_iter().collect(), keep).unwrap();
            consumer.subscribe(&["t"]).unwrap();
            for _ in 0..200 {
                consumer.next(Some(Duration::from_millis(100))).await.unwrap();
                if LINES.with_borrow(|lines| lines.iter().any(|(_, text)| text.contains("are down"))) {
                    break;
                }
            }
            one_line("Kafka consumer: ");
            consumer.close(PATIENCE).await.unwrap();
        });
    }

    /// The end of all brokers comes after the reason.
    fn one_line(begin: &str) {
        let lines = LINES.take();
        // A second try in the meantime says that it is identical to the first.
        let about = |(_, text): &&(u8, String)| text.contains("Connection refused") && !text.contains("identical");
        let refused: Vec<_> = lines.iter().filter(about).collect();
        assert!(matches!(refused[..], [(4, text)] if text.starts_with(begin)), "{lines:?}");
        assert!(!lines.iter().any(|(_, text)| text.starts_with("FAIL")), "{lines:?}");
    }

    /// What librdkafka raises when it cannot keep an idempotent producer's promise.
    #[test]
    fn a_fatal_error_surfaces_everywhere() {
        let runtime = tokio::runtime::LocalRuntime::new().unwrap();
        runtime.block_on(async {
            let cluster = MockCluster::new(1).unwrap();
            let servers = cluster.bootstrap_servers();
            let pairs = [("bootstrap.servers", servers.as_str()), ("enable.idempotence", "true")];
            let producer = Producer::new(&pairs.into_iter().collect(), count_errors).unwrap();
            let record = Record { topic: "t", value: Some(b"x"), ..Record::default() };
            producer.send(&record).await.unwrap();
            producer.inner.client().unwrap().native().unwrap().raise_fatal();
            for _ in 0..2 {
                let error = producer.send(&record).await.unwrap_err();
                assert!(error.is_fatal() && !error.is_retriable());
                assert_eq!(error.name(), "OUT_OF_ORDER_SEQUENCE_NUMBER");
                assert!(error.to_string().starts_with("the Kafka producer is unusable: "), "{error}");
            }
            while ERRORS.get() == 0 {
                tokio::task::yield_now().await; // it is logged once, too, by the driver
            }
            producer.close(PATIENCE).await.unwrap();
        });
    }
}
