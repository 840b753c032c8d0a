//! The consumer of a group. Loop thread; there is no task behind it: messages, rebalances and log lines are served
//! while somebody waits in `next()`, as `max.poll.interval.ms` wants it.
//!
//! Two queues: librdkafka's own has rebalances, errors and log lines; the messages of every assigned partition are led to
//! one of ours. So a rebalance is never hidden behind messages that nobody has room for. What is read after the offsets of
//! is in `progress`, what a rebalance does in `membership`, questions about offsets in `offsets`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::time::{Instant, sleep_until};
use tokio::sync::Notify;
use tokio::task::coop::poll_proceed;

use super::client::{Client, Log, Watched};
use super::config::Config;
use super::counts::count;
use super::defaults;
use super::error::{KafkaError, Result, code};
use super::membership::{Membership, OnRebalance};
use super::message::{Arrived, Message, TopicPartition, to_list};
use super::progress::Progress;
use super::sys::{Event, Kind, Native, PartitionList, Queue};
use crate::error::Result as CoreResult;

/// How often rebalances are looked for while messages come without a pause.
const EVENTS_EVERY: Duration = Duration::from_millis(50);

/// Reads topics as a member of a group. `close()` it: a drop leaves the group as well, but may block up to a second.
pub struct Consumer {
    pub(super) inner: Rc<Inner>,
}

pub(super) struct Inner {
    /// `None` when closed; goes before the client.
    messages: RefCell<Option<Rc<Watched>>>,
    /// `None` when closed.
    client: RefCell<Option<Rc<Client>>>,
    /// Wakes those who wait in `next()`.
    closing: Notify,
    finishing: Cell<bool>,
    events_at: Cell<Instant>,
    /// How long nobody may look for events: librdkafka takes a consumer that does not for stuck.
    patience: Duration,
    pub(super) progress: Progress,
    pub(super) membership: Membership,
    /// `auto.offset.reset` is the beginning.
    pub(super) from_beginning: bool,
}

impl Consumer {
    /// Starts a consumer in this process and on this thread's loop; `group.id` is required.
    pub fn new(config: &Config, log: Log) -> CoreResult<Consumer> {
        let client = Rc::new(Client::new(Kind::Consumer, config, log)?);
        let native = client.native().map_err(crate::error::Error::from)?;
        let messages = Rc::new(Watched::new(Queue::new(native))?);
        let interval = config.get("max.poll.interval.ms").and_then(|ms| ms.parse().ok()).unwrap_or(300_000);
        let resets = config.get("auto.offset.reset");
        let inner = Inner {
            messages: RefCell::new(Some(messages)),
            client: RefCell::new(Some(client)),
            closing: Notify::new(),
            finishing: Cell::new(false),
            events_at: Cell::new(Instant::now()),
            patience: Duration::from_millis(interval) / 3,
            progress: Progress::new(defaults::stores_offsets(config)),
            membership: Membership::default(),
            from_beginning: resets.is_some_and(|to| matches!(to, "smallest" | "earliest" | "beginning")),
        };
        Ok(Consumer { inner: Rc::new(inner) })
    }

    /// Joins the group for these topics, instead of those of an earlier call. A name that begins with `^` is a
    /// regular expression over all topics.
    pub fn subscribe(&self, topics: &[&str]) -> Result<()> {
        let mut list = PartitionList::new(topics.len());
        let fit = topics.iter().all(|topic| list.add(topic, -1, 0));
        let doing = || format!("subscribe to {}", topics.join(", "));
        if topics.is_empty() || !fit {
            return Err(KafkaError::of(code::INVALID_ARG, doing()));
        }
        self.native()?.subscribe(&list).map_err(|code| KafkaError::of(code, doing()))
    }

    /// Leaves the topics it was subscribed to; it stays open.
    pub fn unsubscribe(&self) -> Result<()> {
        self.native()?.unsubscribe().map_err(|code| KafkaError::of(code, "unsubscribe"))
    }

    /// Reads these partitions without the group deciding, each from its offset: `None` is the committed one, -2 the
    /// beginning, -1 the end. Commits go to the group all the same.
    pub fn assign(&self, partitions: &[TopicPartition]) -> Result<()> {
        let native = self.native()?;
        self.inner.lead_here(&native, partitions)?;
        native.assign(Some(&to_list(partitions))).map_err(|code| KafkaError::of(code, "assign"))
    }

    /// Hears of rebalances, instead of an earlier `hook`; the consumer waits for what it does.
    pub fn on_rebalance(&self, hook: OnRebalance) {
        self.inner.membership.set_hook(hook);
    }

    /// Says that what was handed out is worked off, and gives the next message; `None` when none came within `timeout`
    /// (`None`: no limit) or [`Consumer::finish`] was called. Errors that librdkafka recovers from by itself are logged;
    /// one that needs somebody to do something is returned, and reading can go on unless it
    /// [`is_fatal`](KafkaError::is_fatal).
    pub async fn next(&self, timeout: Option<Duration>) -> Result<Option<Message>> {
        self.inner.progress.all_handled();
        let found = self.take(timeout).await?;
        if let Some(message) = &found {
            self.inner.progress.handed_out(message.topic.as_bytes(), message.partition, message.offset + 1);
        }
        Ok(found)
    }

    /// As [`Consumer::next`], but says nothing about what was handed out before, nor does a later call about this one:
    /// [`Consumer::store`] does.
    pub async fn take(&self, timeout: Option<Duration>) -> Result<Option<Message>> {
        let deadline = timeout.map(|t| Instant::now() + t);
        // A consumer whose buffer is full would otherwise never let another task run.
        tokio::task::coop::consume_budget().await;
        match self.inner.found_before(deadline).await {
            Err(error) => Err(self.explained(error).await),
            found => found,
        }
    }

    /// What `make` makes of the message that [`Consumer::next`] would return without waiting; `None`: ask `next()`. An error
    /// is to be [`explained`](Consumer::explained). Leaves other tasks their turn as `next()` does.
    pub fn next_at_once<T>(&self, make: impl Fn(&Arrived<'_>) -> T) -> Result<Option<T>> {
        let Poll::Ready(turn) = poll_proceed(&mut Context::from_waker(Waker::noop())) else {
            return Ok(None);
        };
        self.inner.progress.all_handled();
        let found = self.next_now(make)?;
        if found.is_some() {
            turn.made_progress();
        }
        Ok(found)
    }

    /// An error of a read; a refused login with its reason.
    pub async fn explained(&self, error: KafkaError) -> KafkaError {
        match self.inner.client() {
            Ok(client) => client.explained(error).await,
            Err(closed) => closed,
        }
    }

    /// Serves rebalances and errors without taking a message, until dropped or [`Consumer::finish`]ed.
    pub async fn serve(&self) -> Result<()> {
        loop {
            self.inner.poll(false, |_| ())?;
            if self.inner.finishing.get() {
                return Ok(());
            }
            self.inner.wait(None, false).await?;
        }
    }

    /// As [`Consumer::next_at_once`], for the rest of a batch: says nothing about what was handed out before. `None` also
    /// when a rebalance is under way.
    pub fn next_now<T>(&self, make: impl Fn(&Arrived<'_>) -> T) -> Result<Option<T>> {
        self.inner.poll(true, |arrived| {
            let made = make(arrived);
            self.inner.progress.handed_out(arrived.topic(), arrived.partition(), arrived.offset() + 1);
            made
        })
    }

    /// From now on no message is handed out: those who wait get `None`. Nothing else changes until `close()`.
    pub fn finish(&self) {
        self.inner.finishing.set(true);
        self.inner.closing.notify_waiters();
    }

    /// Whether [`Consumer::finish`] was called.
    pub fn is_finishing(&self) -> bool {
        self.inner.finishing.get()
    }

    /// librdkafka's last statistics as JSON; `None` without `statistics.interval.ms`, or before the first.
    pub fn statistics(&self) -> Option<String> {
        self.inner.client().ok()?.statistics()
    }

    /// Stops fetching these partitions (their offsets are not looked at); they stay assigned.
    pub fn pause(&self, partitions: &[TopicPartition]) -> Result<()> {
        self.native()?.pause(&mut to_list(partitions), true).map_err(|code| KafkaError::of(code, "pause"))
    }

    /// Goes on fetching these partitions.
    pub fn resume(&self, partitions: &[TopicPartition]) -> Result<()> {
        self.native()?.pause(&mut to_list(partitions), false).map_err(|code| KafkaError::of(code, "resume"))
    }

    /// Commits what `enable.auto.commit` would have, leaves the group and ends librdkafka's threads, all without
    /// blocking the loop. After `deadline` it ends without the broker's word, and the group notices when
    /// `session.timeout.ms` is over. From then on every call fails; a second close does nothing.
    pub async fn close(&self, deadline: Duration) -> Result<()> {
        let Some(client) = self.inner.client.borrow_mut().take() else {
            return Ok(());
        };
        self.inner.closing.notify_waiters();
        let native = client.native()?.clone();
        let left = match crate::time::timeout(deadline, self.inner.leave(&native)).await {
            Ok(left) => left,
            Err(_) => Err(KafkaError::of(code::TIMED_OUT, "close: leave the group")),
        };
        if left.is_err() {
            native.abandon_group();
        }
        drop(native);
        self.inner.messages.take();
        if let Some(client) = Rc::into_inner(client) {
            client.end().await;
        }
        left
    }

    pub(super) fn native(&self) -> Result<Arc<Native>> {
        Ok(self.inner.client()?.native()?.clone())
    }
}

impl Inner {
    pub(super) fn client(&self) -> Result<Rc<Client>> {
        self.client.borrow().clone().ok_or_else(|| KafkaError::closed("consumer"))
    }

    pub(super) fn messages(&self) -> Result<Rc<Watched>> {
        self.messages.borrow().clone().ok_or_else(|| KafkaError::closed("consumer"))
    }

    async fn found_before(self: &Rc<Self>, deadline: Option<Instant>) -> Result<Option<Message>> {
        loop {
            if let Some(found) = self.poll(true, |arrived| arrived.to_message())? {
                return Ok(Some(found));
            }
            if self.finishing.get() || !self.wait(deadline, true).await? {
                return Ok(None);
            }
        }
    }

    /// Serves what has come in. What `make` makes of the next message, if that is `wanted` and no rebalance is under way.
    fn poll<T>(self: &Rc<Self>, wanted: bool, make: impl Fn(&Arrived<'_>) -> T) -> Result<Option<T>> {
        // Not borrowed: `make` may run out of PHP's memory and never return.
        let (client, messages) = (self.client()?, self.messages()?);
        let native = client.native()?;
        if self.membership.is_changing() {
            return Ok(None);
        }
        let now = Instant::now();
        if now - self.events_at.get() >= EVENTS_EVERY {
            self.progress.store(native);
            self.serve(&client)?;
            if self.membership.is_changing() {
                return Ok(None);
            }
            self.events_at.set(now);
        }
        if !wanted || self.finishing.get() {
            return Ok(None);
        }
        while let Some(event) = messages.next(0) {
            if let Event::Fetched(mut found) = event {
                if let Some(raw) = found.next() {
                    count(|counts| counts.consumed += 1);
                    return Ok(Some(make(&Arrived::new(raw))));
                }
            } else {
                self.hear(&client, event)?; // what is wrong with a partition comes among its messages
            }
        }
        Ok(None)
    }

    /// Serves events until there are none, or one is a rebalance (which begins) or an error for the caller.
    fn serve(self: &Rc<Self>, client: &Client) -> Result<()> {
        while let Some(event) = client.events().next(0) {
            self.hear(client, event)?;
            if self.membership.is_changing() {
                break;
            }
        }
        Ok(())
    }

    /// Serves one event; Err: an error for the caller.
    fn hear(self: &Rc<Self>, client: &Client, event: Event<'_>) -> Result<()> {
        match event {
            Event::Rebalance(given, list) => self.begin_rebalance(given, list),
            Event::Log(level, text) => client.log_unless_told(level, &text),
            Event::Statistics(json) => client.set_statistics(json),
            Event::Error(code, text) => {
                let error = client.error(code, format!("Kafka consumer: {text}"));
                if !error.is_retriable() {
                    return Err(error);
                }
                client.log(4, &error.to_string());
            }
            Event::Fetched(_)
            | Event::Reports(_)
            | Event::Committed(_)
            | Event::TokenWanted
            | Event::End(_)
            | Event::Answer(_)
            | Event::Other => {}
        }
        Ok(())
    }

    /// Waits until something may have come in. False when `deadline` has passed.
    async fn wait(self: &Rc<Self>, deadline: Option<Instant>, wanted: bool) -> Result<bool> {
        let (client, messages) = (self.client()?, self.messages()?);
        let closing = self.closing.notified();
        if let Some(changed) = self.membership.changed() {
            let at = deadline.unwrap_or_else(Instant::now);
            tokio::select! {
                () = changed => {}
                () = closing => {}
                () = sleep_until(at), if deadline.is_some() => return Ok(false),
            }
            return Ok(true);
        }
        self.progress.store(client.native()?);
        // Nobody waits for readiness before he has seen the queue empty: see `client`.
        self.serve(&client)?;
        if self.membership.is_changing() || self.finishing.get() {
            return Ok(true);
        }
        let now = Instant::now();
        let alarm = deadline.unwrap_or(now + self.patience).min(now + self.patience);
        tokio::select! {
            () = client.events().ready() => {}
            () = messages.ready(), if wanted => {}
            () = closing => {}
            () = sleep_until(alarm) => {}
        }
        self.events_at.set(now - EVENTS_EVERY);
        Ok(deadline.is_none_or(|deadline| Instant::now() < deadline))
    }

    /// Leaves the group; its last rebalance is served here.
    async fn leave(self: &Rc<Self>, native: &Arc<Native>) -> Result<()> {
        while let Some(changed) = self.membership.changed() {
            changed.await;
        }
        self.progress.store(native);
        let events = watched(native)?;
        native.leave_group(events.queue()).map_err(|(code, text)| KafkaError::new(code, format!("close: {text}")))?;
        while !native.group_left() {
            while let Some(event) = events.next(0) {
                if let Event::Rebalance(given, list) = event {
                    self.rebalance(native, given, &list).await;
                }
            }
            if !native.group_left() {
                events.ready().await;
            }
        }
        Ok(())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.messages.take();
    }
}

/// A queue for the answer to one request.
pub(super) fn watched(native: &Arc<Native>) -> Result<Watched> {
    Watched::new(Queue::new(native)).map_err(|error| KafkaError::new(code::STATE, error.message))
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("closed", &self.inner.client.borrow().is_none()).finish()
    }
}
