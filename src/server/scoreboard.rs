//! What every process of a server can read about every other: one record per process in shared memory.
//!
//! Layout, in 64-bit words: the header, then two records per slot (a slot has at most two processes at once: one that
//! serves and one that comes or goes). Access rules:
//! 1. The header and a record's identity (pid … base) are written by the master; pid and start time also by the
//!    process itself, before its program runs.
//! 2. A record's counters are written by the one process the master gave it to, by plain loads and stores; by the
//!    master only after it has reaped that process.
//! 3. Counters only grow and are never reset: a process continues where the record's former process ended, so totals
//!    survive deaths. What a process did itself is the counter minus `BASE`.
//! 4. Readers need no lock; each word is true by itself, several may be of different moments.

use super::slot::State;
use crate::error::Result;
use crate::sys::clock;
use crate::sys::map;
use crate::sys::process::Process;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

const HEADER: usize = 16;
/// Words of the header.
pub(super) const STARTED_AT: usize = 0;
pub(super) const RELOADS: usize = 1;
pub(super) const RELOADS_FAILED: usize = 2;
pub(super) const DEATHS: usize = 3;
pub(super) const KILLED: usize = 4;
pub(super) const TAINTED: usize = 5;
pub(super) const RECYCLED_MEMORY: usize = 6;
pub(super) const RECYCLED_AGE: usize = 7;
pub(super) const RECYCLED_REQUESTS: usize = 8;

/// Words of a record.
pub(super) const PID: usize = 0;
pub(super) const START_TIME: usize = 1;
pub(super) const GENERATION: usize = 2;
pub(super) const STATE: usize = 3;
pub(super) const SINCE: usize = 4;
pub(super) const BASE: usize = 5;
pub(super) const REQUESTS: usize = 6;
pub(super) const ACCEPTED: usize = 7;
pub(super) const CLOSED: usize = 8;
pub(super) const COROUTINES: usize = 9;
pub(super) const IN_FLIGHT: usize = 10;
pub(super) const FILES: usize = 11;
pub(super) const REFUSED: usize = 12;
pub(super) const ABORTED: usize = 13;
/// The first of four: messages accepted, acknowledged, failed, received.
pub(super) const KAFKA: usize = 14;
/// When it last came back to its event loop, in milliseconds of the monotonic clock.
pub(super) const SEEN: usize = 18;
pub(super) const APPLICATION: usize = 19;

/// The shared memory of all records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scoreboard {
    words: &'static [AtomicU64],
    stride: usize,
}

impl Scoreboard {
    /// Maps the records of `slots` slots with `counters` application counters each.
    pub(super) fn new(slots: usize, counters: usize) -> Result<Scoreboard> {
        let stride = (APPLICATION + counters).next_multiple_of(8); // processes do not share cache lines
        let board = Scoreboard { words: map::shared(HEADER + slots * 2 * stride)?, stride };
        board.words[STARTED_AT].store(now_ms(), Relaxed);
        Ok(board)
    }

    /// A word of the header.
    pub(super) fn header(&self, word: usize) -> u64 {
        self.words[word].load(Relaxed)
    }

    /// Counts in the header (master only).
    pub(super) fn bump(&self, word: usize) {
        self.words[word].fetch_add(1, Relaxed);
    }

    /// The record of one of a slot's two places.
    pub(super) fn record(&self, slot: usize, place: usize) -> Record {
        let start = HEADER + (slot * 2 + place) * self.stride;
        Record { words: &self.words[start..start + self.stride] }
    }
}

/// A process's record. Its own process counts in it; everybody reads it through [`super::Handle::stats`].
#[derive(Debug, Clone, Copy)]
pub struct Record {
    words: &'static [AtomicU64],
}

impl Record {
    /// A request has been answered.
    pub fn request(&self) {
        self.add(REQUESTS, 1);
    }

    /// A connection was accepted.
    pub fn accepted(&self) {
        self.add(ACCEPTED, 1);
    }

    /// A connection was closed.
    pub fn closed(&self) {
        self.add(CLOSED, 1);
    }

    /// A request was answered without the program: a file, a preflight.
    pub fn file(&self) {
        self.add(FILES, 1);
    }

    /// So many more requests were refused by the server itself.
    pub fn refused(&self, by: u64) {
        self.add(REFUSED, by);
    }

    /// So many more requests lost their client before they were answered.
    pub fn aborted(&self, by: u64) {
        self.add(ABORTED, by);
    }

    /// So many more messages were accepted by Kafka producers, acknowledged, failed, and received by consumers.
    pub fn kafka(&self, by: [u64; 4]) {
        by.into_iter().enumerate().filter(|(_, by)| *by > 0).for_each(|(n, by)| self.add(KAFKA + n, by));
    }

    /// It has come back to its event loop; to be called several times a second.
    pub fn seen(&self) {
        self.set(SEEN, clock::milliseconds());
    }

    /// How many requests are being answered now.
    pub fn set_in_flight(&self, count: u64) {
        self.words[IN_FLIGHT].store(count, Relaxed);
    }

    /// How many coroutines exist now.
    pub fn set_coroutines(&self, count: u64) {
        self.words[COROUTINES].store(count, Relaxed);
    }

    /// Adds to application counter `index`; one that does not exist (`Settings::counters`) is a panic.
    pub fn count(&self, index: usize, by: u64) {
        self.add(APPLICATION + index, by);
    }

    /// Requests this process has answered.
    pub fn own_requests(&self) -> u64 {
        self.get(REQUESTS) - self.get(BASE)
    }

    pub(super) fn get(&self, word: usize) -> u64 {
        self.words[word].load(Relaxed)
    }

    pub(super) fn application(&self, counters: usize) -> impl Iterator<Item = u64> {
        self.words[APPLICATION..APPLICATION + counters].iter().map(|w| w.load(Relaxed))
    }

    /// Gives the record to a new process, which is about to be forked (its pid follows).
    pub(super) fn begin(&self, generation: u64) {
        self.set(GENERATION, generation);
        self.set(BASE, self.get(REQUESTS));
        self.set(START_TIME, 0);
        self.set(COROUTINES, 0);
        self.set(IN_FLIGHT, 0);
        self.set(SINCE, now_ms());
        self.set_state(State::Starting);
    }

    pub(super) fn set_pid(&self, pid: i32) {
        self.set(PID, pid as u64);
    }

    /// Its own process writes down who it is; pid and start time name a process for good.
    pub(super) fn identify(&self) {
        let process = Process::current();
        self.set(START_TIME, process.start());
        self.set_pid(process.pid());
    }

    pub(super) fn set_state(&self, state: State) {
        self.set(STATE, state as u64);
    }

    /// The process has been reaped: its connections are closed, whatever it had time to write down.
    pub(super) fn end(&self) {
        self.set_state(State::Dead);
        self.set(PID, 0);
        self.set(COROUTINES, 0);
        self.set(IN_FLIGHT, 0);
        self.set(CLOSED, self.get(ACCEPTED));
    }

    fn set(&self, word: usize, value: u64) {
        self.words[word].store(value, Relaxed);
    }

    fn add(&self, word: usize, by: u64) {
        self.set(word, self.get(word).wrapping_add(by));
    }
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_survive_and_own_counts_begin_anew() {
        let board = Scoreboard::new(2, 1).unwrap();
        let record = board.record(1, 1);
        record.begin(1);
        record.request();
        record.request();
        record.accepted();
        record.count(0, 5);
        assert_eq!((record.own_requests(), record.get(CLOSED)), (2, 0));
        record.end();
        record.begin(2);
        assert_eq!((record.own_requests(), record.get(REQUESTS), record.get(CLOSED)), (0, 2, 1));
        assert_eq!(record.application(1).collect::<Vec<_>>(), [5]);
        assert_eq!(board.record(1, 0).get(REQUESTS) + board.record(0, 1).get(REQUESTS), 0);
    }
}
