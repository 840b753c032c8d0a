//! What was sent, what was answered, and what came out at the other end, per event id.
//!
//! The client enters events and answers, the topic's thread enters sightings; both under one mutex, held for
//! nanoseconds. An event takes 16 bytes here, whatever its length.

use std::hash::{DefaultHasher, Hasher};

/// How the request an event was in was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Not at all, or not to the end.
    None,
    Accepted,
    /// 4xx.
    Refused,
    /// 5xx.
    Failed,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    digest: u64,
    answer: Answer,
    /// Sightings on the topic, up to 255.
    seen: u8,
    /// One of them had other bytes.
    altered: bool,
}

/// The counts that decide the test.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) accepted: usize,
    pub(crate) refused: usize,
    pub(crate) failed: usize,
    pub(crate) unanswered: usize,
    /// Accepted and not on the topic.
    pub(crate) lost: usize,
    /// Refused and yet on the topic.
    pub(crate) leaked: usize,
    /// On the topic with other bytes than were sent.
    pub(crate) altered: usize,
    /// On the topic more than once.
    pub(crate) repeated: usize,
    /// Answered 5xx or not at all, and on the topic: allowed.
    pub(crate) ambiguous: usize,
    /// On the topic with this run's seed and a number that was never sent.
    pub(crate) unknown: usize,
}

pub(crate) struct Ledger {
    /// Part of every id, so that another run's events on the topic are not taken for this one's.
    pub(crate) seed: u64,
    entries: Vec<Entry>,
    unknown: usize,
}

impl Ledger {
    pub(crate) fn new(seed: u64) -> Ledger {
        Ledger { seed, entries: Vec::new(), unknown: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// An event with the id `seed-{len}` is about to be sent.
    pub(crate) fn enter(&mut self, text: &[u8]) {
        self.entries.push(Entry { digest: digest(text), answer: Answer::None, seen: 0, altered: false });
    }

    pub(crate) fn answer(&mut self, ids: std::ops::Range<usize>, answer: Answer) {
        for entry in &mut self.entries[ids] {
            entry.answer = answer;
        }
    }

    /// A message of the topic.
    pub(crate) fn see(&mut self, key: &[u8], value: &[u8]) {
        let Some(number) = self.number(key) else {
            return;
        };
        match self.entries.get_mut(number) {
            Some(entry) => {
                entry.seen = entry.seen.saturating_add(1);
                entry.altered |= entry.digest != digest(value);
            }
            None => self.unknown += 1,
        }
    }

    pub(crate) fn balance(&self) -> Balance {
        let mut sum = Balance { unknown: self.unknown, ..Balance::default() };
        for entry in &self.entries {
            let seen = entry.seen > 0;
            match entry.answer {
                Answer::Accepted => (sum.accepted, sum.lost) = (sum.accepted + 1, sum.lost + usize::from(!seen)),
                Answer::Refused => (sum.refused, sum.leaked) = (sum.refused + 1, sum.leaked + usize::from(seen)),
                Answer::Failed => (sum.failed, sum.ambiguous) = (sum.failed + 1, sum.ambiguous + usize::from(seen)),
                Answer::None => {
                    (sum.unanswered, sum.ambiguous) = (sum.unanswered + 1, sum.ambiguous + usize::from(seen))
                }
            }
            sum.altered += usize::from(entry.altered);
            sum.repeated += usize::from(entry.seen > 1);
        }
        sum
    }

    /// Ids of the first few accepted events that are not on the topic.
    pub(crate) fn lost(&self, most: usize) -> Vec<String> {
        let lost = |entry: &Entry| entry.answer == Answer::Accepted && entry.seen == 0;
        let numbers = self.entries.iter().enumerate().filter(|(_, entry)| lost(entry));
        numbers.take(most).map(|(number, _)| format!("{}-{number}", self.seed)).collect()
    }

    fn number(&self, key: &[u8]) -> Option<usize> {
        let (seed, number) = std::str::from_utf8(key).ok()?.split_once('-')?;
        (seed.parse::<u64>().ok()? == self.seed).then(|| number.parse().ok())?
    }
}

fn digest(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_breach_is_counted() {
        let mut ledger = Ledger::new(7);
        for text in ["a", "b", "c", "d", "e"] {
            ledger.enter(text.as_bytes());
        }
        ledger.answer(0..3, Answer::Accepted);
        ledger.answer(3..4, Answer::Refused);
        ledger.see(b"7-0", b"a");
        ledger.see(b"7-1", b"B");
        ledger.see(b"7-1", b"b");
        ledger.see(b"7-3", b"d");
        ledger.see(b"7-4", b"e");
        ledger.see(b"7-99", b"x");
        ledger.see(b"8-2", b"c");
        ledger.see(b"other", b"c");
        let want = Balance {
            accepted: 3,
            refused: 1,
            failed: 0,
            unanswered: 1,
            lost: 1,
            leaked: 1,
            altered: 1,
            repeated: 1,
            ambiguous: 1,
            unknown: 1,
        };
        assert_eq!(ledger.balance(), want);
        assert_eq!(ledger.lost(5), ["7-2"]);
    }
}
