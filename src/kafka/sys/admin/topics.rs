//! Creating and deleting topics, adding partitions. Loop thread.

use std::ffi::c_char;

use rdkafka::bindings as c;

use super::{Answer, Refusal, Request, SENTENCE, check_topic, listed, made, text};
use crate::kafka::admin::NewTopic;

struct RawTopic(*mut c::rd_kafka_NewTopic_t);

impl Drop for RawTopic {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_NewTopic_destroy(self.0) };
    }
}

impl Request<'_> {
    /// Creates a topic.
    pub(crate) fn create_topic(&self, topic: &NewTopic<'_>) -> Result<(), Refusal> {
        let (name, mut sentence) = (text(topic.name)?, [0 as c_char; SENTENCE]);
        let (partitions, replicas, start) = (topic.partitions, topic.replicas, sentence.as_mut_ptr());
        // SAFETY: a NUL-terminated name and a buffer of the length given.
        let raw = unsafe { c::rd_kafka_NewTopic_new(name.as_ptr(), partitions, replicas, start, SENTENCE) };
        let mut raw = RawTopic(made(raw, &sentence)?);
        for (key, value) in topic.config {
            let (key, value) = (text(key)?, text(value)?);
            // SAFETY: a live topic and two NUL-terminated strings, copied.
            unsafe { c::rd_kafka_NewTopic_set_config(raw.0, key.as_ptr(), value.as_ptr()) };
        }
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one topic, copied.
        unsafe { c::rd_kafka_CreateTopics(rk, &mut raw.0, 1, options.0, queue) };
        Ok(())
    }

    /// Deletes a topic.
    pub(crate) fn delete_topic(&self, name: &str) -> Result<(), Refusal> {
        let name = text(name)?;
        // SAFETY: a NUL-terminated name, copied.
        let mut raw = unsafe { c::rd_kafka_DeleteTopic_new(name.as_ptr()) };
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one topic, copied.
        unsafe { c::rd_kafka_DeleteTopics(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_DeleteTopic_destroy(raw) };
        Ok(())
    }

    /// Gives a topic so many partitions in all.
    pub(crate) fn create_partitions(&self, topic: &str, total: usize) -> Result<(), Refusal> {
        let (name, mut sentence) = (text(topic)?, [0 as c_char; SENTENCE]);
        // SAFETY: a NUL-terminated name and a buffer of the length given.
        let raw = unsafe { c::rd_kafka_NewPartitions_new(name.as_ptr(), total, sentence.as_mut_ptr(), SENTENCE) };
        let mut raw = made(raw, &sentence)?;
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one element, copied.
        unsafe { c::rd_kafka_CreatePartitions(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_NewPartitions_destroy(raw) };
        Ok(())
    }
}

impl Answer<'_> {
    /// What became of a topic that was to be created or deleted, or to get partitions.
    pub(crate) fn topic(&self) -> Result<(), Refusal> {
        self.check()?;
        // SAFETY: a live event; null unless it is of this kind.
        let created = unsafe { c::rd_kafka_event_CreateTopics_result(self.0.0) };
        // SAFETY: as above.
        let deleted = unsafe { c::rd_kafka_event_DeleteTopics_result(self.0.0) };
        // SAFETY: as above.
        let grown = unsafe { c::rd_kafka_event_CreatePartitions_result(self.0.0) };
        let results = if !created.is_null() {
            // SAFETY: a live result and an out-parameter.
            listed(|count| unsafe { c::rd_kafka_CreateTopics_result_topics(created, count) })
        } else if !deleted.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_DeleteTopics_result_topics(deleted, count) })
        } else if !grown.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_CreatePartitions_result_topics(grown, count) })
        } else {
            Vec::new()
        };
        results.into_iter().try_for_each(check_topic)
    }
}
