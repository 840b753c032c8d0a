//! How far a consumer has come: what was handed out, what of it is worked off, and telling librdkafka, which commits it
//! (`enable.auto.commit`) or waits for `commit()`. Loop thread.
//!
//! handed out → (the next read, or `commit()`) → handled → stored in librdkafka → committed by it. librdkafka is told at most
//! every 50 ms and before each wait, not for each message.

use std::cell::RefCell;

use super::message::{Message, TopicPartition, to_list};
use super::sys::Native;

/// The offsets behind messages, one of each partition.
#[derive(Default)]
pub(super) struct Offsets(Vec<TopicPartition>);

impl Offsets {
    fn note(&mut self, topic: &str, partition: i32, next: i64) {
        let place = self.0.iter_mut().rev().find(|p| p.partition == partition && p.topic == topic);
        match place {
            Some(place) => place.offset = Some(next),
            None => self.0.push(TopicPartition { topic: topic.to_owned(), partition, offset: Some(next) }),
        }
    }

    fn forget(&mut self, partitions: &[TopicPartition]) {
        self.0.retain(|own| !partitions.iter().any(|p| p.partition == own.partition && p.topic == own.topic));
    }
}

pub(super) struct Progress {
    /// Offsets are stored here, not by librdkafka when it hands out.
    stores: bool,
    handed: RefCell<Offsets>,
    handled: RefCell<Offsets>,
}

impl Progress {
    pub(super) fn new(stores: bool) -> Progress {
        Progress { stores, handed: RefCell::default(), handled: RefCell::default() }
    }

    /// A message has been given to somebody who will read again when he is done with it.
    pub(super) fn handed_out(&self, message: &Message) {
        if self.stores {
            self.handed.borrow_mut().note(&message.topic, message.partition, message.offset + 1);
        }
    }

    /// What was handed out is worked off.
    pub(super) fn all_handled(&self) {
        let mut handed = self.handed.borrow_mut();
        if !handed.0.is_empty() {
            let mut handled = self.handled.borrow_mut();
            if handled.0.is_empty() {
                std::mem::swap(&mut *handed, &mut *handled);
            } else {
                for p in handed.0.drain(..) {
                    handled.note(&p.topic, p.partition, p.offset.unwrap_or_default());
                }
            }
        }
    }

    /// Everything before `next` in this partition is worked off.
    pub(super) fn handled(&self, topic: &str, partition: i32, next: i64) {
        self.handled.borrow_mut().note(topic, partition, next);
    }

    /// Tells librdkafka.
    pub(super) fn store(&self, native: &Native) {
        let mut handled = self.handled.borrow_mut();
        if !handled.0.is_empty() {
            native.store(&to_list(&handled.0));
            handled.0.clear();
        }
    }

    /// Another position is sought, or these partitions are somebody else's: what was not yet stored of them never will be.
    pub(super) fn forget(&self, partitions: &[TopicPartition]) {
        self.handed.borrow_mut().forget(partitions);
        self.handled.borrow_mut().forget(partitions);
    }
}
