//! A client's configuration: librdkafka's keys and values as strings, checked when the client is made. Secrets are
//! never printed. Defaults are librdkafka's but for those in `defaults`.

use std::fmt;
use std::rc::Rc;

use super::auth::{self, TokenSource};
use super::sys::{Conf, Kind, Outcome};
use super::{defaults, keys};
use crate::error::{Error, Result};

/// Key and value pairs in their order; of equal keys the last one counts.
#[derive(Clone, Default)]
pub struct Config {
    pairs: Vec<(String, String)>,
    tokens: Option<Rc<dyn TokenSource>>,
    /// What a client of this layer's own needs, whatever the pairs say.
    forced: Vec<(&'static str, &'static str)>,
}

/// Keys that would change what this layer relies on, the value that is harmless, and what to do instead.
const OURS: &[(&str, &str, &str)] = &[
    ("log.queue", "", "log lines always go to Peregrine's log; remove it"),
    ("enabled_events", "", "Peregrine chooses the events it needs; remove it"),
    ("delivery.report.only.error", "false", "send() waits for the report of a success too; remove it"),
    ("enable.partition.eof", "false", "the end of a partition is not reported; read with a timeout instead"),
];

impl Config {
    /// No pairs.
    pub fn new() -> Config {
        Config::default()
    }

    /// Adds a pair.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) -> &mut Config {
        self.pairs.push((key.into(), value.into()));
        self
    }

    /// Takes OAUTHBEARER's tokens from there.
    pub fn set_tokens(&mut self, source: Rc<dyn TokenSource>) -> &mut Config {
        self.tokens = Some(source);
        self
    }

    /// Sets a key for a client of this layer's own; the user's value does not count.
    pub(super) fn force(&mut self, key: &'static str, value: &'static str) {
        self.forced.push((key, value));
    }

    /// The value in force.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// The value in force of a key that has several names.
    pub(super) fn last_of(&self, keys: &[&str]) -> Option<&str> {
        self.pairs.iter().rev().find(|(k, _)| keys.contains(&k.as_str())).map(|(_, v)| v.as_str())
    }

    /// Whether a bool that librdkafka does not get is true.
    pub(super) fn is_on(&self, key: &str) -> Result<bool> {
        match self.get(key) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(value) => Err(Error::invalid(format!("{key} = {value:?}; it takes true or false"))),
        }
    }

    /// The source given for OAUTHBEARER's tokens.
    pub(super) fn tokens(&self) -> Option<Rc<dyn TokenSource>> {
        self.tokens.clone()
    }

    /// Where this client's tokens come from, when its login needs any.
    pub(super) fn login(&self) -> Result<Option<Rc<dyn TokenSource>>> {
        auth::plan(self).map(|plan| plan.source)
    }

    /// Checks every pair and hands them to librdkafka.
    pub(super) fn native(&self, kind: Kind) -> Result<Conf> {
        let mut conf = Conf::new();
        conf.set("log.queue", "true");
        for (key, value) in defaults::of(self, kind) {
            conf.set(key, value);
        }
        for (key, value) in &self.pairs {
            check_ours(key, value)?;
            if auth::is_ours(self, key) {
                continue;
            }
            if let Some(other) = keys::belongs_elsewhere(key, kind) {
                let sentence = format!("{key} is an option of the Kafka {}, not of the {}", noun(other), noun(kind));
                return Err(Error::invalid(format!("{sentence}; remove it")));
            }
            match conf.set(key, value) {
                Outcome::Set => {}
                Outcome::Unknown => return Err(unknown(key)),
                Outcome::Wrong(sentence) => return Err(wrong(key, value, &sentence)),
            }
        }
        let login = auth::plan(self)?;
        if login.source.is_some() {
            conf.ask_for_tokens();
        }
        for (key, value) in login.instead.into_iter().chain(self.forced.iter().copied()) {
            conf.set(key, value);
        }
        self.check_required(kind)?; // last: a misspelt key is not a missing one
        Ok(conf)
    }

    /// librdkafka's sentence about the whole, without the values of secret keys.
    pub(super) fn refusal(&self, kind: Kind, sentence: &str) -> Error {
        let secrets = self.pairs.iter().filter(|(k, v)| is_secret(k) && v.len() > 2);
        let clean = secrets.fold(sentence.to_owned(), |text, (_, secret)| text.replace(secret.as_str(), "***"));
        Error::invalid(format!("Kafka {}: {clean}", noun(kind)))
    }

    fn check_required(&self, kind: Kind) -> Result<()> {
        let brokers = ["bootstrap.servers", "metadata.broker.list", "test.mock.num.brokers"];
        if !brokers.iter().any(|key| self.get(key).is_some_and(|v| !v.is_empty())) {
            let sentence = "bootstrap.servers is missing; set it to \"host:port,host:port\"";
            return Err(Error::invalid(format!("Kafka {}: {sentence}", noun(kind))));
        }
        if kind == Kind::Consumer && self.get("group.id").is_none_or(str::is_empty) {
            return Err(Error::invalid(
                "Kafka consumer: group.id is missing; set it to the name of its consumer group",
            ));
        }
        Ok(())
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Config {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Config {
        Config { pairs: pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect(), ..Config::default() }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.pairs.iter().map(|(k, v)| (k, if is_secret(k) { "***" } else { v.as_str() }));
        f.debug_map().entries(shown).finish()
    }
}

/// "producer" or "consumer".
pub(super) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Producer => "producer",
        Kind::Consumer => "consumer",
    }
}

/// Keys whose value must not be seen: librdkafka marks them sensitive but does not tell which they are. File names
/// and user names are left readable on purpose.
fn is_secret(key: &str) -> bool {
    let parts = ["password", "secret", "passphrase", "key.pem", "oauthbearer.config", "token"];
    let key = key.to_ascii_lowercase().replace(['_', '-'], ".");
    parts.iter().any(|part| key.contains(part))
}

fn check_ours(key: &str, value: &str) -> Result<()> {
    match OURS.iter().find(|(ours, ..)| *ours == key) {
        Some((_, harmless, what)) if value != *harmless => Err(Error::invalid(format!("{key}: {what}"))),
        _ => Ok(()),
    }
}

fn unknown(key: &str) -> Error {
    let hint = match keys::nearest(key) {
        Some(near) => format!("did you mean {near}?"),
        None => "librdkafka's CONFIGURATION.md lists what there is".to_owned(),
    };
    Error::invalid(format!("unknown Kafka option {key:?}; {hint}"))
}

fn wrong(key: &str, value: &str, sentence: &str) -> Error {
    let sentence = sentence.trim_end();
    if is_secret(key) {
        return Error::invalid(format!("the value of {key} is not one that librdkafka takes"));
    }
    let range = keys::range(key).map(|range| format!(" (it takes {range})")).unwrap_or_default();
    Error::invalid(format!("{key} = {value:?}: {sentence}{range}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(pairs: &[(&str, &str)], kind: Kind) -> String {
        let mut config: Config = [("bootstrap.servers", "127.0.0.1:1")].into_iter().collect();
        for (k, v) in pairs {
            config.set(*k, *v);
        }
        match config.native(kind) {
            Err(error) => error.message,
            Ok(_) => panic!("{pairs:?} was taken"),
        }
    }

    #[test]
    fn unknown_keys_name_their_neighbour() {
        assert_eq!(
            refused(&[("mesage.timeout.ms", "1")], Kind::Producer),
            "unknown Kafka option \"mesage.timeout.ms\"; did you mean message.timeout.ms?"
        );
        assert!(refused(&[("completely.different.thing", "1")], Kind::Producer).contains("CONFIGURATION.md"));
    }

    #[test]
    fn wrong_values_carry_librdkafkas_sentence() {
        let message = refused(&[("acks", "many")], Kind::Producer);
        assert!(message.starts_with(r#"acks = "many": Invalid value"#) && message.contains("-1 .. 1000"), "{message}");
        let message = refused(&[("linger.ms", "9999999999")], Kind::Producer);
        assert!(message.contains("linger.ms") && message.contains("range"), "{message}");
        assert!(refused(&[("client.id", "a\0b")], Kind::Producer).contains("NUL"));
    }

    #[test]
    fn what_would_be_ignored_or_break_us_is_refused() {
        assert!(refused(&[("group.id", "g")], Kind::Producer).contains("option of the Kafka consumer"));
        assert!(
            refused(&[("group.id", "g"), ("linger.ms", "5")], Kind::Consumer).contains("option of the Kafka producer")
        );
        assert!(refused(&[("delivery.report.only.error", "true")], Kind::Producer).contains("remove it"));
        assert!(refused(&[("sasl.mechanism", "OAUTHBEARER")], Kind::Producer).contains("needs a source of tokens"));
        assert!(refused(&[("dr_msg_cb", "x")], Kind::Producer).contains("dr_msg_cb"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let none = Config::new();
        assert!(none.native(Kind::Producer).err().unwrap().message.contains("bootstrap.servers is missing"));
        assert!(refused(&[], Kind::Consumer).contains("group.id is missing"));
    }

    #[test]
    fn secrets_are_hidden() {
        let secret = "hunter2-very-secret";
        for key in ["sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem", "SASL_PASSWORD"] {
            let config: Config = [(key, secret)].into_iter().collect();
            assert!(!format!("{config:?}").contains(secret), "{key}");
            let nul = format!("{secret}\0");
            assert!(!refused(&[(key, &nul)], Kind::Producer).contains(secret), "{key}");
            let told = config.refusal(Kind::Producer, &format!("cannot read key {secret}: no"));
            assert_eq!(told.message, "Kafka producer: cannot read key ***: no");
        }
        let open: Config = [("client.id", "me")].into_iter().collect();
        assert_eq!(format!("{open:?}"), r#"{"client.id": "me"}"#);
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let config: Config = [("a", "1"), ("a", "2")].into_iter().collect();
        assert_eq!(config.get("a"), Some("2"));
    }
}
