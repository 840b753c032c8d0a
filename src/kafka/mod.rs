//! Kafka: [`Producer`], [`Consumer`] and [`MockCluster`] over librdkafka, for one tokio `LocalRuntime` thread.
//!
//! librdkafka's own threads do the network; its events arrive through an eventfd that the loop watches, so reports
//! and messages are handled on the loop thread, without a thread that polls and without locks of ours. Clients are
//! made after the fork: a forked child that uses its parent's client gets an error. No PHP here, no retries beyond
//! librdkafka's own.

pub mod admin;
mod auth;
mod client;
mod config;
mod consumer;
mod counts;
mod defaults;
mod error;
mod keys;
mod membership;
mod message;
mod mock;
mod offsets;
mod producer;
mod progress;
mod record;
mod reports;
mod sys;
mod topic_reader;
mod transactions;

pub use admin::Admin;
pub use auth::{Asked, Reason, Token, TokenSource, claims};
pub use client::Log;
pub use config::Config;
pub use consumer::Consumer;
pub use counts::{Counts, counts};
pub use error::{KafkaError, Result};
pub use membership::{Change, OnRebalance};
pub use message::{Arrived, Message, TopicPartition};
pub use mock::{MockCluster, Request};
pub use producer::Producer;
pub use record::{Delivery, FailedRecord, Header, Headers, Record};
pub use topic_reader::{Met, TopicReader};
