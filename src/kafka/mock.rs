//! librdkafka's mock brokers: real TCP on loopback, usable by every process, for tests and as the embedded default.
//! They run on a thread of librdkafka's; no loop is needed.
//!
//! What it does not do:
//! - It keeps everything in memory, and of each partition only the last 5 MiB (as sent: compressed records count
//!   compressed) or 100,000 batches, whichever is less. librdkafka has no call to raise either; more partitions keep
//!   more, because the limit is for each.
//! - A group's first member is served at once, each later change of its members only after its `session.timeout.ms` less
//!   one second, which by default is 44 s: give consumers of a mock cluster 2,000.
//! - It stamps acknowledgements with a time of its own (1234); the records keep theirs.
//! - No SASL, no TLS, no authorisation, no CreateTopics (a topic that is asked for is made with four partitions).

use std::ffi::CString;

use super::error::{KafkaError, Result, code};
use super::sys::{Conf, Kind, Mock, Native};
use crate::error::{Error, Result as CoreResult};

/// A cluster that lives as long as this value; dropping it closes every connection to it.
pub struct MockCluster {
    mock: Mock,
}

/// Requests that can be made to fail; the numbers are the protocol's API keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i16)]
#[allow(missing_docs)] // the names are the protocol's
pub enum Request {
    Produce = 0,
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    OffsetFetch = 9,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    SyncGroup = 14,
    InitProducerId = 22,
}

impl MockCluster {
    /// Starts 1 to 16 brokers with ids from 1, each on a free port of 127.0.0.1. A new consumer group begins at once
    /// instead of after the 3 seconds a broker gives its members to arrive.
    pub fn new(brokers: u16) -> CoreResult<MockCluster> {
        if !(1..=16).contains(&brokers) {
            return Err(Error::invalid(format!("a mock cluster has 1 to 16 brokers, not {brokers}")));
        }
        let native = Native::new(Kind::Producer, Conf::new()).map_err(Error::invalid)?;
        let mock = Mock::new(native, brokers.into())
            .ok_or_else(|| Error::os("start the mock Kafka cluster (are there free ports and descriptors?)"))?;
        mock.group_delay(0);
        Ok(MockCluster { mock })
    }

    /// The brokers' addresses, for the key `bootstrap.servers`.
    pub fn bootstrap_servers(&self) -> String {
        self.mock.bootstrap_servers()
    }

    /// Creates a topic of 1 to 1,000 partitions, each on as many brokers as there are, up to three. Without it the
    /// first request makes the topic with four.
    pub fn create_topic(&self, name: &str, partitions: u16) -> Result<()> {
        let doing = format!("create topic {name:?} with {partitions} partitions");
        let invalid = || KafkaError::of(code::INVALID_ARG, &doing);
        let name = CString::new(name).ok().filter(|n| (1..=249).contains(&n.count_bytes())).ok_or_else(invalid)?;
        if !(1..=1000).contains(&partitions) {
            return Err(invalid());
        }
        let brokers = self.bootstrap_servers().split(',').count().min(3);
        self.mock.create_topic(&name, partitions.into(), brokers as i32).map_err(|code| KafkaError::of(code, doing))
    }

    /// Closes a broker's connections and refuses new ones. `None`: all brokers.
    pub fn broker_down(&self, broker: Option<u16>) -> Result<()> {
        self.on_broker("stop", broker, |id| self.mock.set_up(id, false))
    }

    /// Lets a broker accept connections again. `None`: all brokers.
    pub fn broker_up(&self, broker: Option<u16>) -> Result<()> {
        self.on_broker("start", broker, |id| self.mock.set_up(id, true))
    }

    /// Delays each answer of a broker by `ms` milliseconds. `None`: all brokers.
    pub fn round_trip(&self, broker: Option<u16>, ms: u16) -> Result<()> {
        self.on_broker("delay", broker, |id| self.mock.round_trip(id, ms.into()))
    }

    /// Answers the next `codes.len()` requests of a kind with these codes; -195 (`_TRANSPORT`) closes the connection.
    pub fn fail_requests(&self, request: Request, codes: &[i32]) {
        self.mock.push_errors(request as i16, codes);
    }

    fn on_broker(
        &self,
        doing: &str,
        broker: Option<u16>,
        call: impl Fn(i32) -> std::result::Result<(), i32>,
    ) -> Result<()> {
        let which = broker.map_or("all mock brokers".to_owned(), |id| format!("mock broker {id}"));
        call(broker.map_or(-1, i32::from)).map_err(|code| KafkaError::of(code, format_args!("{doing} {which}")))
    }
}

impl std::fmt::Debug for MockCluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MockCluster").field(&self.bootstrap_servers()).finish()
    }
}
