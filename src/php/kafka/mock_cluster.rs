//! `Peregrine\Kafka\MockCluster`

use super::{drain, refused};
use crate::kafka::{MockCluster, Request, Result};
use crate::php::exception::ERROR_NAME;
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Call, Class, Kind, Outcome, Thrown, functions, throw};

/// `Kafka\MockCluster`
pub(in crate::php) const MOCK_CLUSTER: Class = Class {
    name: "Peregrine\\Kafka\\MockCluster",
    doc: concat!(
        "librdkafka's mock brokers: real TCP on 127.0.0.1, for tests and for trying things out. Any process may connect; the\n",
        "methods are for the process that made it, with or without an event loop.\n\n",
        "It keeps everything in memory: of each partition the last 5 MiB as sent, or 100,000 batches. A second member of a\n",
        "group is noticed after `session.timeout.ms` less one second: give consumers 2000. No TLS, SASL or authorisation. The\n",
        "timestamp of a delivery report is not the message's.\n",
    ),
    kind: Kind::Native,
    methods: functions! {
        /// Starts 1 to 16 brokers with ids from 1. They end with the object, but not before the producers and
        /// consumers that this process has open then.
        ///
        /// @throws \ValueError for another number
        /// @throws \Peregrine\Exception when there are no ports or descriptors left
        "public function __construct(int $brokers = 1)" => construct;
        /// The brokers' addresses, for the key `bootstrap.servers`.
        "public function bootstrapServers(): string" => bootstrap_servers;
        /// Creates a topic of 1 to 1,000 partitions. A topic that was not created is made with four when it is first asked
        /// for.
        ///
        /// @throws \Peregrine\Exception\KafkaException when there is one of that name, or name or number are wrong
        "public function createTopic(string $name, int $partitions = 1): void" => create_topic;
        /// Closes a broker's connections and refuses new ones; null: all brokers.
        ///
        /// @throws \Peregrine\Exception\KafkaException when there is no such broker
        "public function brokerDown(?int $broker = null): void" => broker_down;
        /// Lets a broker accept connections again; null: all brokers.
        ///
        /// @throws \Peregrine\Exception\KafkaException when there is no such broker
        "public function brokerUp(?int $broker = null): void" => broker_up;
        /// Delays each answer of a broker by so many milliseconds (0 to 65,535); null: of all brokers.
        ///
        /// @throws \Peregrine\Exception\KafkaException when there is no such broker
        "public function roundTrip(int $milliseconds, ?int $broker = null): void" => round_trip;
        /// Answers the next requests of a kind with these error codes, one each; -195 closes the connection.
        ///
        /// @param string $request Produce, Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator, JoinGroup,
        ///     Heartbeat, SyncGroup or InitProducerId
        /// @throws \ValueError for another request
        "public function failRequests(string $request, int ...$codes): void" => fail_requests;
    },
    ..Class::EMPTY
};

const REQUESTS: &[(&str, Request)] = &[
    ("Produce", Request::Produce),
    ("Fetch", Request::Fetch),
    ("ListOffsets", Request::ListOffsets),
    ("Metadata", Request::Metadata),
    ("OffsetCommit", Request::OffsetCommit),
    ("OffsetFetch", Request::OffsetFetch),
    ("FindCoordinator", Request::FindCoordinator),
    ("JoinGroup", Request::JoinGroup),
    ("Heartbeat", Request::Heartbeat),
    ("SyncGroup", Request::SyncGroup),
    ("InitProducerId", Request::InitProducerId),
];

/// What a MockCluster object carries.
struct Part {
    /// Taken by the drop only.
    cluster: Option<MockCluster>,
    servers: String,
    pid: u32,
}

impl Drop for Part {
    fn drop(&mut self) {
        let cluster = self.cluster.take();
        if self.pid != std::process::id() || tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        if let Some(closed) = drain::all_closed() {
            tokio::task::spawn_local(async move {
                closed.await;
                drop(cluster);
            });
        }
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let brokers = call.long_or(0, 1)?;
    let Ok(brokers) = u16::try_from(brokers) else {
        return Err(call.invalid(0, "must be from 1 to 16").into());
    };
    let cluster = MockCluster::new(brokers).map_err(|error| refused(call, 0, &error))?;
    let servers = cluster.bootstrap_servers();
    Ok(call.construct(Part { cluster: Some(cluster), servers, pid: std::process::id() })?)
}

/// Calls the cluster, whose thread only its own process has.
fn on_cluster(call: &Call<'_>, run: impl FnOnce(&MockCluster) -> Result<()>) -> Outcome {
    let part = call.this::<Part>()?;
    if part.pid != std::process::id() {
        let text = "the MockCluster belongs to the process that made it; here only bootstrapServers() can be asked";
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    part.cluster.as_ref().map_or(Ok(()), run).map_err(|error| thrown(&error).into())
}

fn bootstrap_servers(call: &Call<'_>) -> Outcome<String> {
    Ok(call.this::<Part>()?.servers.clone())
}

fn create_topic(call: &Call<'_>) -> Outcome {
    let name = call.text(0)?;
    let partitions = u16::try_from(call.long_or(1, 1)?).map_err(|_| call.invalid(1, "must be from 1 to 1000"))?;
    on_cluster(call, |cluster| cluster.create_topic(name, partitions))
}

/// Argument `n` as a broker's id.
fn broker(call: &Call<'_>, n: usize) -> std::result::Result<Option<u16>, Thrown> {
    let Some(id) = call.optional_long(n)? else { return Ok(None) };
    let id = u16::try_from(id).ok().filter(|id| *id > 0);
    id.map(Some).ok_or_else(|| call.invalid(n, "must be a broker's id, from 1"))
}

fn broker_down(call: &Call<'_>) -> Outcome {
    let broker = broker(call, 0)?;
    on_cluster(call, |cluster| cluster.broker_down(broker))
}

fn broker_up(call: &Call<'_>) -> Outcome {
    let broker = broker(call, 0)?;
    on_cluster(call, |cluster| cluster.broker_up(broker))
}

fn round_trip(call: &Call<'_>) -> Outcome {
    let ms = u16::try_from(call.long(0)?).map_err(|_| call.invalid(0, "must be from 0 to 65535"))?;
    let broker = broker(call, 1)?;
    on_cluster(call, |cluster| cluster.round_trip(broker, ms))
}

fn fail_requests(call: &Call<'_>) -> Outcome {
    let name = call.text(0)?;
    let known = REQUESTS.iter().find(|(known, _)| *known == name);
    let Some((_, request)) = known else {
        let names: Vec<_> = REQUESTS.iter().map(|(name, _)| *name).collect();
        return Err(call.invalid(0, format!("must be one of {}", names.join(", "))).into());
    };
    let mut codes = Vec::new();
    for n in 1..call.count() {
        let code = i32::try_from(call.long(n)?).map_err(|_| call.invalid(n, "must be an error code of Kafka"))?;
        codes.push(code);
    }
    on_cluster(call, |cluster| {
        cluster.fail_requests(*request, &codes);
        Ok(())
    })
}
