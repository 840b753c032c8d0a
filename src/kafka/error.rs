//! What went wrong with a record, a commit or a client: librdkafka's code, its name and a sentence. Any thread.

use std::fmt;

use super::sys;
use crate::error::{Error, Kind};

/// The result of everything but making a client.
pub type Result<T> = std::result::Result<T, KafkaError>;

/// librdkafka's codes this layer itself uses; negative ones are made by the client, positive ones by the broker.
pub(super) mod code {
    pub(crate) const INVALID_ARG: i32 = -186;
    pub(crate) const TIMED_OUT: i32 = -185;
    pub(crate) const QUEUE_FULL: i32 = -184;
    pub(crate) const STATE: i32 = -172;
    pub(crate) const AUTHENTICATION: i32 = -169;
    pub(crate) const AUTO_OFFSET_RESET: i32 = -140;
    pub(crate) const NO_OFFSET: i32 = -168;
    pub(crate) const PURGE_QUEUE: i32 = -152;
    pub(crate) const PURGE_INFLIGHT: i32 = -151;
    pub(crate) const FATAL: i32 = -150;
    pub(crate) const MSG_TIMED_OUT: i32 = -192;
    pub(crate) const ALL_BROKERS_DOWN: i32 = -187;
}

/// Codes after which the same thing may succeed later, with nothing changed. A refused login (-169, 58) is not among
/// them: the same secret is refused again, and brokers and directories lock out who insists. Below zero: no connection, no leader
/// known, no room, no answer in time. Above: the errors the protocol calls retriable (kafka.apache.org/protocol).
const RETRIABLE: &[i32] = &[
    -195, -193, -192, -187, -185, -184, -182, -180, -166, -164, -163, -153, 2, 3, 5, 6, 7, 8, 9, 13, 14, 15, 16, 19,
    20, 27, 41, 51, 56, 70, 71, 72, 74, 75, 78, 80, 83, 88, 89, 100,
];

/// An error of librdkafka or of a broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KafkaError {
    code: i32,
    message: String,
    severity: Severity,
}

/// What is to be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    /// What the code says.
    OfCode,
    /// librdkafka says that the same call may be made again.
    Retriable,
    /// The transaction must be aborted.
    RequiresAbort,
    /// The client is beyond repair.
    Fatal,
}

impl KafkaError {
    pub(super) fn new(code: i32, message: impl Into<String>) -> KafkaError {
        KafkaError { code, message: message.into(), severity: Severity::OfCode }
    }

    /// What a transactional call ended with.
    pub(super) fn of_transaction(failure: sys::Failure, doing: &str) -> KafkaError {
        let severity = match failure {
            sys::Failure { fatal: true, .. } => Severity::Fatal,
            sys::Failure { requires_abort: true, .. } => Severity::RequiresAbort,
            sys::Failure { retriable: true, .. } => Severity::Retriable,
            _ => Severity::OfCode,
        };
        KafkaError { code: failure.code, message: format!("{doing}: {}", failure.text), severity }
    }

    /// The transaction in which this happened can only be aborted.
    pub(super) fn requiring_abort(self) -> KafkaError {
        if self.is_fatal() { self } else { KafkaError { severity: Severity::RequiresAbort, ..self } }
    }

    /// With librdkafka's own sentence behind what was being done.
    pub(super) fn of(code: i32, doing: impl fmt::Display) -> KafkaError {
        Self::new(code, format!("{doing}: {}", sys::description(code)))
    }

    pub(super) fn fatal(code: i32, message: impl Into<String>) -> KafkaError {
        KafkaError { code, message: message.into(), severity: Severity::Fatal }
    }

    /// The client was closed.
    pub(super) fn closed(what: &str) -> KafkaError {
        Self::new(code::STATE, format!("the Kafka {what} is closed"))
    }

    /// The client was made by another process.
    pub(super) fn forked(what: &str) -> KafkaError {
        let sentence = "was made before this process was forked, and librdkafka's threads did not come along; \
                        make it after the fork, for example in workerStart";
        Self::new(code::STATE, format!("the Kafka {what} {sentence}"))
    }

    /// librdkafka's number; below zero it was found by the client, above zero by the broker.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// librdkafka's name of the code without its prefix, like `_MSG_TIMED_OUT` or `TOPIC_AUTHORIZATION_FAILED`.
    pub fn name(&self) -> String {
        sys::name(self.code)
    }

    /// Whether the same call may succeed later with nothing changed. librdkafka has already retried for
    /// `message.timeout.ms`. A record that timed out may still have been written: retrying can duplicate it.
    pub fn is_retriable(&self) -> bool {
        match self.severity {
            Severity::OfCode => RETRIABLE.contains(&self.code),
            severity => severity == Severity::Retriable,
        }
    }

    /// Whether the client is beyond repair: close it and make a new one.
    pub fn is_fatal(&self) -> bool {
        self.severity == Severity::Fatal
    }

    /// Whether the transaction must be aborted; a new one may succeed.
    pub fn requires_abort(&self) -> bool {
        self.severity == Severity::RequiresAbort
    }
}

impl fmt::Display for KafkaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for KafkaError {}

impl From<KafkaError> for Error {
    fn from(error: KafkaError) -> Error {
        Error { kind: Kind::Kafka, message: error.message, code: error.code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_librdkafkas() {
        for (number, name) in [
            (code::INVALID_ARG, "_INVALID_ARG"),
            (code::TIMED_OUT, "_TIMED_OUT"),
            (code::QUEUE_FULL, "_QUEUE_FULL"),
            (code::STATE, "_STATE"),
            (code::AUTHENTICATION, "_AUTHENTICATION"),
            (code::AUTO_OFFSET_RESET, "_AUTO_OFFSET_RESET"),
            (code::NO_OFFSET, "_NO_OFFSET"),
            (code::PURGE_QUEUE, "_PURGE_QUEUE"),
            (code::PURGE_INFLIGHT, "_PURGE_INFLIGHT"),
            (code::FATAL, "_FATAL"),
            (code::MSG_TIMED_OUT, "_MSG_TIMED_OUT"),
            (code::ALL_BROKERS_DOWN, "_ALL_BROKERS_DOWN"),
        ] {
            assert_eq!(KafkaError::new(number, "").name(), name);
        }
    }

    #[test]
    fn every_retriable_code_has_a_name() {
        let names: Vec<String> = RETRIABLE.iter().map(|&c| sys::name(c)).collect();
        assert!(names.iter().all(|n| !n.contains('?')), "{names:?}");
        assert!(names.contains(&"NOT_ENOUGH_REPLICAS".to_owned()) && names.contains(&"_TRANSPORT".to_owned()));
        assert!(!KafkaError::new(29, "").is_retriable(), "TOPIC_AUTHORIZATION_FAILED needs a change");
        assert!(!KafkaError::fatal(-195, "").is_retriable());
    }

    #[test]
    fn a_code_nobody_knows_is_carried() {
        let error = KafkaError::of(31_234, "send");
        assert_eq!(error.code(), 31_234);
        assert!(error.to_string().starts_with("send: "));
    }
}
