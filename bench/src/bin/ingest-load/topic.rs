//! The other end: reads the topic from where it stood before the load, on a thread of its own.
//!
//! The embedded cluster keeps 100,000 messages a partition and ends with the server, so reading goes on all the time
//! and as closely behind the producers as the mock allows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::ledger::Ledger;

const CALL: Duration = Duration::from_secs(10);

/// A mock cluster in this process.
pub(crate) fn own_cluster(topic: &str) -> Result<MockCluster<'static, DefaultProducerContext>, String> {
    let cluster = MockCluster::new(1).map_err(|error| format!("mock cluster: {error}"))?;
    cluster.create_topic(topic, 4, 1).map_err(|error| format!("mock cluster, topic {topic}: {error}"))?;
    Ok(cluster)
}

/// Whether the topic was read to its end, or the cluster went away before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    ToTheEnd,
    UntilTheClusterEnded,
}

pub(crate) struct Reader {
    thread: JoinHandle<Read>,
    ending: Arc<AtomicBool>,
}

impl Reader {
    /// Returns when the position to read from is fixed, so nothing sent from now on is missed.
    pub(crate) fn start(brokers: &str, topic: &str, ledger: Arc<Mutex<Ledger>>) -> Result<Reader, String> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .set("group.id", "ingest-load")
            .set("enable.auto.commit", "false")
            .set("allow.auto.create.topics", "true")
            .set("fetch.wait.max.ms", "10")
            .set("fetch.error.backoff.ms", "10")
            .create()
            .map_err(|error| format!("consumer: {error}"))?;
        let positions = Positions::at_end(&consumer, topic)?;
        consumer.assign(&positions.list(topic)).map_err(|error| format!("assign {topic}: {error}"))?;
        let ending = Arc::new(AtomicBool::new(false));
        let (flag, topic) = (ending.clone(), topic.to_owned());
        let thread = std::thread::spawn(move || read(&consumer, &topic, positions, (&ledger, &flag)));
        Ok(Reader { thread, ending })
    }

    /// Reads what is left, now that nobody writes any more.
    pub(crate) fn finish(self) -> Read {
        self.ending.store(true, Ordering::Release);
        self.thread.join().expect("the reader does not panic")
    }
}

/// The next offset to read, by partition.
struct Positions(BTreeMap<i32, i64>);

impl Positions {
    fn at_end(consumer: &BaseConsumer, topic: &str) -> Result<Positions, String> {
        let deadline = Instant::now() + CALL;
        loop {
            let metadata = consumer.fetch_metadata(Some(topic), CALL).map_err(|error| format!("metadata: {error}"))?;
            let partitions: Vec<i32> = metadata.topics().iter().flat_map(|t| t.partitions()).map(|p| p.id()).collect();
            let ends = partitions.iter().map(|&p| Ok((p, end_of(consumer, topic, p)?)));
            match ends.collect::<Result<BTreeMap<_, _>, String>>() {
                Ok(ends) if !ends.is_empty() => return Ok(Positions(ends)),
                found if Instant::now() > deadline => {
                    let missing = format!("there is no topic {topic}, and asking for it did not create it");
                    return Err(found.err().unwrap_or(missing));
                }
                // Created by the first question: a moment later it is there, and another later it has leaders.
                _ => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    fn list(&self, topic: &str) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for (&partition, &offset) in &self.0 {
            list.add_partition_offset(topic, partition, Offset::Offset(offset)).expect("offsets from 0 are valid");
        }
        list
    }

    /// Whether everything up to the present ends was read.
    fn reached_ends(&self, consumer: &BaseConsumer, topic: &str) -> Result<bool, String> {
        for (&partition, &position) in &self.0 {
            if position < end_of(consumer, topic, partition)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn end_of(consumer: &BaseConsumer, topic: &str, partition: i32) -> Result<i64, String> {
    let (_, end) = consumer.fetch_watermarks(topic, partition, CALL).map_err(|error| format!("watermarks: {error}"))?;
    Ok(end)
}

fn read(
    consumer: &BaseConsumer,
    topic: &str,
    mut at: Positions,
    (ledger, ending): (&Mutex<Ledger>, &AtomicBool),
) -> Read {
    loop {
        match consumer.poll(Duration::from_millis(200)) {
            Some(Ok(message)) => {
                at.0.insert(message.partition(), message.offset() + 1);
                if let (Some(key), Some(value)) = (message.key(), message.payload()) {
                    ledger.lock().expect("no thread panics with it").see(key, value);
                }
            }
            // Errors are a broker that went away: told by the watermarks, once it matters.
            Some(Err(_)) | None if ending.load(Ordering::Acquire) => match at.reached_ends(consumer, topic) {
                Ok(true) => return Read::ToTheEnd,
                Ok(false) => {}
                Err(_) => return Read::UntilTheClusterEnded,
            },
            Some(Err(_)) | None => {}
        }
    }
}
