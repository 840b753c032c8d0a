//! librdkafka's error codes as plain numbers, their names and sentences, and its error objects.

use std::ffi::{CStr, c_char, c_int};

use rdkafka::bindings as c;

unsafe extern "C" {
    // Bound anew with `c_int`: a code the bindings' enum does not know must not become an invalid Rust enum.
    fn rd_kafka_err2str(code: c_int) -> *const c_char;
    fn rd_kafka_err2name(code: c_int) -> *const c_char;
    fn rd_kafka_error_code(error: *const c::rd_kafka_error_t) -> c_int;
}

/// librdkafka's sentence for a code.
pub(crate) fn description(code: i32) -> String {
    // SAFETY: takes any number and returns a string that outlives the call (static or thread-local).
    let text = unsafe { rd_kafka_err2str(code) };
    owned(text)
}

/// librdkafka's name of a code, as in its manual (`_MSG_TIMED_OUT`).
pub(crate) fn name(code: i32) -> String {
    // SAFETY: takes any number and returns a string that outlives the call (static or thread-local).
    let text = unsafe { rd_kafka_err2name(code) };
    owned(text)
}

/// Copies a C string; empty for null.
pub(super) fn owned(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: not null, and every caller passes a NUL-terminated string of librdkafka that is alive during the call.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_string_lossy().into_owned()
}

/// What an error object says beyond its code: librdkafka's own judgement, which the transactional calls come with.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: i32,
    pub(crate) text: String,
    /// The same call may be made again.
    pub(crate) retriable: bool,
    /// The client is beyond repair.
    pub(crate) fatal: bool,
    /// The transaction must be aborted; a new one may succeed.
    pub(crate) requires_abort: bool,
}

/// Takes the error object of a transactional call apart and frees it; `Ok` for null.
pub(super) fn take_failure(error: *mut c::rd_kafka_error_t) -> Result<(), Failure> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: not null: an error object that librdkafka handed to us.
    let retriable = unsafe { c::rd_kafka_error_is_retriable(error) } != 0;
    // SAFETY: as above.
    let fatal = unsafe { c::rd_kafka_error_is_fatal(error) } != 0;
    // SAFETY: as above.
    let requires_abort = unsafe { c::rd_kafka_error_txn_requires_abort(error) } != 0;
    take(error).map_err(|(code, text)| Failure { code, text, retriable, fatal, requires_abort })
}

/// Takes an error object apart and frees it; `Ok` for null.
pub(super) fn take(error: *mut c::rd_kafka_error_t) -> Result<(), (i32, String)> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: not null: an error object that librdkafka handed to us.
    let code = unsafe { rd_kafka_error_code(error) };
    // SAFETY: as above; the string lives as long as the object.
    let text = owned(unsafe { c::rd_kafka_error_string(error) });
    // SAFETY: as above, and it is not used after this.
    unsafe { c::rd_kafka_error_destroy(error) };
    Err((code, text))
}

/// `Ok` for "no error", else the code.
pub(super) fn check(code: c_int) -> Result<(), i32> {
    if code == 0 { Ok(()) } else { Err(code) }
}
