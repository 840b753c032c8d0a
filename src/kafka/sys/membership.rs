//! What a consumer is assigned, and where it stands: assignment after a rebalance, stored offsets, seeking, and the questions
//! to brokers about offsets. Those that say so block; they run on a thread that is not the loop's.

use std::ffi::{CStr, CString, c_int};
use std::sync::Arc;

use rdkafka::bindings as c;

use super::code::{check, take};
use super::native::{Native, Queue};
use super::partitions::PartitionList;

impl Native {
    /// Leaves the subscription.
    pub(crate) fn unsubscribe(&self) -> Result<(), i32> {
        // SAFETY: a live consumer.
        check(unsafe { c::rd_kafka_unsubscribe(self.raw()) } as c_int)
    }

    /// Whether the group's protocol moves partitions one by one (cooperative) instead of all anew (eager).
    pub(crate) fn is_cooperative(&self) -> bool {
        // SAFETY: a live consumer; a static string or null.
        let name = unsafe { c::rd_kafka_rebalance_protocol(self.raw()) };
        // SAFETY: not null: NUL-terminated and static.
        !name.is_null() && unsafe { CStr::from_ptr(name) } == c"COOPERATIVE"
    }

    /// Whether the partitions that are being revoked belong to another member already.
    pub(crate) fn assignment_lost(&self) -> bool {
        // SAFETY: a live consumer.
        unsafe { c::rd_kafka_assignment_lost(self.raw()) != 0 }
    }

    /// Consumes these partitions and no others; `None`: none.
    pub(crate) fn assign(&self, list: Option<&PartitionList>) -> Result<(), i32> {
        let list = list.map_or(std::ptr::null_mut(), PartitionList::raw);
        // SAFETY: a live consumer, and a list that is copied or null.
        check(unsafe { c::rd_kafka_assign(self.raw(), list) } as c_int)
    }

    /// Consumes these partitions too.
    pub(crate) fn assign_more(&self, list: &PartitionList) -> Result<(), (i32, String)> {
        // SAFETY: a live consumer and a list that is copied.
        take(unsafe { c::rd_kafka_incremental_assign(self.raw(), list.raw()) })
    }

    /// Consumes these partitions no longer.
    pub(crate) fn assign_less(&self, list: &PartitionList) -> Result<(), (i32, String)> {
        // SAFETY: a live consumer and a list that is copied.
        take(unsafe { c::rd_kafka_incremental_unassign(self.raw(), list.raw()) })
    }

    /// Lets the messages of a partition arrive on `queue` instead of the consumer's own.
    pub(crate) fn forward(self: &Arc<Self>, topic: &str, partition: i32, queue: &Queue) {
        let Ok(topic) = CString::new(topic) else { return };
        // SAFETY: a live consumer and a NUL-terminated name; an owned reference, or null for one it does not have.
        let own = unsafe { c::rd_kafka_queue_get_partition(self.raw(), topic.as_ptr(), partition) };
        if own.is_null() {
            return;
        }
        // SAFETY: two live queues; librdkafka keeps the reference it needs.
        unsafe { c::rd_kafka_queue_forward(own, queue.raw()) };
        // SAFETY: our reference, dropped once.
        unsafe { c::rd_kafka_queue_destroy(own) };
    }

    /// Notes offsets for the next commit; those of partitions that are not assigned (any more) are not.
    pub(crate) fn store(&self, list: &PartitionList) {
        // SAFETY: a live consumer and a list we own; the fault of each element is written into it.
        unsafe { c::rd_kafka_offsets_store(self.raw(), list.raw()) };
    }

    /// Goes on at these offsets. Blocks up to `ms`; the list's elements tell their own errors.
    pub(crate) fn seek(&self, list: &PartitionList, ms: i32) -> Result<(), (i32, String)> {
        // SAFETY: a live consumer and a list we own.
        take(unsafe { c::rd_kafka_seek_partitions(self.raw(), list.raw(), ms) })
    }

    /// Replaces the milliseconds since 1970 in each element's offset by the first offset that is not older. Blocks.
    pub(crate) fn offsets_for_times(&self, list: &PartitionList, ms: i32) -> Result<(), i32> {
        // SAFETY: a live client and a list we own.
        check(unsafe { c::rd_kafka_offsets_for_times(self.raw(), list.raw(), ms) } as c_int)
    }

    /// The oldest offset of a partition and the one behind its newest, asked from the broker. Blocks.
    pub(crate) fn watermarks(&self, topic: &str, partition: i32, ms: i32) -> Result<(i64, i64), i32> {
        let Ok(topic) = CString::new(topic) else { return Err(super::super::error::code::INVALID_ARG) };
        let (mut low, mut high) = (0, 0);
        let (name, raw) = (topic.as_ptr(), self.raw());
        // SAFETY: a live client, a NUL-terminated name and two out-parameters.
        let result = unsafe { c::rd_kafka_query_watermark_offsets(raw, name, partition, &mut low, &mut high, ms) };
        check(result as c_int).map(|()| (low, high))
    }

    /// As [`Native::watermarks`], as the last fetch said it; `None` before one.
    pub(crate) fn cached_watermarks(&self, topic: &str, partition: i32) -> Option<(i64, i64)> {
        let topic = CString::new(topic).ok()?;
        let (mut low, mut high) = (-1, -1);
        let (name, raw) = (topic.as_ptr(), self.raw());
        // SAFETY: a live client, a NUL-terminated name and two out-parameters.
        let result = unsafe { c::rd_kafka_get_watermark_offsets(raw, name, partition, &mut low, &mut high) };
        (result as c_int == 0 && high >= 0).then_some((low, high))
    }
}
