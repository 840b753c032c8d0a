//! librdkafka's configuration keys, asked from librdkafka itself: which exist, whom they are for, which is nearest to
//! a misspelt one. Read once per process, when the first client is made.

use std::sync::OnceLock;

use super::auth;
use super::sys::{Kind, properties_text};

/// One key of librdkafka.
pub(super) struct Key {
    pub(super) name: String,
    /// `None`: producers and consumers alike.
    only: Option<Kind>,
    /// `0 .. 900000` or `none, gzip, …`; empty for free text.
    range: String,
}

/// Every documented key, topic keys included.
pub(super) fn all() -> &'static [Key] {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    KEYS.get_or_init(|| properties_text().lines().filter_map(parse).collect())
}

/// `message.timeout.ms | P | 0 .. 2147483647 | …`; a key that stands in two tables keeps both lines.
fn parse(line: &str) -> Option<Key> {
    let mut columns = line.split('|').map(str::trim);
    let name = columns.next().filter(|n| !n.is_empty() && !n.contains(' '))?;
    let only = match columns.next()? {
        "P" => Some(Kind::Producer),
        "C" => Some(Kind::Consumer),
        "*" => None,
        _ => return None, // the tables' heads and rules
    };
    Some(Key { name: name.to_owned(), only, range: columns.next()?.to_owned() })
}

/// The kind of client a key is for, when `kind` is another one.
pub(super) fn belongs_elsewhere(name: &str, kind: Kind) -> Option<Kind> {
    let mut rows = all().iter().filter(|k| k.name == name).peekable();
    let first = rows.peek()?.only?;
    (first != kind && rows.all(|k| k.only == Some(first))).then_some(first)
}

/// What values a key takes, in librdkafka's words.
pub(super) fn range(name: &str) -> Option<&'static str> {
    all().iter().find(|k| k.name == name).map(|k| k.range.as_str()).filter(|range| !range.is_empty())
}

/// The key that differs least from `name`, if any is near.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    // `message_timeout_ms` and `Message.Timeout.Ms` are the spellings people bring from elsewhere.
    let asked = name.to_ascii_lowercase().replace(['_', '-'], ".");
    let names = all().iter().map(|k| k.name.as_str()).chain(auth::own_keys());
    let (distance, key) = names.map(|name| (edits(&asked, name), name)).min_by_key(|(d, _)| *d)?;
    (distance <= 2.max(asked.len() / 4)).then_some(key)
}

/// Levenshtein's distance in bytes.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn librdkafka_tells_its_keys() {
        let names: Vec<&str> = all().iter().map(|k| k.name.as_str()).collect();
        for known in ["bootstrap.servers", "acks", "message.timeout.ms", "group.id", "queue.buffering.max.messages"] {
            assert!(names.contains(&known), "{known} is not among {} keys", names.len());
        }
        assert!(names.len() > 150, "{}", names.len());
    }

    #[test]
    fn keys_know_whom_they_are_for() {
        assert_eq!(belongs_elsewhere("group.id", Kind::Producer), Some(Kind::Consumer));
        assert_eq!(belongs_elsewhere("linger.ms", Kind::Consumer), Some(Kind::Producer));
        assert_eq!(belongs_elsewhere("linger.ms", Kind::Producer), None);
        assert_eq!(belongs_elsewhere("client.id", Kind::Producer), None);
        assert_eq!(belongs_elsewhere("no.such.key", Kind::Producer), None);
    }

    #[test]
    fn misspelt_keys_find_their_neighbour() {
        assert_eq!(nearest("bootstrap.server"), Some("bootstrap.servers"));
        assert_eq!(nearest("message_timeout_ms"), Some("message.timeout.ms"));
        assert_eq!(nearest("lingr.ms"), Some("linger.ms"));
        assert_eq!(nearest("brokers.of.my.own.invention"), None);
    }

    #[test]
    fn distances() {
        assert_eq!((edits("kitten", "sitting"), edits("", "abc"), edits("abc", "abc")), (3, 3, 0));
    }
}
