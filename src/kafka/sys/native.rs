//! The client handle `rd_kafka_t`, its queues and its topics. Loop thread; the handle itself may be flushed and
//! destroyed on another thread, because librdkafka is thread-safe.

use std::ffi::{CString, c_char, c_int};
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rdkafka::bindings as c;

use super::code::{check, owned, take};
use super::conf::{Conf, SENTENCE};
use super::event::Event;
use super::fork::generation;
use super::partitions::PartitionList;

/// Producer or consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Producer,
    Consumer,
}

/// One librdkafka client with its threads.
pub(crate) struct Native {
    raw: *mut c::rd_kafka_t,
    generation: u32,
    abandon_group: AtomicBool,
}

// SAFETY: librdkafka locks for itself: every function may be called from any thread.
unsafe impl Send for Native {}
// SAFETY: as above.
unsafe impl Sync for Native {}

impl Native {
    /// Starts a client; on failure librdkafka's sentence.
    pub(crate) fn new(kind: Kind, conf: Conf) -> Result<Arc<Native>, String> {
        let generation = generation();
        let what = match kind {
            Kind::Producer => c::rd_kafka_type_t::RD_KAFKA_PRODUCER,
            Kind::Consumer => c::rd_kafka_type_t::RD_KAFKA_CONSUMER,
        };
        let mut sentence = [0 as c_char; SENTENCE];
        // SAFETY: a live configuration and a buffer of the length given.
        let raw = unsafe { c::rd_kafka_new(what, conf.raw(), sentence.as_mut_ptr(), SENTENCE) };
        if raw.is_null() {
            return Err(owned(sentence.as_ptr()));
        }
        conf.given_away();
        Ok(Arc::new(Native { raw, generation, abandon_group: AtomicBool::new(false) }))
    }

    /// Whether this process is a forked child of the one that made the client.
    pub(crate) fn forked(&self) -> bool {
        self.generation != generation()
    }

    /// Log lines come as events of the main queue (needs `log.queue=true`).
    pub(crate) fn log_to_main_queue(&self) {
        // SAFETY: a live client; null means its main queue.
        unsafe { c::rd_kafka_set_log_queue(self.raw, std::ptr::null_mut()) };
    }

    /// The code and sentence of the error that ended this client for good, if one did.
    pub(crate) fn fatal(&self) -> Option<(i32, String)> {
        let mut sentence = [0 as c_char; SENTENCE];
        // SAFETY: a live client and a buffer of the length given.
        let code = unsafe { c::rd_kafka_fatal_error(self.raw, sentence.as_mut_ptr(), SENTENCE) } as i32;
        (code != 0).then(|| (code, owned(sentence.as_ptr())))
    }

    #[cfg(test)]
    /// Raises a fatal error as if librdkafka had found one.
    pub(crate) fn raise_fatal(&self) {
        let code = c::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER;
        // SAFETY: a live client and a NUL-terminated string.
        unsafe { c::rd_kafka_test_fatal_error(self.raw, code, c"raised on request".as_ptr()) };
    }

    /// Blocks until every record has its report (served by someone else) or `ms` have passed; ignores `linger.ms`.
    pub(crate) fn flush(&self, ms: i32) {
        // SAFETY: a live producer; with delivery reports as events it only waits.
        unsafe { c::rd_kafka_flush(self.raw, ms) };
    }

    /// Fails everything queued and in flight; the reports follow as events.
    pub(crate) fn purge(&self) {
        let flags = c::RD_KAFKA_PURGE_F_QUEUE | c::RD_KAFKA_PURGE_F_INFLIGHT | c::RD_KAFKA_PURGE_F_NON_BLOCKING;
        // SAFETY: a live producer.
        unsafe { c::rd_kafka_purge(self.raw, flags) };
    }

    /// Lets a consumer's one queue carry everything, as `rd_kafka_poll_set_consumer`.
    pub(crate) fn poll_set_consumer(&self) {
        // SAFETY: a live consumer.
        unsafe { c::rd_kafka_poll_set_consumer(self.raw) };
    }

    /// Subscribes to topics (`^` begins a regular expression).
    pub(crate) fn subscribe(&self, topics: &PartitionList) -> Result<(), i32> {
        // SAFETY: a live consumer and a live list, which is copied.
        check(unsafe { c::rd_kafka_subscribe(self.raw, topics.raw()) } as c_int)
    }

    /// The partitions assigned now.
    pub(crate) fn assignment(&self) -> Result<PartitionList, i32> {
        let mut list = std::ptr::null_mut();
        // SAFETY: a live consumer and an out-parameter.
        check(unsafe { c::rd_kafka_assignment(self.raw, &mut list) } as c_int)?;
        Ok(PartitionList::from_raw(list))
    }

    /// Fills in the next offset that will be consumed of each partition in the list.
    pub(crate) fn position(&self, list: &mut PartitionList) -> Result<(), i32> {
        // SAFETY: a live consumer and a list we own.
        check(unsafe { c::rd_kafka_position(self.raw, list.raw()) } as c_int)
    }

    /// Fills in the committed offset of each partition in the list. Blocks up to `ms`.
    pub(crate) fn committed(&self, list: &mut PartitionList, ms: i32) -> Result<(), i32> {
        // SAFETY: a live consumer and a list we own.
        check(unsafe { c::rd_kafka_committed(self.raw, list.raw(), ms) } as c_int)
    }

    /// Stops fetching the partitions, or goes on with it.
    pub(crate) fn pause(&self, list: &mut PartitionList, pause: bool) -> Result<(), i32> {
        let result = if pause {
            // SAFETY: a live consumer and a list we own.
            unsafe { c::rd_kafka_pause_partitions(self.raw, list.raw()) }
        } else {
            // SAFETY: as above.
            unsafe { c::rd_kafka_resume_partitions(self.raw, list.raw()) }
        };
        check(result as c_int)
    }

    /// Sends a commit of `list` (`None`: what was consumed); its answer comes as an event of `answer`.
    pub(crate) fn commit(&self, list: Option<&PartitionList>, answer: &Queue) -> Result<(), i32> {
        let list = list.map_or(std::ptr::null_mut(), PartitionList::raw);
        // SAFETY: a live consumer, a list that is copied or null, a live queue, and no callback.
        let code = unsafe { c::rd_kafka_commit_queue(self.raw, list, answer.raw, None, std::ptr::null_mut()) };
        check(code as c_int)
    }

    /// Begins to leave the group; `events` must be polled until [`Native::group_left`].
    pub(crate) fn leave_group(&self, events: &Queue) -> Result<(), (i32, String)> {
        // SAFETY: a live consumer and a live queue.
        take(unsafe { c::rd_kafka_consumer_close_queue(self.raw, events.raw) })
    }

    /// Whether leaving the group has ended.
    pub(crate) fn group_left(&self) -> bool {
        // SAFETY: a live consumer.
        unsafe { c::rd_kafka_consumer_closed(self.raw) != 0 }
    }

    /// Destroys without leaving the group first (it ends by session timeout).
    pub(crate) fn abandon_group(&self) {
        self.abandon_group.store(true, Ordering::Relaxed);
    }

    /// The raw handle, for this module's siblings.
    pub(super) fn raw(&self) -> *mut c::rd_kafka_t {
        self.raw
    }
}

impl Drop for Native {
    /// Joins librdkafka's threads: may block, see `client::retire`.
    fn drop(&mut self) {
        if self.forked() {
            return; // rule 2
        }
        let flags = if *self.abandon_group.get_mut() { c::RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE } else { 0 };
        // SAFETY: the last reference; every queue, topic and event of it held an Arc and is gone (rule 1).
        unsafe { c::rd_kafka_destroy_flags(self.raw, flags) };
    }
}

/// An event queue of a client.
pub(crate) struct Queue {
    raw: *mut c::rd_kafka_queue_t,
    native: Arc<Native>,
}

impl Queue {
    /// The queue on which a client's events arrive.
    pub(crate) fn of(native: &Arc<Native>, kind: Kind) -> Queue {
        let raw = match kind {
            // SAFETY: a live client.
            Kind::Producer => unsafe { c::rd_kafka_queue_get_main(native.raw) },
            // SAFETY: a live client.
            Kind::Consumer => unsafe { c::rd_kafka_queue_get_consumer(native.raw) },
        };
        Queue { raw, native: native.clone() }
    }

    /// A new queue for answers to one request.
    pub(crate) fn new(native: &Arc<Native>) -> Queue {
        // SAFETY: a live client.
        Queue { raw: unsafe { c::rd_kafka_queue_new(native.raw) }, native: native.clone() }
    }

    /// Takes over a reference to a queue.
    pub(super) fn from_raw(raw: *mut c::rd_kafka_queue_t, native: &Arc<Native>) -> Queue {
        Queue { raw, native: native.clone() }
    }

    /// Adds 1 to the eventfd when the queue stops being empty; `-1` takes it back (rule 3).
    pub(crate) fn signal(&self, eventfd: RawFd) {
        let one = 1u64.to_ne_bytes();
        // SAFETY: a live queue; the bytes are copied.
        unsafe { c::rd_kafka_queue_io_event_enable(self.raw, eventfd, one.as_ptr().cast(), one.len()) };
    }

    /// The next event, waiting up to `ms` (0: not at all).
    pub(crate) fn poll(&self, ms: i32) -> Option<Event<'_>> {
        // SAFETY: a live queue.
        Event::from_raw(unsafe { c::rd_kafka_queue_poll(self.raw, ms) })
    }

    /// The client.
    pub(crate) fn native(&self) -> &Arc<Native> {
        &self.native
    }

    /// The raw handle, for this module's siblings.
    pub(super) fn raw(&self) -> *mut c::rd_kafka_queue_t {
        self.raw
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        if !self.native.forked() {
            // SAFETY: our reference, dropped once; the client is still alive (rule 1).
            unsafe { c::rd_kafka_queue_destroy(self.raw) };
        }
    }
}

/// A topic of a producer, looked up once instead of by name for each record.
pub(crate) struct Topic {
    raw: *mut c::rd_kafka_topic_t,
    native: Arc<Native>,
}

impl Topic {
    /// Looks the topic up; `None` when the name is empty, over 512 bytes or has a NUL byte.
    pub(crate) fn new(native: &Arc<Native>, name: &str) -> Option<Topic> {
        let name = CString::new(name).ok().filter(|name| !name.is_empty())?;
        // SAFETY: a live client, a NUL-terminated name, and null for the client's default topic settings.
        let raw = unsafe { c::rd_kafka_topic_new(native.raw, name.as_ptr(), std::ptr::null_mut()) };
        (!raw.is_null()).then(|| Topic { raw, native: native.clone() })
    }

    /// The client.
    pub(super) fn native(&self) -> &Native {
        &self.native
    }

    /// The raw handle, for this module's siblings.
    pub(super) fn raw(&self) -> *mut c::rd_kafka_topic_t {
        self.raw
    }
}

impl Drop for Topic {
    fn drop(&mut self) {
        if !self.native.forked() {
            // SAFETY: our reference, dropped once; the client is still alive (rule 1).
            unsafe { c::rd_kafka_topic_destroy(self.raw) };
        }
    }
}
