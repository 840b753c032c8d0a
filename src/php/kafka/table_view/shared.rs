//! What all processes know of a view, in memory that outlives each of them: who follows the topic, whether the rows are
//! complete, how far each partition was read, and when the brokers were last heard of.
//!
//! Rules:
//! 1. Only the holder of the lock writes. The lock of a holder that was killed is free.
//! 2. A partition's place is written after the row: whoever takes over may apply a message a second time, never miss one.
//! 3. READY is set once and stays: rows are there from then on, whoever follows. BUILT is taken back when the rows have to be
//!    compared with the whole topic.

use crate::error::Result;
use crate::sys::shm::Map;
use crate::table::lock::{Lock, Mode};
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Partitions a view can follow.
pub(super) const MOST_PARTITIONS: usize = 4096;

const READY: usize = 0;
const BUILT: usize = 1;
const FOLLOWER: usize = 2;
const PARTITIONS: usize = 3;
/// The first of the figures.
const FIGURES: usize = 4;
/// Milliseconds since 1970 when a follower last heard of the brokers.
const HEARD: usize = 7;
/// The first of the places.
const PLACES: usize = 8;

/// The lock's holder within a process: there is one task at most.
const HOLDER: u64 = 1;

/// Figures of `stats()`.
#[derive(Clone, Copy)]
pub(super) enum Figure {
    /// Messages that were applied.
    Applied,
    /// Of them, those that deleted.
    Deleted,
    /// Messages that could not become a row.
    Refused,
}

/// By the clock that brokers go by, too.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64
}

/// Made before the fork.
pub(super) struct Shared {
    lock: Lock,
    words: Map,
}

impl Shared {
    pub(super) fn new() -> Result<Shared> {
        Ok(Shared { lock: Lock::mutex()?, words: Map::new(PLACES + MOST_PARTITIONS)? })
    }

    /// Tries to become who follows the topic.
    pub(super) fn try_follow(&self) -> Result<bool> {
        let follows = self.lock.try_lock(HOLDER, Mode::Exclusive)?;
        if follows {
            self.words[FOLLOWER].store(std::process::id().into(), SeqCst);
        }
        Ok(follows)
    }

    pub(super) fn stop_following(&self) {
        if self.lock.is_held_by(HOLDER) {
            self.words[FOLLOWER].store(0, SeqCst);
            let _ = self.lock.unlock(HOLDER);
        }
    }

    /// The process that follows; of one that was killed, until the next has taken over.
    pub(super) fn follower(&self) -> u64 {
        self.words[FOLLOWER].load(SeqCst)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.words[READY].load(SeqCst) != 0
    }

    pub(super) fn is_built(&self) -> bool {
        self.words[BUILT].load(SeqCst) != 0
    }

    /// The rows are those of the topic.
    pub(super) fn set_built(&self) {
        self.words[BUILT].store(1, SeqCst);
        self.words[READY].store(1, SeqCst);
    }

    /// The rows have to be compared with the whole topic.
    pub(super) fn set_unbuilt(&self) {
        self.words[BUILT].store(0, SeqCst);
    }

    /// The follower has heard of the brokers just now.
    pub(super) fn hear(&self) {
        self.words[HEARD].store(now(), SeqCst);
    }

    /// Since when no follower has.
    pub(super) fn deaf(&self) -> Duration {
        Duration::from_millis(now().saturating_sub(self.words[HEARD].load(SeqCst)))
    }

    pub(super) fn partitions(&self) -> u64 {
        self.words[PARTITIONS].load(SeqCst)
    }

    pub(super) fn set_partitions(&self, count: usize) {
        self.words[PARTITIONS].store(count as u64, SeqCst);
    }

    /// Where to go on in a partition.
    pub(super) fn place(&self, partition: usize) -> Option<i64> {
        self.words[PLACES + partition].load(SeqCst).checked_sub(1).map(|offset| offset as i64)
    }

    pub(super) fn set_place(&self, partition: usize, next: Option<i64>) {
        let word = next.map_or(0, |next| next as u64 + 1);
        self.words[PLACES + partition].store(word, SeqCst);
    }

    pub(super) fn figure(&self, which: Figure) -> u64 {
        self.words[FIGURES + which as usize].load(SeqCst)
    }

    pub(super) fn count(&self, which: Figure) {
        self.words[FIGURES + which as usize].fetch_add(1, SeqCst);
    }
}
