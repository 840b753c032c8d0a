//! Asking and changing what the brokers keep: topics, configurations, groups, offsets, ACLs. Loop thread; each request is
//! answered on a queue of its own.

use std::sync::Arc;
use std::time::Duration;

use super::client::Log;
use super::config::Config;
use super::consumer::watched;
use super::error::{KafkaError, Result, code};
use super::message::{TopicPartition, to_list};
use super::producer::Producer;
use super::sys::{Answer, Event, Native, Refusal, Request};
use crate::error::Result as CoreResult;

/// The kind of a topic's configuration.
pub(super) const TOPIC: i32 = 2;

/// A topic to create.
#[derive(Debug, Clone, Copy)]
pub struct NewTopic<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many partitions; -1: the brokers' default.
    pub partitions: i32,
    /// On how many brokers each; -1: the brokers' default.
    pub replicas: i32,
    /// Configuration that differs from the brokers' defaults.
    pub config: &'a [(String, String)],
}

/// A key of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct ConfigEntry {
    pub name: String,
    /// `None` for one that has none, or is secret.
    pub value: Option<String>,
    pub is_default: bool,
    pub is_read_only: bool,
    pub is_sensitive: bool,
}

/// A consumer group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its `group.id`.
    pub id: String,
    /// `Stable`, `Empty`, `PreparingRebalance`, …
    pub state: String,
    /// How partitions are shared out; empty when only the list was asked for.
    pub assignor: String,
    /// Its members; empty when only the list was asked for.
    pub members: Vec<Member>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Member {
    pub id: String,
    pub client_id: String,
    pub instance_id: Option<String>,
    pub host: String,
    pub partitions: Vec<TopicPartition>,
}

/// An ACL, or a filter over them; the numbers are the protocol's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Acl {
    pub resource: i32,
    pub name: Option<String>,
    pub pattern: i32,
    pub principal: Option<String>,
    pub host: Option<String>,
    pub operation: i32,
    pub permission: i32,
}

/// The brokers and their topics.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Cluster {
    pub id: String,
    pub controller: Option<i32>,
    pub brokers: Vec<Broker>,
    pub topics: Vec<Topic>,
}

/// A broker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Broker {
    pub id: i32,
    pub host: String,
    pub port: i32,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Topic {
    pub name: String,
    pub partitions: Vec<Partition>,
}

/// A partition, and the ids of the brokers that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub struct Partition {
    pub id: i32,
    pub leader: Option<i32>,
    pub replicas: Vec<i32>,
    pub in_sync: Vec<i32>,
}

/// Asks and changes. It is a producer that sends nothing: librdkafka has no kind of its own for this.
pub struct Admin {
    client: Producer,
    timeout: Duration,
}

impl Admin {
    /// Starts a client in this process and on this thread's loop. Each request may take `timeout`.
    pub fn new(config: &Config, timeout: Duration, log: Log) -> CoreResult<Admin> {
        let mut config = config.clone();
        if config.get("enable.idempotence").is_none() {
            config.set("enable.idempotence", "false"); // it would ask the brokers for a producer's id
        }
        Ok(Admin { client: Producer::new(&config, log)?, timeout })
    }

    /// Ends librdkafka's threads; from then on every call fails.
    pub async fn close(&self) {
        let _ = self.client.close(Duration::ZERO).await; // nothing is queued
    }

    /// Creates a topic.
    pub async fn create_topic(&self, topic: &NewTopic<'_>) -> Result<()> {
        self.ask(&format!("create topic {}", topic.name), |r| r.create_topic(topic), |a| a.topic()).await
    }

    /// Deletes a topic.
    pub async fn delete_topic(&self, name: &str) -> Result<()> {
        self.ask(&format!("delete topic {name}"), |r| r.delete_topic(name), |a| a.topic()).await
    }

    /// Gives a topic so many partitions in all, more than it has.
    pub async fn create_partitions(&self, topic: &str, total: usize) -> Result<()> {
        let doing = format!("give topic {topic} {total} partitions");
        self.ask(&doing, |r| r.create_partitions(topic, total), |a| a.topic()).await
    }

    /// The configuration of a topic ([`TOPIC`]) or broker (kind 4).
    pub async fn describe_config(&self, kind: i32, name: &str) -> Result<Vec<ConfigEntry>> {
        self.ask(&format!("describe config of {name}"), |r| r.describe_config(kind, name), |a| a.config()).await
    }

    /// Sets keys of a configuration, or gives them back their defaults (`None`); the others stay.
    pub async fn alter_config(&self, kind: i32, name: &str, set: &[(String, Option<String>)]) -> Result<()> {
        let doing = format!("alter config of {name}");
        self.ask(&doing, |r| r.alter_config((kind, name), set), |a| a.config()).await.map(drop)
    }

    /// All groups, without members.
    pub async fn groups(&self) -> Result<Vec<Group>> {
        self.ask("list groups", |r| r.list_groups(), |a| a.groups()).await
    }

    /// A group with its members. One that does not exist is `Dead`.
    pub async fn describe_group(&self, group: &str) -> Result<Option<Group>> {
        let doing = format!("describe group {group}");
        self.ask(&doing, |r| r.describe_group(group), |a| a.groups()).await.map(|mut groups| groups.pop())
    }

    /// Deletes a group, which must have no members.
    pub async fn delete_group(&self, group: &str) -> Result<()> {
        self.ask(&format!("delete group {group}"), |r| r.delete_group(group), |a| a.offsets()).await.map(drop)
    }

    /// All offsets a group has committed.
    pub async fn group_offsets(&self, group: &str) -> Result<Vec<TopicPartition>> {
        self.ask(&format!("list offsets of group {group}"), |r| r.group_offsets(group), |a| a.offsets()).await
    }

    /// Sets offsets of a group, which must have no members.
    pub async fn alter_group_offsets(&self, group: &str, offsets: &[TopicPartition]) -> Result<()> {
        let doing = format!("alter offsets of group {group}");
        if offsets.is_empty() {
            return Err(KafkaError::of(code::INVALID_ARG, doing)); // librdkafka would end the process
        }
        let list = to_list(offsets);
        self.ask(&doing, |r| r.alter_offsets(group, &list), |a| a.offsets()).await.map(drop)
    }

    /// Lets a group forget its offsets of these partitions, whose topic it must not be subscribed to.
    pub async fn delete_group_offsets(&self, group: &str, partitions: &[TopicPartition]) -> Result<()> {
        let (doing, list) = (format!("delete offsets of group {group}"), to_list(partitions));
        self.ask(&doing, |r| r.delete_offsets(group, &list), |a| a.offsets()).await.map(drop)
    }

    /// Creates an ACL.
    pub async fn create_acl(&self, acl: &Acl) -> Result<()> {
        self.ask("create an ACL", |r| r.create_acl(acl), |a| a.acls()).await.map(drop)
    }

    /// The ACLs that match.
    pub async fn acls(&self, filter: &Acl) -> Result<Vec<Acl>> {
        self.ask("describe ACLs", |r| r.describe_acls(filter), |a| a.acls()).await
    }

    /// Deletes the ACLs that match, and says which they were.
    pub async fn delete_acls(&self, filter: &Acl) -> Result<Vec<Acl>> {
        self.ask("delete ACLs", |r| r.delete_acls(filter), |a| a.acls()).await
    }

    /// The brokers and all topics. One of tokio's blocking threads waits meanwhile.
    pub async fn cluster(&self) -> Result<Cluster> {
        let native = self.client.inner.client()?.native()?.clone();
        let ms = self.ms();
        let asked = tokio::task::spawn_blocking(move || native.cluster(ms)).await;
        asked.unwrap_or(Err(code::STATE)).map_err(|code| KafkaError::of(code, "describe the cluster"))
    }

    fn ms(&self) -> i32 {
        i32::try_from(self.timeout.as_millis()).unwrap_or(i32::MAX)
    }

    async fn ask<T>(
        &self,
        doing: &str,
        begin: impl FnOnce(&Request<'_>) -> std::result::Result<(), Refusal>,
        read: impl Fn(&Answer<'_>) -> std::result::Result<T, Refusal>,
    ) -> Result<T> {
        let native = self.client.inner.client()?.native()?.clone();
        answer(&native, self.ms(), begin, read)
            .await
            .map_err(|error| KafkaError::new(error.code(), format!("{doing}: {error}")))
    }
}

/// Asks through any client, which `native` is, and waits up to `ms` for the answer.
pub(super) async fn answer<T>(
    native: &Arc<Native>,
    ms: i32,
    begin: impl FnOnce(&Request<'_>) -> std::result::Result<(), Refusal>,
    read: impl Fn(&Answer<'_>) -> std::result::Result<T, Refusal>,
) -> Result<T> {
    let answers = watched(native)?;
    let said = |(code, text): Refusal| KafkaError::new(code, text);
    begin(&Request { native, queue: answers.queue(), ms }).map_err(said)?;
    loop {
        while let Some(event) = answers.next(0) {
            if let Event::Answer(answer) = event {
                return read(&answer).map_err(said);
            }
        }
        answers.ready().await;
    }
}

impl std::fmt::Debug for Admin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Admin").field("timeout", &self.timeout).finish()
    }
}
