//! The consumer of a group. Loop thread; there is no task behind it: messages, rebalances and log lines are served
//! while somebody waits in `next()`, as `max.poll.interval.ms` wants it. librdkafka assigns and revokes partitions by
//! itself (`partition.assignment.strategy`, eager or cooperative).

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::time::{Instant, sleep_until};
use tokio::sync::Notify;

use super::client::{Client, Log, Watched};
use super::config::Config;
use super::error::{KafkaError, Result, code};
use super::message::{Message, TopicPartition, from_list, to_list};
use super::sys::{Event, Kind, Native, PartitionList, Queue};
use crate::error::Result as CoreResult;

/// Reads topics as a member of a group. `close()` it: a drop leaves the group as well, but may block up to a second.
pub struct Consumer {
    /// `None` when closed.
    client: RefCell<Option<Rc<Client>>>,
    /// Wakes those who wait in `next()`.
    closing: Notify,
}

impl Consumer {
    /// Starts a consumer in this process and on this thread's loop; `group.id` is required.
    pub fn new(config: &Config, log: Log) -> CoreResult<Consumer> {
        let client = Rc::new(Client::new(Kind::Consumer, config, log)?);
        Ok(Consumer { client: RefCell::new(Some(client)), closing: Notify::new() })
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
        let client = self.client()?;
        let result = client.native()?.subscribe(&list);
        result.map_err(|code| KafkaError::of(code, doing()))
    }

    /// The next message; `None` when none came within `timeout` (`None`: no limit). Errors that librdkafka recovers
    /// from by itself are logged; one that needs somebody to do something is returned, and reading can go on unless
    /// it [`is_fatal`](KafkaError::is_fatal).
    pub async fn next(&self, timeout: Option<Duration>) -> Result<Option<Message>> {
        let deadline = timeout.map(|t| Instant::now() + t);
        // A consumer whose buffer is full would otherwise never let another task run.
        tokio::task::coop::consume_budget().await;
        loop {
            let client = self.client()?;
            client.native()?;
            match serve(&client) {
                Some(Ok(message)) => return Ok(Some(message)),
                Some(Err(error)) => return Err(client.explained(error).await),
                None => {}
            }
            tokio::select! {
                () = client.events().ready() => {}
                () = self.closing.notified() => {}
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => return Ok(None),
            }
        }
    }

    /// Commits the offsets behind everything `next()` has returned so far and waits for the broker's answer. Nothing
    /// new to commit is no error.
    pub async fn commit(&self) -> Result<()> {
        self.commit_list(None).await
    }

    /// Commits the offset behind this message, and with it everything before it in its partition.
    pub async fn commit_message(&self, message: &Message) -> Result<()> {
        let (topic, partition, offset) = (message.topic.clone(), message.partition, Some(message.offset + 1));
        self.commit_offsets(&[TopicPartition { topic, partition, offset }]).await
    }

    /// Commits these offsets: of each partition the next one to read. All must have an offset.
    pub async fn commit_offsets(&self, offsets: &[TopicPartition]) -> Result<()> {
        if offsets.is_empty() || offsets.iter().any(|o| o.offset.is_none_or(|n| n < 0) || o.partition < 0) {
            return Err(KafkaError::of(code::INVALID_ARG, "commit: each element needs a partition and an offset"));
        }
        self.commit_list(Some(to_list(offsets))).await
    }

    /// The partitions assigned to this member now, without offsets. Empty until the group has agreed, which takes
    /// calls of `next()`.
    pub fn assignment(&self) -> Result<Vec<TopicPartition>> {
        let client = self.client()?;
        let list = client.native()?.assignment().map_err(|code| KafkaError::of(code, "assignment"))?;
        Ok(from_list(&list).into_iter().map(|p| TopicPartition { offset: None, ..p }).collect())
    }

    /// Of each assigned partition the offset `next()` will read next; `None` before its first message.
    pub fn positions(&self) -> Result<Vec<TopicPartition>> {
        let mut list = to_list(&self.assignment()?);
        let client = self.client()?;
        client.native()?.position(&mut list).map_err(|code| KafkaError::of(code, "positions"))?;
        Ok(from_list(&list))
    }

    /// The group's committed offsets of these partitions, asked from the broker; `None` where there is none. One of
    /// tokio's blocking threads waits meanwhile.
    pub async fn committed(&self, partitions: &[TopicPartition], timeout: Duration) -> Result<Vec<TopicPartition>> {
        let native = self.client()?.native()?.clone();
        let mut list = to_list(partitions);
        let ms = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        let asked = tokio::task::spawn_blocking(move || native.committed(&mut list, ms).map(|()| list)).await;
        let answer = asked.unwrap_or(Err(code::STATE)); // the runtime is shutting down
        answer.map(|list| from_list(&list)).map_err(|code| KafkaError::of(code, "committed offsets"))
    }

    /// Stops fetching these partitions (their offsets are not looked at); they stay assigned.
    pub fn pause(&self, partitions: &[TopicPartition]) -> Result<()> {
        let client = self.client()?;
        let result = client.native()?.pause(&mut to_list(partitions), true);
        result.map_err(|code| KafkaError::of(code, "pause"))
    }

    /// Goes on fetching these partitions.
    pub fn resume(&self, partitions: &[TopicPartition]) -> Result<()> {
        let client = self.client()?;
        let result = client.native()?.pause(&mut to_list(partitions), false);
        result.map_err(|code| KafkaError::of(code, "resume"))
    }

    /// Commits what `enable.auto.commit` would have, leaves the group and ends librdkafka's threads, all without
    /// blocking the loop. After `deadline` it ends without the broker's word, and the group notices when
    /// `session.timeout.ms` is over. From then on every call fails; a second close does nothing.
    pub async fn close(&self, deadline: Duration) -> Result<()> {
        let Some(client) = self.client.borrow_mut().take() else {
            return Ok(());
        };
        self.closing.notify_waiters();
        let native = client.native()?.clone();
        let left = match crate::time::timeout(deadline, leave(&native)).await {
            Ok(left) => left,
            Err(_) => Err(KafkaError::of(code::TIMED_OUT, "close: leave the group")),
        };
        if left.is_err() {
            native.abandon_group();
        }
        drop(native);
        if let Some(client) = Rc::into_inner(client) {
            client.end().await;
        }
        left
    }

    async fn commit_list(&self, list: Option<PartitionList>) -> Result<()> {
        let native = self.client()?.native()?.clone();
        let answer = watched(&native)?;
        let sent = native.commit(list.as_ref(), answer.queue());
        sent.map_err(|code| KafkaError::of(code, "commit"))?;
        loop {
            while let Some(event) = answer.next(0) {
                match event {
                    Event::Committed(0 | code::NO_OFFSET) => return Ok(()),
                    Event::Committed(code) => {
                        return Err(self.client()?.error(code, KafkaError::of(code, "commit").to_string()));
                    }
                    _ => {}
                }
            }
            answer.ready().await;
        }
    }

    fn client(&self) -> Result<Rc<Client>> {
        self.client.borrow().clone().ok_or_else(|| KafkaError::closed("consumer"))
    }
}

/// Leaves the group; its last rebalance is served here.
async fn leave(native: &std::sync::Arc<Native>) -> Result<()> {
    let events = watched(native)?;
    native.leave_group(events.queue()).map_err(|(code, text)| KafkaError::new(code, format!("close: {text}")))?;
    while !native.group_left() {
        while events.next(0).is_some() {}
        if !native.group_left() {
            events.ready().await;
        }
    }
    Ok(())
}

fn watched(native: &std::sync::Arc<Native>) -> Result<Watched> {
    Watched::new(Queue::new(native)).map_err(|error| KafkaError::new(code::STATE, error.message))
}

/// Serves events until one is a message or an error for the caller; `None` when the queue is empty.
fn serve(client: &Client) -> Option<Result<Message>> {
    while let Some(event) = client.events().next(0) {
        match event {
            Event::Fetched(mut messages) => {
                if let Some(raw) = messages.next() {
                    return Some(Ok(Message::read(&raw)));
                }
            }
            Event::Log(level, text) => client.log(level, &text),
            Event::Error(code, text) => {
                let error = client.error(code, format!("Kafka consumer: {text}"));
                if !error.is_retriable() {
                    return Some(Err(error));
                }
                client.log(4, &error.to_string());
            }
            Event::Reports(_) | Event::Committed(_) | Event::TokenWanted | Event::End(_) | Event::Other => {}
        }
    }
    None
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("closed", &self.client.borrow().is_none()).finish()
    }
}
