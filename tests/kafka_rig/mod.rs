//! What the Kafka tests share: a loop, clients of a mock cluster, and reading a topic to a known count.
#![allow(dead_code, missing_docs, unreachable_pub)] // shared by test files of which none uses everything

use std::future::Future;
use std::time::Duration;

use peregrine::kafka::{Config, Consumer, Message, MockCluster, Producer};

/// Longer than anything should take on a machine that does other things too.
pub const LONG: Duration = Duration::from_secs(60);

pub fn no_log(_: u8, _: &str) {}

/// Runs a test on a loop like a worker's, and fails it when it hangs.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::LocalRuntime::new().unwrap();
    runtime.block_on(async { tokio::time::timeout(LONG * 2, test).await.expect("the test hangs") });
}

pub fn config(cluster: &MockCluster, pairs: &[(&str, &str)]) -> Config {
    let mut config = Config::new();
    config.set("bootstrap.servers", cluster.bootstrap_servers());
    let group = pairs.iter().any(|(key, _)| *key == "group.id");
    if group {
        // The mock brokers end each rebalance but a group's first one second before the session timeout; a shorter one would
        // be over for members that get no CPU for a while.
        config.set("session.timeout.ms", "3000").set("heartbeat.interval.ms", "200");
    }
    for (key, value) in pairs {
        config.set(*key, *value);
    }
    config
}

pub fn producer(cluster: &MockCluster, pairs: &[(&str, &str)]) -> Producer {
    Producer::new(&config(cluster, pairs), no_log).unwrap()
}

/// A consumer that begins at the beginning and commits by hand.
pub fn consumer(cluster: &MockCluster, pairs: &[(&str, &str)]) -> Consumer {
    let mut config = config(cluster, pairs);
    config.set("auto.offset.reset", "earliest").set("enable.auto.commit", "false");
    Consumer::new(&config, no_log).unwrap()
}

/// The first `count` messages of a topic, in the order they are read.
pub async fn all_messages(cluster: &MockCluster, topic: &str, count: usize) -> Vec<Message> {
    let consumer = consumer(cluster, &[("group.id", &format!("reader of {topic}"))]);
    consumer.subscribe(&[topic]).unwrap();
    let mut messages = Vec::new();
    while messages.len() < count {
        messages.push(consumer.next(Some(LONG)).await.unwrap().expect("a message"));
    }
    consumer.close(LONG).await.unwrap();
    messages
}
