//! What a reader of whole topics asks: how many partitions there are.

use std::ffi::{CString, c_int};
use std::sync::Arc;

use rdkafka::bindings as c;

use super::code::check;
use super::native::{Native, Topic};

impl Native {
    /// How many partitions a topic has, asked from a broker. Blocks up to `ms`.
    pub(crate) fn partition_count(self: &Arc<Native>, name: &str, ms: i32) -> Result<i32, i32> {
        const INVALID_ARG: i32 = -186;
        let name = CString::new(name).map_err(|_| INVALID_ARG)?;
        let topic = Topic::new(self, &name.to_string_lossy()).ok_or(INVALID_ARG)?;
        let mut metadata: *const c::rd_kafka_metadata = std::ptr::null();
        // SAFETY: a live client, a live topic of it and an out-parameter.
        let code = unsafe { c::rd_kafka_metadata(self.raw(), 0, topic.raw(), &mut metadata, ms) };
        check(code as c_int)?;
        let answer = Answer(metadata);
        answer.first()
    }
}

/// Metadata we own.
struct Answer(*const c::rd_kafka_metadata);

impl Answer {
    /// Partitions of the one topic that was asked for.
    fn first(&self) -> Result<i32, i32> {
        const UNKNOWN_TOPIC: i32 = 3;
        // SAFETY: a live answer.
        let (count, topics) = unsafe { ((*self.0).topic_cnt, (*self.0).topics) };
        if count < 1 {
            return Err(UNKNOWN_TOPIC);
        }
        // SAFETY: its first topic; the error is read as a number, as everywhere.
        let code = unsafe { (&raw const (*topics).err).cast::<c_int>().read() };
        check(code)?;
        // SAFETY: as above.
        let partitions = unsafe { (*topics).partition_cnt };
        if partitions > 0 { Ok(partitions) } else { Err(UNKNOWN_TOPIC) }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_metadata_destroy(self.0) };
    }
}
