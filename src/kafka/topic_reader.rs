//! Reads all partitions of a topic from given offsets on, without being a member of a group, and tells when the end of each
//! is reached. Nothing is committed: whoever reads keeps the offsets. Loop thread.

use std::time::{Duration, Instant};

use super::admin::{TOPIC, answer};
use super::client::{Client, Log};
use super::config::Config;
use super::error::{KafkaError, Result, code};
use super::message::Message;
use super::sys::{Event, Kind, PartitionList};
use crate::error::{Error, Result as CoreResult};

/// From the first message that is kept.
const BEGINNING: i64 = -2;

/// How long a thread waits for an answer before it asks again; a connection that is being made goes on meanwhile.
const SLICE_MS: i32 = 500;

/// What the reader lives by.
const FORCED: [(&str, &str); 4] = [
    ("enable.partition.eof", "true"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("auto.offset.reset", "error"),
];

/// What a reader meets.
#[derive(Debug)]
pub enum Met {
    /// A message.
    Message(Message),
    /// There is nothing more in this partition, for now.
    End(i32),
    /// The offset that was to be read from is not kept any more.
    Gap(String),
}

/// Reads one topic.
pub struct TopicReader {
    client: Option<Client>,
    topic: String,
}

impl TopicReader {
    /// Checks a configuration without making a client of it: also before a fork.
    pub fn check(config: &Config) -> CoreResult<()> {
        if let Some((key, _)) = FORCED.iter().find(|(key, _)| config.get(key).is_some()) {
            return Err(Error::invalid(format!(
                "{key} follows from what is read here: a whole topic, for nobody else; remove it"
            )));
        }
        let config = complete(config);
        config.login()?;
        config.native(Kind::Consumer).map(drop)
    }

    /// Starts a consumer in this process and on this thread's loop.
    pub fn new(config: &Config, topic: &str, log: Log) -> CoreResult<TopicReader> {
        let client = Client::new(Kind::Consumer, &complete(config), log)?;
        Ok(TopicReader { client: Some(client), topic: topic.to_owned() })
    }

    fn client(&self) -> Result<&Client> {
        self.client.as_ref().ok_or_else(|| KafkaError::closed("reader"))
    }

    /// How many partitions the topic has now. One of tokio's blocking threads waits meanwhile, in slices: the end of a
    /// process waits for the one that is under way.
    pub async fn partitions(&self, timeout: Duration) -> Result<i32> {
        let until = Instant::now() + timeout;
        let client = self.client()?;
        let answer = loop {
            let (native, topic) = (client.native()?.clone(), self.topic.clone());
            let asked = tokio::task::spawn_blocking(move || native.partition_count(&topic, SLICE_MS)).await;
            let answer = asked.unwrap_or(Err(code::STATE)); // the runtime is shutting down
            if Instant::now() >= until || !matches!(answer, Err(code::TIMED_OUT | code::TRANSPORT)) {
                break answer;
            }
        };
        answer.map_err(|code| {
            let error = KafkaError::of(code, format!("partitions of topic {}", self.topic));
            match client.trouble() {
                Some(trouble) => KafkaError::new(code, format!("{error} ({trouble})")),
                None => error,
            }
        })
    }

    /// How long the topic keeps a tombstone after it was compacted (`delete.retention.ms`): who did not read for longer may
    /// never hear of a deletion. `None` when the brokers do not say, or may not.
    pub async fn tombstones_kept(&self, timeout: Duration) -> Option<Duration> {
        let native = self.client().ok()?.native().ok()?.clone();
        let ms = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        let config = answer(&native, ms, |r| r.describe_config(TOPIC, &self.topic), |a| a.config()).await.ok()?;
        let kept = config.into_iter().find(|entry| entry.name == "delete.retention.ms")?.value?;
        kept.parse().ok().map(Duration::from_millis)
    }

    /// Reads partition 0 and so on, each from its offset; `None`: from the beginning.
    pub fn assign(&self, offsets: &[Option<i64>]) -> Result<()> {
        let mut list = PartitionList::new(offsets.len());
        for (partition, offset) in offsets.iter().enumerate() {
            list.add(&self.topic, partition as i32, offset.unwrap_or(BEGINNING));
        }
        let assigned = self.client()?.native()?.assign(Some(&list));
        assigned.map_err(|code| KafkaError::of(code, format!("read topic {}", self.topic)))
    }

    /// The next thing. Errors that librdkafka recovers from by itself are logged.
    pub async fn next(&self) -> Result<Met> {
        tokio::task::coop::consume_budget().await;
        let client = self.client()?;
        loop {
            client.native()?;
            match serve(client) {
                Some(Ok(met)) => return Ok(met),
                Some(Err(error)) => return Err(client.explained(error).await),
                None => client.events().ready().await,
            }
        }
    }

    /// Ends librdkafka's threads without blocking the loop.
    pub async fn close(mut self) {
        if let Some(client) = self.client.take() {
            client.end().await;
        }
    }
}

/// What the reader needs, whatever else is configured.
fn complete(config: &Config) -> Config {
    let mut config = config.clone();
    if config.get("group.id").is_none_or(str::is_empty) {
        config.set("group.id", "peregrine-table-view"); // librdkafka wants one, and nobody joins it
    }
    FORCED.iter().for_each(|(key, value)| config.force(key, value));
    config
}

fn serve(client: &Client) -> Option<Result<Met>> {
    while let Some(event) = client.events().next(0) {
        match event {
            Event::Fetched(mut messages) => {
                if let Some(raw) = messages.next() {
                    return Some(Ok(Met::Message(Message::read(&raw))));
                }
            }
            Event::End(partition) => return Some(Ok(Met::End(partition))),
            Event::Log(level, text) => client.log_unless_told(level, &text),
            Event::Error(code::AUTO_OFFSET_RESET, text) => return Some(Ok(Met::Gap(text))),
            Event::Error(number, text) => {
                client.set_trouble(&text);
                let error = client.error(number, format!("Kafka reader: {text}"));
                if !error.is_retriable() {
                    return Some(Err(error));
                }
                client.log(4, &error.to_string());
            }
            _ => {}
        }
    }
    None
}
