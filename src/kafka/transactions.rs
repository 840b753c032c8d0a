//! Transactions of a producer. librdkafka's calls block until a broker has answered: each runs on one of tokio's blocking
//! threads, in short slices, so that the end of the process need not wait for a broker that is away. Loop thread for the
//! rest.
//!
//! 1. One call at a time. The thread holds the turn, so that a call whose waiter has gone is ended before the next begins.
//! 2. What the thread learns (is a transaction open, is it being aborted) it writes itself, for the same reason.
//! 3. A call that timed out is made again by the same thread, which librdkafka takes for going on with the first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::consumer::Consumer;
use super::error::{KafkaError, Result, code};
use super::message::{TopicPartition, to_list};
use super::producer::Producer;
use super::sys::{Failure, Native};

/// How long one call of librdkafka may block its thread.
const SLICE: Duration = Duration::from_millis(500);

/// How long a call may take in all, and how long librdkafka may block at once.
struct Times {
    whole: Duration,
    slice: Duration,
}

impl Times {
    fn sliced(whole: Duration) -> Times {
        Times { whole, slice: SLICE }
    }

    fn at_once(whole: Duration) -> Times {
        Times { whole, slice: whole }
    }
}

/// What a transactional producer knows.
#[derive(Default)]
pub(super) struct Transactions {
    turn: Arc<Mutex<()>>,
    /// Begun, and neither committed nor aborted.
    open: Arc<AtomicBool>,
    /// The producer is being closed: no second slice.
    closing: Arc<AtomicBool>,
}

impl Producer {
    /// Gets the producer its id from the brokers and ends what an earlier producer of the same `transactional.id` left
    /// open; before the first transaction.
    pub async fn init_transactions(&self, timeout: Duration) -> Result<()> {
        self.transactional("initialize transactions", Times::sliced(timeout), Native::init_transactions).await
    }

    /// Begins a transaction: every record sent from now on is part of it.
    pub async fn begin_transaction(&self) -> Result<()> {
        let open = self.transactions()?.open.clone();
        let call =
            move |native: &Native, _: i32| native.begin_transaction().map(|()| open.store(true, Ordering::Relaxed));
        self.transactional("begin a transaction", Times::at_once(SLICE), call).await
    }

    /// Waits until everything sent in the transaction is acknowledged, and commits it. When the error
    /// [`requires_abort`](KafkaError::requires_abort), abort it; when it is retriable, commit again.
    pub async fn commit_transaction(&self, timeout: Duration) -> Result<()> {
        let open = self.transactions()?.open.clone();
        let call = move |native: &Native, ms: i32| {
            native.commit_transaction(ms).map(|()| open.store(false, Ordering::Relaxed))
        };
        self.transactional("commit the transaction", Times::sliced(timeout), call).await
    }

    /// Calls back what is queued and aborts the transaction: consumers that read committed messages see none of it.
    pub async fn abort_transaction(&self, timeout: Duration) -> Result<()> {
        let (open, aborting) = (self.transactions()?.open.clone(), self.inner.reports.aborting());
        let call = move |native: &Native, ms: i32| {
            aborting.store(true, Ordering::Relaxed);
            let result = native.abort_transaction(ms).map(|()| open.store(false, Ordering::Relaxed));
            aborting.store(false, Ordering::Relaxed);
            result
        };
        self.transactional("abort the transaction", Times::sliced(timeout), call).await
    }

    /// Makes these offsets (of each partition the next one to read) of the consumer's group part of the transaction.
    pub async fn send_offsets(&self, consumer: &Consumer, offsets: &[TopicPartition], timeout: Duration) -> Result<()> {
        let (list, group) = (to_list(offsets), consumer.native()?);
        let call = move |native: &Native, ms: i32| {
            let metadata = group.group_metadata().ok_or_else(|| Failure {
                code: code::STATE,
                text: "the consumer has no group".to_owned(),
                retriable: false,
                fatal: false,
                requires_abort: false,
            })?;
            native.send_offsets(&list, &metadata, ms)
        };
        self.transactional("send offsets to the transaction", Times::at_once(timeout), call).await
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.inner.transactions.as_ref().is_some_and(|t| t.open.load(Ordering::Relaxed))
    }

    /// Before the end: waits for a call under way, and aborts what is open.
    pub(super) async fn abandon_transaction(&self, deadline: Duration) {
        let Some(transactions) = &self.inner.transactions else { return };
        transactions.closing.store(true, Ordering::Relaxed);
        if crate::time::timeout(deadline, transactions.turn.lock()).await.is_ok() && self.in_transaction() {
            // One slice after the other no longer: this call has the whole time at once.
            let _ = crate::time::timeout(deadline, self.abort_transaction(deadline)).await;
        }
    }

    fn transactions(&self) -> Result<&Transactions> {
        let missing = || KafkaError::new(code::INVALID_ARG, "the Kafka producer has no transactional.id");
        self.inner.transactions.as_ref().ok_or_else(missing)
    }

    async fn transactional<F>(&self, doing: &'static str, times: Times, call: F) -> Result<()>
    where
        F: Fn(&Native, i32) -> std::result::Result<(), Failure> + Send + 'static,
    {
        let transactions = self.transactions()?;
        let native = self.inner.client()?.native()?.clone();
        let (turn, closing) = (transactions.turn.clone().lock_owned().await, transactions.closing.clone());
        let Times { whole, slice } = if closing.load(Ordering::Relaxed) { Times::at_once(times.whole) } else { times };
        let calling = tokio::task::spawn_blocking(move || {
            let until = Instant::now() + whole;
            let result = loop {
                let left = until.saturating_duration_since(Instant::now());
                match call(&native, i32::try_from(left.min(slice).as_millis()).unwrap_or(i32::MAX)) {
                    Err(f) if f.code == code::TIMED_OUT && left > slice && !closing.load(Ordering::Relaxed) => {}
                    result => break result,
                }
            };
            drop(turn);
            result
        });
        let result = calling.await.map_err(|_| KafkaError::of(code::STATE, doing))?; // the runtime is shutting down
        result.map_err(|failure| KafkaError::of_transaction(failure, doing))
    }
}
