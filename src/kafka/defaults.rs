//! The defaults that are not librdkafka's: what loses or doubles nothing, unless the configuration says otherwise.

use super::config::Config;
use super::sys::Kind;

/// Keys and values that hold where `config` says nothing else.
pub(super) fn of(config: &Config, kind: Kind) -> Vec<(&'static str, &'static str)> {
    match kind {
        Kind::Producer if is_idempotent(config) => vec![("enable.idempotence", "true")],
        // What was handed out is committed when it was worked off, not before: the consumer stores its offsets.
        Kind::Consumer if stores_offsets(config) => vec![("enable.auto.offset.store", "false")],
        _ => Vec::new(),
    }
}

/// Whether this layer stores a consumer's offsets, and not librdkafka at the moment it hands a message out.
pub(super) fn stores_offsets(config: &Config) -> bool {
    config.get("enable.auto.offset.store").is_none_or(|value| value == "false")
}

/// As in the Java client: idempotent, unless another setting excludes it. librdkafka would refuse the two together.
fn is_idempotent(config: &Config) -> bool {
    let any = |keys: [&str; 2]| keys.iter().find_map(|key| config.get(key));
    let number = |keys| any(keys).and_then(|value: &str| value.parse::<i64>().ok());
    let acknowledged = any(["acks", "request.required.acks"]).is_none_or(|acks| matches!(acks, "all" | "-1"));
    let ordered = number(["max.in.flight.requests.per.connection", "max.in.flight"]).is_none_or(|n| n <= 5);
    let retried = number(["retries", "message.send.max.retries"]).is_none_or(|n| n > 0);
    let first_in_first_out = config.get("queuing.strategy").is_none_or(|strategy| strategy == "fifo");
    config.get("enable.idempotence").is_none() && acknowledged && ordered && retried && first_in_first_out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idempotent(key: &str, value: &str) -> bool {
        !of(&[(key, value)].into_iter().collect(), Kind::Producer).is_empty()
    }

    #[test]
    fn what_excludes_idempotence_turns_it_off() {
        for (key, value) in
            [("linger.ms", "0"), ("acks", "-1"), ("acks", "all"), ("retries", "3"), ("max.in.flight", "5")]
        {
            assert!(idempotent(key, value), "{key} = {value}");
        }
        let excluding = [("acks", "1"), ("max.in.flight", "6"), ("retries", "0"), ("queuing.strategy", "lifo")];
        for (key, value) in excluding.into_iter().chain([("enable.idempotence", "false")]) {
            assert!(!idempotent(key, value), "{key} = {value}");
        }
    }

    /// Each of them alone is taken by librdkafka.
    #[test]
    fn nothing_is_refused_because_of_a_default() {
        for (key, value) in [("acks", "1"), ("max.in.flight", "1000"), ("retries", "0"), ("queuing.strategy", "lifo")] {
            let config: Config = [("bootstrap.servers", "127.0.0.1:1"), (key, value)].into_iter().collect();
            let conf = config.native(Kind::Producer).expect(key);
            assert!(super::super::sys::Native::new(Kind::Producer, conf).is_ok(), "{key} = {value}");
        }
    }
}
