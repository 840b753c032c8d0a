//! What a producer is given and what it gives back. Plain values; no librdkafka here.

/// A header to send: its name and value (`None` is a null value).
pub type Header<'a> = (&'a [u8], Option<&'a [u8]>);

/// Received headers in their order; a name may occur more than once.
pub type Headers = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// A record to send; it borrows everything, librdkafka copies it once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Record<'a> {
    /// The topic's name, 1 to 249 characters.
    pub topic: &'a str,
    /// The value; `None` is a null, which deletes the key in a compacted topic (a tombstone).
    pub value: Option<&'a [u8]>,
    /// The key, from whose hash the partition is chosen.
    pub key: Option<&'a [u8]>,
    /// Headers in their order; names without NUL bytes.
    pub headers: &'a [Header<'a>],
    /// The partition; `None` lets librdkafka's `partitioner` choose.
    pub partition: Option<i32>,
    /// Milliseconds since 1970, above 0; `None` is now.
    pub timestamp: Option<i64>,
}

/// Where a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The partition.
    pub partition: i32,
    /// The offset in it; -1 or -1001 with `acks=0`, where nobody knows.
    pub offset: i64,
    /// Milliseconds since 1970.
    pub timestamp: i64,
}

/// A record that was accepted and then not acknowledged.
#[derive(Debug, Clone)]
pub struct FailedRecord {
    /// The topic's name.
    pub topic: String,
    /// The partition, when one had been chosen.
    pub partition: Option<i32>,
    /// The value.
    pub value: Option<Vec<u8>>,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The headers in their order.
    pub headers: Headers,
    /// Milliseconds since 1970.
    pub timestamp: i64,
    /// Why.
    pub error: super::KafkaError,
}
