//! What a consumer gives out, and positions in partitions. Plain values, copied out of librdkafka's buffers.

use super::record::Headers;
use super::sys::{Entry, PartitionList, RawMessage};

/// A message read from a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The topic's name.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset in it.
    pub offset: i64,
    /// Milliseconds since 1970; -1 when the broker keeps none.
    pub timestamp: i64,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The value; `None` is a null (a tombstone).
    pub value: Option<Vec<u8>>,
    /// The headers in their order.
    pub headers: Headers,
}

impl Message {
    pub(super) fn read(raw: &RawMessage<'_>) -> Message {
        Message {
            topic: String::from_utf8_lossy(raw.topic()).into_owned(),
            partition: raw.partition(),
            offset: raw.offset(),
            timestamp: raw.timestamp(),
            key: raw.key().map(<[u8]>::to_vec),
            value: raw.value().map(<[u8]>::to_vec),
            headers: raw.headers(),
        }
    }
}

/// A message that is still librdkafka's: what of it is kept must be copied.
pub struct Arrived<'e>(RawMessage<'e>);

impl<'e> Arrived<'e> {
    pub(super) fn new(raw: RawMessage<'e>) -> Arrived<'e> {
        Arrived(raw)
    }

    /// The topic's name.
    pub fn topic(&self) -> &[u8] {
        self.0.topic()
    }

    /// The partition.
    pub fn partition(&self) -> i32 {
        self.0.partition()
    }

    /// The offset in it.
    pub fn offset(&self) -> i64 {
        self.0.offset()
    }

    /// Milliseconds since 1970; -1 when the broker keeps none.
    pub fn timestamp(&self) -> i64 {
        self.0.timestamp()
    }

    /// The key.
    pub fn key(&self) -> Option<&[u8]> {
        self.0.key()
    }

    /// The value; `None` is a null (a tombstone).
    pub fn value(&self) -> Option<&[u8]> {
        self.0.value()
    }

    /// The headers in their order.
    pub fn headers(&self) -> Headers {
        self.0.headers()
    }

    /// All of it.
    pub fn to_message(&self) -> Message {
        Message::read(&self.0)
    }
}

impl std::fmt::Debug for Arrived<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_message().fmt(f)
    }
}

/// A partition and an offset in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic's name.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset; what it means is said where it is used. `None` where there is none yet.
    pub offset: Option<i64>,
}

/// librdkafka's "no offset".
const INVALID_OFFSET: i64 = -1001;

/// The elements of a list; librdkafka's special offsets (all negative) become `None`.
pub(super) fn from_list(list: &PartitionList) -> Vec<TopicPartition> {
    let convert = |e: Entry| TopicPartition {
        topic: e.topic,
        partition: e.partition,
        offset: (e.offset >= 0).then_some(e.offset),
    };
    list.entries().into_iter().map(convert).collect()
}

/// A list of `partitions`; elements whose topic's name has a NUL byte cannot exist and are left out.
pub(super) fn to_list(partitions: &[TopicPartition]) -> PartitionList {
    let mut list = PartitionList::new(partitions.len());
    for p in partitions {
        list.add(&p.topic, p.partition, p.offset.unwrap_or(INVALID_OFFSET));
    }
    list
}
