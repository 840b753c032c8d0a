//! librdkafka's mock brokers. They run on a thread of librdkafka's own; these calls are requests to it.

use std::ffi::{CString, c_int};
use std::sync::Arc;

use rdkafka::bindings as c;

use super::code::{check, owned};
use super::native::Native;
use crate::sys::signal::Blocked;

/// A running mock cluster.
pub(crate) struct Mock {
    raw: *mut c::rd_kafka_mock_cluster_t,
    native: Arc<Native>,
}

impl Mock {
    /// Starts `brokers` brokers; `None` when librdkafka could not (no port, no thread).
    pub(crate) fn new(native: Arc<Native>, brokers: c_int) -> Option<Mock> {
        // Its thread has the mask of this one, and ends for good when a signal interrupts its poll(2); destroying the
        // cluster would wait for that thread's answer for ever. librdkafka blocks signals for its other threads only.
        let _blocked = Blocked::all().ok()?;
        // SAFETY: a live client.
        let raw = unsafe { c::rd_kafka_mock_cluster_new(native.raw(), brokers) };
        (!raw.is_null()).then_some(Mock { raw, native })
    }

    /// `host:port,…`
    pub(crate) fn bootstrap_servers(&self) -> String {
        // SAFETY: a live cluster; the string lives as long as it.
        owned(unsafe { c::rd_kafka_mock_cluster_bootstraps(self.raw) })
    }

    /// How long the first member of a new group waits for others.
    pub(crate) fn group_delay(&self, ms: i32) {
        // SAFETY: a live cluster.
        unsafe { c::rd_kafka_mock_group_initial_rebalance_delay_ms(self.raw, ms) };
    }

    /// Creates a topic.
    pub(crate) fn create_topic(&self, name: &CString, partitions: c_int, replicas: c_int) -> Result<(), i32> {
        // SAFETY: a live cluster and a NUL-terminated name.
        check(unsafe { c::rd_kafka_mock_topic_create(self.raw, name.as_ptr(), partitions, replicas) } as c_int)
    }

    /// Closes a broker's connections and refuses new ones, or accepts again; -1 for all.
    pub(crate) fn set_up(&self, broker: i32, up: bool) -> Result<(), i32> {
        let result = if up {
            // SAFETY: a live cluster.
            unsafe { c::rd_kafka_mock_broker_set_up(self.raw, broker) }
        } else {
            // SAFETY: a live cluster.
            unsafe { c::rd_kafka_mock_broker_set_down(self.raw, broker) }
        };
        check(result as c_int)
    }

    /// Delays a broker's answers; -1 for all.
    pub(crate) fn round_trip(&self, broker: i32, ms: c_int) -> Result<(), i32> {
        // SAFETY: a live cluster.
        check(unsafe { c::rd_kafka_mock_broker_set_rtt(self.raw, broker, ms) } as c_int)
    }

    /// Answers the next requests of a kind with these codes.
    pub(crate) fn push_errors(&self, request: i16, codes: &[i32]) {
        let start = codes.as_ptr().cast();
        // SAFETY: a live cluster and `len` ints, copied; C's enum has the size of int.
        unsafe { c::rd_kafka_mock_push_request_errors_array(self.raw, request, codes.len(), start) };
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if !self.native.forked() {
            // SAFETY: ours, destroyed once, before its client.
            unsafe { c::rd_kafka_mock_cluster_destroy(self.raw) };
        }
    }
}
