//! The transactional calls of a producer. Each blocks until the broker has answered or its time is over, so they run on a
//! thread that is not the loop's; the delivery reports they wait for are served by the loop meanwhile.

use rdkafka::bindings as c;

use super::code::{Failure, take_failure};
use super::native::Native;
use super::partitions::PartitionList;

/// Which member of which group a consumer is, as a transaction wants to know it.
pub(crate) struct GroupMetadata(*mut c::rd_kafka_consumer_group_metadata_t);

// SAFETY: plain memory without thread affinity, owned by one at a time.
unsafe impl Send for GroupMetadata {}

impl Drop for GroupMetadata {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_consumer_group_metadata_destroy(self.0) };
    }
}

impl Native {
    /// Gets the producer its id and ends what an earlier producer of the same `transactional.id` left open.
    pub(crate) fn init_transactions(&self, ms: i32) -> Result<(), Failure> {
        // SAFETY: a live producer.
        take_failure(unsafe { c::rd_kafka_init_transactions(self.raw(), ms) })
    }

    /// Begins a transaction.
    pub(crate) fn begin_transaction(&self) -> Result<(), Failure> {
        // SAFETY: a live producer.
        take_failure(unsafe { c::rd_kafka_begin_transaction(self.raw()) })
    }

    /// Waits for everything sent in the transaction, and commits it.
    pub(crate) fn commit_transaction(&self, ms: i32) -> Result<(), Failure> {
        // SAFETY: a live producer.
        take_failure(unsafe { c::rd_kafka_commit_transaction(self.raw(), ms) })
    }

    /// Purges what is queued, and aborts the transaction.
    pub(crate) fn abort_transaction(&self, ms: i32) -> Result<(), Failure> {
        // SAFETY: a live producer.
        take_failure(unsafe { c::rd_kafka_abort_transaction(self.raw(), ms) })
    }

    /// Makes these offsets of the group part of the transaction.
    pub(crate) fn send_offsets(&self, list: &PartitionList, group: &GroupMetadata, ms: i32) -> Result<(), Failure> {
        // SAFETY: a live producer; list and metadata are copied.
        take_failure(unsafe { c::rd_kafka_send_offsets_to_transaction(self.raw(), list.raw(), group.0, ms) })
    }

    /// A consumer's metadata of now; `None` when it has no group.
    pub(crate) fn group_metadata(&self) -> Option<GroupMetadata> {
        // SAFETY: a live consumer.
        let raw = unsafe { c::rd_kafka_consumer_group_metadata(self.raw()) };
        (!raw.is_null()).then_some(GroupMetadata(raw))
    }
}
