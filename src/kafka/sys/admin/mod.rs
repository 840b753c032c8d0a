//! Requests to the brokers about topics, configurations, groups and ACLs. Each is begun on the loop thread and answered by
//! one event of the queue it names; what is made for a request lives until librdkafka has copied it.

mod acls;
mod configs;
mod groups;
mod metadata;
mod topics;

use std::ffi::{CString, c_char, c_int};

use rdkafka::bindings as c;

use super::code::owned;
use super::conf::SENTENCE;
use super::event::Owned;
use super::native::{Native, Queue};

unsafe extern "C" {
    // Bound anew for the reason given in `code`.
    fn rd_kafka_event_error(event: *mut c::rd_kafka_event_t) -> c_int;
    fn rd_kafka_error_code(error: *const c::rd_kafka_error_t) -> c_int;
    fn rd_kafka_topic_result_error(result: *const c::rd_kafka_topic_result_t) -> c_int;
    fn rd_kafka_AdminOptions_new(rk: *mut c::rd_kafka_t, operation: c_int) -> *mut c::rd_kafka_AdminOptions_t;
}

/// Code and sentence.
pub(crate) type Refusal = (i32, String);

/// The answer to a request.
pub(crate) struct Answer<'q>(pub(super) Owned<'q>);

impl Answer<'_> {
    /// Whether the request as a whole was answered.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        // SAFETY: a live event.
        let code = unsafe { rd_kafka_event_error(self.0.0) };
        // SAFETY: a live event; the string lives as long as it.
        let text = owned(unsafe { c::rd_kafka_event_error_string(self.0.0) });
        if code == 0 { Ok(()) } else { Err((code, text)) }
    }
}

/// How a request is made, and for how long.
struct Options(*mut c::rd_kafka_AdminOptions_t);

/// librdkafka's `RD_KAFKA_ADMIN_OP_ANY`: options for every request.
const ANY: c_int = 0;

impl Options {
    fn new(native: &Native, ms: c_int) -> Options {
        // SAFETY: a live client.
        let options = Options(unsafe { rd_kafka_AdminOptions_new(native.raw(), ANY) });
        let mut sentence = [0 as c_char; SENTENCE];
        // SAFETY: live options and a buffer of the length given; a time out of range leaves the default.
        unsafe { c::rd_kafka_AdminOptions_set_request_timeout(options.0, ms, sentence.as_mut_ptr(), SENTENCE) };
        options
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_AdminOptions_destroy(self.0) };
    }
}

/// Where a request goes: client, queue for the answer, milliseconds.
pub(crate) struct Request<'a> {
    pub(crate) native: &'a Native,
    pub(crate) queue: &'a Queue,
    pub(crate) ms: i32,
}

impl Request<'_> {
    fn options(&self) -> Options {
        Options::new(self.native, self.ms)
    }
}

fn text(text: &str) -> Result<CString, Refusal> {
    CString::new(text).map_err(|_| (super::super::error::code::INVALID_ARG, "it contains a NUL byte".to_owned()))
}

fn optional_text(given: Option<&str>) -> Result<Option<CString>, Refusal> {
    given.map(text).transpose()
}

fn pointer(text: Option<&CString>) -> *const c_char {
    text.map_or(std::ptr::null(), |text| text.as_ptr())
}

/// An object that librdkafka made, or the sentence why not.
fn made<T>(raw: *mut T, sentence: &[c_char]) -> Result<*mut T, Refusal> {
    if raw.is_null() { Err((super::super::error::code::INVALID_ARG, owned(sentence.as_ptr()))) } else { Ok(raw) }
}

/// The pointers of an array of librdkafka's.
fn listed<T>(get: impl FnOnce(*mut usize) -> *mut *const T) -> Vec<*const T> {
    let mut count = 0;
    let start = get(&mut count);
    if start.is_null() {
        return Vec::new();
    }
    // SAFETY: librdkafka's array with its length, alive as long as the event it belongs to.
    unsafe { std::slice::from_raw_parts(start, count) }.to_vec()
}

/// What an error inside a result says; `Ok` for null and for "no error".
fn check_error(error: *const c::rd_kafka_error_t) -> Result<(), Refusal> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: a live error object.
    let code = unsafe { rd_kafka_error_code(error) };
    // SAFETY: as above; the string lives as long as the object.
    let text = owned(unsafe { c::rd_kafka_error_string(error) });
    if code == 0 { Ok(()) } else { Err((code, text)) }
}

/// What the result for a topic says.
fn check_topic(result: *const c::rd_kafka_topic_result_t) -> Result<(), Refusal> {
    // SAFETY: a live result.
    let code = unsafe { rd_kafka_topic_result_error(result) };
    // SAFETY: as above; the string lives as long as the event.
    let text = owned(unsafe { c::rd_kafka_topic_result_error_string(result) });
    if code == 0 { Ok(()) } else { Err((code, text)) }
}
