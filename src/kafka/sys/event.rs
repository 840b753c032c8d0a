//! Events of a queue, and the messages in them: delivery reports and fetched messages. Loop thread.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::marker::PhantomData;

use rdkafka::bindings as c;

use super::admin::Answer;
use super::code::owned;
use super::native::Queue;
use super::partitions::PartitionList;

unsafe extern "C" {
    // Bound anew for the reason given in `code`.
    fn rd_kafka_event_error(event: *mut c::rd_kafka_event_t) -> c_int;
}

/// Where an event's memory comes from.
pub(super) struct Owned<'q>(pub(super) *mut c::rd_kafka_event_t, PhantomData<&'q Queue>);

impl Drop for Owned<'_> {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once, while its queue is alive.
        unsafe { c::rd_kafka_event_destroy(self.0) };
    }
}

/// One event. The room its records took in the queue is free again when it is dropped.
pub(crate) enum Event<'q> {
    /// Delivery reports of a batch.
    Reports(Messages<'q>),
    /// Fetched messages.
    Fetched(Messages<'q>),
    /// A log line: syslog level, text.
    Log(u8, String),
    /// Something went wrong that belongs to no record: code, sentence.
    Error(i32, String),
    /// The answer to a commit.
    Committed(i32),
    /// All of this partition that there is was read.
    End(i32),
    /// A login needs a new token.
    TokenWanted,
    /// The group has agreed anew: whether these partitions are given (or taken away).
    Rebalance(bool, PartitionList),
    /// Statistics as JSON.
    Statistics(String),
    /// The answer to a request of an administrator.
    Answer(Answer<'q>),
    /// Nothing for us.
    Other,
}

impl<'q> Event<'q> {
    /// Takes an event over; `None` for null.
    pub(super) fn from_raw(raw: *mut c::rd_kafka_event_t) -> Option<Event<'q>> {
        if raw.is_null() {
            return None;
        }
        let event = Owned(raw, PhantomData);
        // SAFETY: a live event.
        let kind = unsafe { c::rd_kafka_event_type(raw) };
        Some(match kind {
            c::RD_KAFKA_EVENT_DR => Event::Reports(Messages(event)),
            c::RD_KAFKA_EVENT_FETCH => Event::Fetched(Messages(event)),
            c::RD_KAFKA_EVENT_LOG => log(&event),
            c::RD_KAFKA_EVENT_ERROR => error(&event),
            c::RD_KAFKA_EVENT_REBALANCE => rebalance(&event),
            // SAFETY: a live event; the string lives as long as it.
            c::RD_KAFKA_EVENT_STATS => Event::Statistics(owned(unsafe { c::rd_kafka_event_stats(raw) })),
            // SAFETY: a live event.
            c::RD_KAFKA_EVENT_OFFSET_COMMIT => Event::Committed(unsafe { rd_kafka_event_error(raw) }),
            c::RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH => Event::TokenWanted,
            c::RD_KAFKA_EVENT_CREATETOPICS_RESULT..=c::RD_KAFKA_EVENT_DELETECONSUMERGROUPOFFSETS_RESULT
            | c::RD_KAFKA_EVENT_CREATEACLS_RESULT.. => Event::Answer(Answer(event)),
            _ => Event::Other,
        })
    }
}

fn log<'q>(event: &Owned<'_>) -> Event<'q> {
    let (mut facility, mut text): (*const c_char, *const c_char) = (std::ptr::null(), std::ptr::null());
    let mut level: c_int = 6;
    // SAFETY: a live event and three out-parameters; the strings live as long as the event.
    unsafe { c::rd_kafka_event_log(event.0, &mut facility, &mut text, &mut level) };
    Event::Log(level.clamp(0, 7) as u8, format!("{}: {}", owned(facility), owned(text)))
}

fn error<'q>(event: &Owned<'_>) -> Event<'q> {
    const PARTITION_EOF: i32 = -191;
    // SAFETY: a live event.
    let code = unsafe { rd_kafka_event_error(event.0) };
    if code == PARTITION_EOF {
        return partition(event).map_or(Event::Other, Event::End);
    }
    // SAFETY: a live event; the string lives as long as it.
    let text = owned(unsafe { c::rd_kafka_event_error_string(event.0) });
    Event::Error(code, hinted(text))
}

/// The sentence of librdkafka, which says what a broker may mean that hangs up on a TLS handshake, but not when it already
/// has by the time of the client's first look.
fn hinted(text: String) -> String {
    let early =
        text.contains("in state SSL_HANDSHAKE") && text.contains("Disconnected: ") && !text.contains("PLAINTEXT");
    if early { text + ": connecting to a PLAINTEXT broker listener?" } else { text }
}

/// The partition an error belongs to.
fn partition(event: &Owned<'_>) -> Option<i32> {
    // SAFETY: a live event; a new object or null.
    let of = unsafe { c::rd_kafka_event_topic_partition(event.0) };
    if of.is_null() {
        return None;
    }
    // SAFETY: one field of a live object.
    let number = unsafe { (*of).partition };
    // SAFETY: ours, destroyed once.
    unsafe { c::rd_kafka_topic_partition_destroy(of) };
    Some(number)
}

/// librdkafka's code of a rebalance that gives partitions.
const ASSIGN_PARTITIONS: c_int = -175;

fn rebalance<'q>(event: &Owned<'_>) -> Event<'q> {
    // SAFETY: a live event.
    let code = unsafe { rd_kafka_event_error(event.0) };
    // SAFETY: a live event; the list is the event's.
    let list = unsafe { c::rd_kafka_event_topic_partition_list(event.0) };
    let list = if list.is_null() { PartitionList::new(0) } else { PartitionList::copy(list) };
    Event::Rebalance(code == ASSIGN_PARTITIONS, list)
}

/// The messages of an event, each handed out once.
pub(crate) struct Messages<'q>(Owned<'q>);

impl Messages<'_> {
    /// The next message; it borrows the event.
    pub(crate) fn next(&mut self) -> Option<RawMessage<'_>> {
        // SAFETY: a live event.
        let raw = unsafe { c::rd_kafka_event_message_next(self.0.0) };
        (!raw.is_null()).then_some(RawMessage(raw, PhantomData))
    }
}

/// A message inside an event.
pub(crate) struct RawMessage<'e>(*const c::rd_kafka_message_t, PhantomData<&'e ()>);

impl<'e> RawMessage<'e> {
    /// 0 or the error code of the record.
    pub(crate) fn code(&self) -> i32 {
        // SAFETY: `err` is the first field of the live message; read as a number (rule 4).
        unsafe { self.0.cast::<c_int>().read() }
    }

    /// The broker's own sentence about a record it refused, else librdkafka's.
    pub(crate) fn error_text(&self) -> String {
        // SAFETY: a live message of a delivery report or a fetch.
        let text = unsafe { c::rd_kafka_message_produce_errstr(self.0) };
        if text.is_null() { super::description(self.code()) } else { owned(text) }
    }

    /// The number given to [`super::Topic::produce`].
    pub(crate) fn opaque(&self) -> usize {
        // SAFETY: one field of a live message.
        unsafe { (*self.0)._private as usize }
    }

    /// The topic's name.
    pub(crate) fn topic(&self) -> &'e [u8] {
        // SAFETY: one field of a live message.
        let topic = unsafe { (*self.0).rkt };
        // SAFETY: the message holds its topic; null is allowed.
        let name = unsafe { c::rd_kafka_topic_name(topic) };
        if name.is_null() {
            return b"";
        }
        // SAFETY: NUL-terminated and alive as long as the topic, which the message holds.
        unsafe { CStr::from_ptr(name) }.to_bytes()
    }

    /// The partition; negative when none was chosen.
    pub(crate) fn partition(&self) -> i32 {
        // SAFETY: one field of a live message.
        unsafe { (*self.0).partition }
    }

    /// The offset; negative when it has none.
    pub(crate) fn offset(&self) -> i64 {
        // SAFETY: one field of a live message.
        unsafe { (*self.0).offset }
    }

    /// Milliseconds since 1970, or -1.
    pub(crate) fn timestamp(&self) -> i64 {
        // SAFETY: a live message; null: the timestamp's kind is not asked for.
        unsafe { c::rd_kafka_message_timestamp(self.0, std::ptr::null_mut()) }
    }

    /// The value; `None` is a null (a tombstone).
    pub(crate) fn value(&self) -> Option<&'e [u8]> {
        // SAFETY: two fields of a live message.
        let (start, length) = unsafe { ((*self.0).payload, (*self.0).len) };
        bytes(start, length)
    }

    /// The key.
    pub(crate) fn key(&self) -> Option<&'e [u8]> {
        // SAFETY: two fields of a live message.
        let (start, length) = unsafe { ((*self.0).key, (*self.0).key_len) };
        bytes(start, length)
    }

    /// The headers in their order.
    pub(crate) fn headers(&self) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
        let mut all = Vec::new();
        let mut list = std::ptr::null_mut();
        // SAFETY: a live message and an out-parameter; the list belongs to the message.
        if unsafe { c::rd_kafka_message_headers(self.0, &mut list) } as c_int != 0 {
            return all;
        }
        while let Some(header) = header(list, all.len()) {
            all.push(header);
        }
        all
    }
}

fn header(list: *const c::rd_kafka_headers_t, index: usize) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
    let mut name: *const c_char = std::ptr::null();
    let (mut value, mut length): (*const c_void, usize) = (std::ptr::null(), 0);
    // SAFETY: a live list and three out-parameters; an index past the end is answered with an error.
    let code = unsafe { c::rd_kafka_header_get_all(list, index, &mut name, &mut value, &mut length) };
    if code as c_int != 0 {
        return None;
    }
    // SAFETY: NUL-terminated and alive as long as the list.
    let name = unsafe { CStr::from_ptr(name) };
    Some((name.to_bytes().to_vec(), bytes(value, length).map(<[u8]>::to_vec)))
}

fn bytes<'e>(start: *const c_void, length: usize) -> Option<&'e [u8]> {
    if start.is_null() {
        return None;
    }
    // SAFETY: librdkafka's pointer and length of memory that lives as long as the event.
    Some(unsafe { std::slice::from_raw_parts(start.cast(), length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broker_that_hangs_up_on_tls_early_is_explained_as_a_late_one_is() {
        let early =
            "ssl://b:1/bootstrap: Disconnected: SSL connection closed by peer (after 0ms in state SSL_HANDSHAKE)";
        let hint = "connecting to a PLAINTEXT broker listener?";
        assert_eq!(hinted(early.to_owned()), format!("{early}: {hint}"));
        let late = format!(
            "ssl://b:1/bootstrap: SSL handshake failed: Disconnected: closed: {hint} (after 0ms in state SSL_HANDSHAKE)"
        );
        assert_eq!(hinted(late.clone()).matches(hint).count(), 1, "{late}");
        let other = "ssl://b:1/1: Disconnected: connection closed by peer (after 9ms in state UP)";
        assert_eq!(hinted(other.to_owned()), other);
    }
}
