//! How far a consumer has come: what was handed out, what of it is worked off, and telling librdkafka, which commits it
//! (`enable.auto.commit`) or waits for `commit()`. Loop thread.
//!
//! handed out → (the next read, or `commit()`) → handled → stored in librdkafka → committed by it. librdkafka is told at most
//! every 50 ms and before each wait, not for each message.

use std::cell::RefCell;

use super::message::{TopicPartition, to_list};
use super::sys::Native;

/// How far one partition has come; offsets are those of the next message.
struct Place {
    topic: String,
    partition: i32,
    /// Behind what was handed out and is not known to be worked off.
    handed: Option<i64>,
    /// Behind what is worked off and was not stored.
    handled: Option<i64>,
}

impl Place {
    fn is(&self, topic: &[u8], partition: i32) -> bool {
        self.partition == partition && self.topic.as_bytes() == topic
    }
}

/// Every partition of which something was handed out or worked off.
#[derive(Default)]
struct Places {
    all: Vec<Place>,
    /// The one that was looked for last: messages of a partition come in rows.
    last: usize,
    /// Those with something handed out.
    fresh: Vec<usize>,
    /// One of them has something to store.
    unstored: bool,
}

impl Places {
    /// Where the place of a partition is in `all`.
    fn find(&mut self, topic: &[u8], partition: i32) -> usize {
        if !self.all.get(self.last).is_some_and(|place| place.is(topic, partition)) {
            self.last = self.search(topic, partition);
        }
        self.last
    }

    fn search(&mut self, topic: &[u8], partition: i32) -> usize {
        self.all.iter().position(|place| place.is(topic, partition)).unwrap_or_else(|| {
            let topic = String::from_utf8_lossy(topic).into_owned();
            self.all.push(Place { topic, partition, handed: None, handled: None });
            self.all.len() - 1
        })
    }
}

pub(super) struct Progress {
    /// Offsets are stored here, not by librdkafka when it hands out.
    stores: bool,
    places: RefCell<Places>,
}

impl Progress {
    pub(super) fn new(stores: bool) -> Progress {
        Progress { stores, places: RefCell::default() }
    }

    /// The message before `next` has been given to somebody who will read again when he is done with it.
    pub(super) fn handed_out(&self, topic: &[u8], partition: i32, next: i64) {
        if self.stores {
            let places = &mut *self.places.borrow_mut();
            let at = places.find(topic, partition);
            if places.all[at].handed.replace(next).is_none() {
                places.fresh.push(at);
            }
        }
    }

    /// What was handed out is worked off.
    pub(super) fn all_handled(&self) {
        let places = &mut *self.places.borrow_mut();
        for at in places.fresh.drain(..) {
            let place = &mut places.all[at];
            place.handled = place.handed.take();
            places.unstored = true;
        }
    }

    /// Everything before `next` in this partition is worked off.
    pub(super) fn handled(&self, topic: &str, partition: i32, next: i64) {
        let places = &mut *self.places.borrow_mut();
        let at = places.find(topic.as_bytes(), partition);
        places.all[at].handled = Some(next);
        places.unstored = true;
    }

    /// Tells librdkafka.
    pub(super) fn store(&self, native: &Native) {
        let list = self.take_unstored();
        if !list.is_empty() {
            native.store(&to_list(&list));
        }
    }

    fn take_unstored(&self) -> Vec<TopicPartition> {
        let places = &mut *self.places.borrow_mut();
        if !std::mem::take(&mut places.unstored) {
            return Vec::new();
        }
        let take = |place: &mut Place| {
            let offset = Some(place.handled.take()?);
            Some(TopicPartition { topic: place.topic.clone(), partition: place.partition, offset })
        };
        places.all.iter_mut().filter_map(take).collect()
    }

    /// Another position is sought, or these partitions are somebody else's: what was not yet stored of them never will be.
    pub(super) fn forget(&self, partitions: &[TopicPartition]) {
        let places = &mut *self.places.borrow_mut();
        let gone = |place: &Place| partitions.iter().any(|p| place.is(p.topic.as_bytes(), p.partition));
        for place in places.all.iter_mut().filter(|place| gone(place)) {
            (place.handed, place.handled) = (None, None);
        }
        let all = &places.all;
        places.fresh.retain(|at| all[*at].handed.is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unstored(progress: &Progress) -> Vec<(String, i32, i64)> {
        let list = progress.take_unstored().into_iter();
        list.map(|p| (p.topic, p.partition, p.offset.expect("each has one"))).collect()
    }

    #[test]
    fn only_what_is_worked_off_is_stored_and_only_once() {
        let progress = Progress::new(true);
        progress.handed_out(b"t", 0, 1);
        assert_eq!(unstored(&progress), []);
        progress.all_handled();
        progress.handed_out(b"t", 0, 2);
        progress.handed_out(b"t", 1, 8);
        progress.handed_out(b"t", 1, 9);
        assert_eq!(unstored(&progress), [("t".into(), 0, 1)]);
        assert_eq!(unstored(&progress), []);
        progress.all_handled();
        progress.all_handled();
        progress.handled("u", 0, 5);
        assert_eq!(unstored(&progress), [("t".into(), 0, 2), ("t".into(), 1, 9), ("u".into(), 0, 5)]);
    }

    #[test]
    fn what_is_forgotten_is_not_stored_but_what_comes_after_is() {
        let progress = Progress::new(true);
        let place = |partition| TopicPartition { topic: "t".into(), partition, offset: None };
        progress.handed_out(b"t", 0, 1);
        progress.handed_out(b"t", 1, 1);
        progress.handled("t", 2, 1);
        progress.forget(&[place(0), place(2)]);
        progress.all_handled();
        assert_eq!(unstored(&progress), [("t".into(), 1, 1)]);
        progress.handed_out(b"t", 0, 1);
        progress.all_handled();
        assert_eq!(unstored(&progress), [("t".into(), 0, 1)]);
    }

    #[test]
    fn without_storing_only_what_is_said_counts() {
        let progress = Progress::new(false);
        progress.handed_out(b"t", 0, 1);
        progress.all_handled();
        assert_eq!(unstored(&progress), []);
        progress.handled("t", 0, 1);
        assert_eq!(unstored(&progress), [("t".into(), 0, 1)]);
    }
}
