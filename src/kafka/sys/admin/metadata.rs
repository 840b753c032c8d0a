//! What the brokers say about themselves and their topics. Blocks: on a thread that is not the loop's.

use std::ffi::c_int;

use rdkafka::bindings as c;

use crate::kafka::admin::{Broker, Cluster, Partition, Topic};
use crate::kafka::sys::Native;
use crate::kafka::sys::code::{check, owned};

struct Metadata(*const c::rd_kafka_metadata);

impl Drop for Metadata {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_metadata_destroy(self.0) };
    }
}

/// An array inside the metadata.
///
/// # Safety
/// `start` and `count` are librdkafka's, and the metadata is alive for `'a`.
unsafe fn slice<'a, T>(start: *const T, count: c_int) -> &'a [T] {
    if start.is_null() || count <= 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(start, count as usize) }
}

fn partition(raw: &c::rd_kafka_metadata_partition) -> Partition {
    // SAFETY: part of live metadata.
    let (replicas, in_sync) = unsafe { (slice(raw.replicas, raw.replica_cnt), slice(raw.isrs, raw.isr_cnt)) };
    let leader = (raw.leader >= 0).then_some(raw.leader);
    Partition { id: raw.id, leader, replicas: replicas.to_vec(), in_sync: in_sync.to_vec() }
}

fn topic(raw: &c::rd_kafka_metadata_topic) -> Topic {
    // SAFETY: part of live metadata.
    let partitions = unsafe { slice(raw.partitions, raw.partition_cnt) };
    Topic { name: owned(raw.topic), partitions: partitions.iter().map(partition).collect() }
}

impl Native {
    /// Everything about the cluster.
    pub(crate) fn cluster(&self, ms: i32) -> Result<Cluster, i32> {
        let mut raw = std::ptr::null();
        // SAFETY: a live client and an out-parameter; null: all topics.
        let asked = unsafe { c::rd_kafka_metadata(self.raw(), 1, std::ptr::null_mut(), &mut raw, ms) };
        check(asked as c_int)?;
        let metadata = Metadata(raw);
        // SAFETY: just made, alive until the end of this function.
        let all = unsafe { &*metadata.0 };
        // SAFETY: part of live metadata.
        let (brokers, topics) = unsafe { (slice(all.brokers, all.broker_cnt), slice(all.topics, all.topic_cnt)) };
        let broker = |b: &c::rd_kafka_metadata_broker| Broker { id: b.id, host: owned(b.host), port: b.port };
        // SAFETY: a live client; an owned string or null.
        let id = unsafe { c::rd_kafka_clusterid(self.raw(), ms) };
        let cluster_id = owned(id);
        // SAFETY: allocated by librdkafka for us, or null, which is allowed.
        unsafe { c::rd_kafka_mem_free(self.raw(), id.cast()) };
        // SAFETY: a live client.
        let controller = unsafe { c::rd_kafka_controllerid(self.raw(), ms) };
        Ok(Cluster {
            id: cluster_id,
            controller: (controller >= 0).then_some(controller),
            brokers: brokers.iter().map(broker).collect(),
            topics: topics.iter().map(topic).collect(),
        })
    }
}
