//! Tokens of SASL OAUTHBEARER: the queue on which librdkafka asks for them, and giving it one. Loop thread.

use std::ffi::{CString, c_char, c_int};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rdkafka::bindings as c;

use super::code::{check, owned};
use super::conf::SENTENCE;
use super::native::{Native, Queue};
use crate::kafka::auth::Token;

unsafe extern "C" {
    // Bound anew for the reason given in `code`.
    fn rd_kafka_oauthbearer_set_token(
        client: *mut c::rd_kafka_t,
        value: *const c_char,
        lifetime_ms: i64,
        principal: *const c_char,
        extensions: *mut *const c_char,
        extension_count: usize,
        sentence: *mut c_char,
        room: usize,
    ) -> c_int;
}

impl Queue {
    /// The queue for logins; `None` when the client was not configured for it.
    pub(crate) fn sasl(native: &Arc<Native>) -> Option<Queue> {
        // SAFETY: a live client; a new reference, or null.
        let raw = unsafe { c::rd_kafka_queue_get_sasl(native.raw()) };
        (!raw.is_null()).then(|| Queue::from_raw(raw, native))
    }
}

impl Native {
    /// Hands over a token; librdkafka's sentence when it is not one.
    pub(crate) fn set_token(&self, token: &Token) -> Result<(), String> {
        let text = |text: &str| CString::new(text).map_err(|_| "it contains a NUL byte".to_owned());
        let (value, principal) = (text(&token.value)?, text(&token.principal)?);
        let pairs = token.extensions.iter().flat_map(|(name, value)| [text(name), text(value)]);
        let extensions = pairs.collect::<Result<Vec<CString>, String>>()?;
        let mut pointers: Vec<*const c_char> = extensions.iter().map(|text| text.as_ptr()).collect();
        let lifetime = token.expires.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut sentence = [0 as c_char; SENTENCE];
        // SAFETY: a live client; NUL-terminated strings and a list of them that outlive the call, which copies them; a
        // buffer of the length given.
        let code = unsafe {
            rd_kafka_oauthbearer_set_token(
                self.raw(),
                value.as_ptr(),
                i64::try_from(lifetime).unwrap_or(i64::MAX / 1000),
                principal.as_ptr(),
                pointers.as_mut_ptr(),
                pointers.len(),
                sentence.as_mut_ptr(),
                SENTENCE,
            )
        };
        check(code).map_err(|_| owned(sentence.as_ptr()))
    }

    /// Says why there is no token; librdkafka asks again after ten seconds.
    pub(crate) fn set_token_failure(&self, why: &str) {
        let why = CString::new(why.replace('\0', " ")).unwrap_or_default();
        // SAFETY: a live client and a NUL-terminated string, which is copied.
        unsafe { c::rd_kafka_oauthbearer_set_token_failure(self.raw(), why.as_ptr()) };
    }
}
