//! `rd_kafka_conf_t`: setting keys, and librdkafka's own table of them. Used when a client is made.

use std::ffi::{CString, c_char};

use rdkafka::bindings as c;

use super::code::owned;

/// Room for one of librdkafka's sentences.
pub(super) const SENTENCE: usize = 1024;

/// What librdkafka says to a pair.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Taken.
    Set,
    /// No such key.
    Unknown,
    /// The key exists, the value is wrong: librdkafka's sentence.
    Wrong(String),
}

/// A configuration under construction; freed when no client is made of it.
pub(crate) struct Conf(*mut c::rd_kafka_conf_t);

impl Conf {
    /// librdkafka's defaults, events instead of callbacks, and logs through the queue instead of stderr.
    pub(crate) fn new() -> Conf {
        // SAFETY: no arguments; aborts by itself when memory is out.
        let conf = Conf(unsafe { c::rd_kafka_conf_new() });
        let records = c::RD_KAFKA_EVENT_DR | c::RD_KAFKA_EVENT_FETCH;
        let others = c::RD_KAFKA_EVENT_LOG | c::RD_KAFKA_EVENT_ERROR | c::RD_KAFKA_EVENT_STATS;
        let group = c::RD_KAFKA_EVENT_REBALANCE | c::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH;
        let events = records | others | group;
        // SAFETY: a live configuration.
        unsafe { c::rd_kafka_conf_set_events(conf.0, events) };
        // Whatever does not come as an event (a mock cluster's client, a client about to end) would go to stderr.
        // SAFETY: a live configuration; none means no log callback.
        unsafe { c::rd_kafka_conf_set_log_cb(conf.0, None) };
        conf
    }

    /// Questions for OAUTHBEARER's tokens go to a queue of their own ([`super::Queue::sasl`]).
    pub(crate) fn ask_for_tokens(&mut self) {
        // SAFETY: a live configuration.
        unsafe { c::rd_kafka_conf_enable_sasl_queue(self.0, 1) };
    }

    /// Sets one key. A NUL byte in either string is a wrong value.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Outcome {
        let (Ok(key), Ok(value)) = (CString::new(key), CString::new(value)) else {
            return Outcome::Wrong("it contains a NUL byte".into());
        };
        let mut sentence = [0 as c_char; SENTENCE];
        // SAFETY: a live configuration, two NUL-terminated strings, and a buffer of the length given.
        let result =
            unsafe { c::rd_kafka_conf_set(self.0, key.as_ptr(), value.as_ptr(), sentence.as_mut_ptr(), SENTENCE) };
        match result {
            c::rd_kafka_conf_res_t::RD_KAFKA_CONF_OK => Outcome::Set,
            c::rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN => Outcome::Unknown,
            c::rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID => Outcome::Wrong(owned(sentence.as_ptr())),
        }
    }

    /// The raw object; still owned by `self`.
    pub(super) fn raw(&self) -> *mut c::rd_kafka_conf_t {
        self.0
    }

    /// Gives the object up to a client that now owns it.
    pub(super) fn given_away(self) {
        std::mem::forget(self);
    }
}

impl Drop for Conf {
    fn drop(&mut self) {
        // SAFETY: owned, and no client was made of it.
        unsafe { c::rd_kafka_conf_destroy(self.0) };
    }
}

/// librdkafka's table of its keys, as it prints it: `name | C/P | range | default | importance | description`.
pub(crate) fn properties_text() -> String {
    let mut text: *mut c_char = std::ptr::null_mut();
    let mut length = 0usize;
    // SAFETY: two live out-parameters that outlive the stream.
    let stream = unsafe { libc::open_memstream(&mut text, &mut length) };
    if stream.is_null() {
        return String::new();
    }
    // SAFETY: an open stream; librdkafka only prints to it.
    unsafe { c::rd_kafka_conf_properties_show(stream) };
    // SAFETY: open, and not used after this; from here on `text` is complete and NUL-terminated.
    unsafe { libc::fclose(stream) };
    let table = owned(text);
    // SAFETY: open_memstream(3) allocated it with malloc.
    unsafe { libc::free(text.cast()) };
    table
}
