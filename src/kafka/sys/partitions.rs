//! `rd_kafka_topic_partition_list_t`: topics, partitions and offsets in and out. Any thread, one at a time.

use std::ffi::{CString, c_int};

use rdkafka::bindings as c;

use super::code::owned;

/// One element of a list.
pub(crate) struct Entry {
    pub(crate) topic: String,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    /// 0, or what went wrong with this element.
    pub(crate) code: i32,
}

/// A list we own.
pub(crate) struct PartitionList(*mut c::rd_kafka_topic_partition_list_t);

// SAFETY: plain memory without thread affinity, owned by one at a time.
unsafe impl Send for PartitionList {}

impl PartitionList {
    /// An empty list with room for `capacity`.
    pub(crate) fn new(capacity: usize) -> PartitionList {
        // SAFETY: a number; it grows by itself.
        PartitionList(unsafe { c::rd_kafka_topic_partition_list_new(capacity.min(1 << 20) as c_int) })
    }

    /// A copy of a list that is somebody else's.
    pub(super) fn copy(raw: *const c::rd_kafka_topic_partition_list_t) -> PartitionList {
        // SAFETY: a live list.
        PartitionList(unsafe { c::rd_kafka_topic_partition_list_copy(raw) })
    }

    /// Takes over a list librdkafka made for us.
    pub(super) fn from_raw(raw: *mut c::rd_kafka_topic_partition_list_t) -> PartitionList {
        PartitionList(raw)
    }

    /// Appends; `false` when the topic's name has a NUL byte.
    pub(crate) fn add(&mut self, topic: &str, partition: i32, offset: i64) -> bool {
        let Ok(topic) = CString::new(topic) else {
            return false;
        };
        // SAFETY: our list and a NUL-terminated name, copied; the element returned is alive until the list changes.
        let element = unsafe { c::rd_kafka_topic_partition_list_add(self.0, topic.as_ptr(), partition) };
        // SAFETY: the element just added.
        unsafe { (*element).offset = offset };
        true
    }

    /// Copies the elements out.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        // SAFETY: our list, alive.
        let list = unsafe { &*self.0 };
        (0..list.cnt as usize).map(|i| entry(list, i)).collect()
    }

    /// The raw list; still owned by `self`.
    pub(super) fn raw(&self) -> *mut c::rd_kafka_topic_partition_list_t {
        self.0
    }
}

fn entry(list: &c::rd_kafka_topic_partition_list_t, index: usize) -> Entry {
    // SAFETY: below `cnt`.
    let element = unsafe { list.elems.add(index) };
    // SAFETY: a live element; its error field (an enum) is left untouched here.
    let (topic, partition, offset) = unsafe { ((*element).topic, (*element).partition, (*element).offset) };
    // SAFETY: the field of the live element, read as a number (rule 4).
    let code = unsafe { (&raw const (*element).err).cast::<c_int>().read() };
    Entry { topic: owned(topic), partition, offset, code }
}

impl Drop for PartitionList {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_topic_partition_list_destroy(self.0) };
    }
}
