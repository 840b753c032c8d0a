//! [`Lock`]: mutual exclusion between coroutines of any process, and a reader-writer lock.
//!
//! Made before the fork. A holder is a process and a number of its own choosing (a coroutine id). What a dead process
//! held is released by whoever waits for it. Waiting is in order of arrival, per process: in each process one waiter
//! at a time stands in the shared queue, the others stand behind it in a queue of that process. Words:
//!
//! ```text
//! 0 latch | 1 releases (blocked waiters sleep on it) | 2 last ticket | 3 exclusive holder: slot + 1 | 4 slots used | 5 sleepers
//! slot    process | shared holders in it | its ticket in the queue, 0: none | mode it waits for
//! ```
//!
//! Access rules:
//! 1. Everything is changed under the latch; a change is over with one store, so an inherited latch needs no repair.
//! 2. A slot is a process's once its first word says so, which is stored last; of a dead process it is cleared last.
//! 3. A request is granted when no holder is in its way and nobody with an older ticket is who could not share with it.

use super::latch::Latch;
use super::per_process::{self, PerProcess};
use super::shape::LINE;
use crate::error::{Error, Kind, Result};
use crate::sys::futex;
use crate::sys::process::Process;
use crate::sys::shm::Map;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Processes that can use one lock.
const SLOTS: usize = 1000;
const SLOT_WORDS: usize = 4;

const LATCH: usize = 0;
const RELEASES: usize = 1;
const TICKETS: usize = 2;
const EXCLUSIVE: usize = 3;
const USED: usize = 4;
const SLEEPERS: usize = 5;

const PROCESS: usize = 0;
const SHARED: usize = 1;
const TICKET: usize = 2;
const WANTS: usize = 3;

/// The longest pause between two attempts of a waiter.
const LONGEST_PAUSE: Duration = Duration::from_millis(5);
/// A waiter looks at most so often whether the one before it still lives.
const CHECK: Duration = Duration::from_millis(20);

/// Who else may hold the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Others that share it.
    Shared,
    /// Nobody.
    Exclusive,
}

/// A lock shared between processes.
#[derive(Debug)]
pub struct Lock {
    map: Map,
    sharing: bool,
    local: PerProcess<Local>,
}

/// What one process knows of a lock.
#[derive(Debug, Default)]
struct Local {
    /// Its holders by number.
    holders: Mutex<HashMap<u64, Mode>>,
    /// Whose turn it is to stand in the shared queue; hands over in order.
    turn: Arc<tokio::sync::Mutex<()>>,
    released: Notify,
}

/// Why a request was not granted: the process in the way, which may be dead.
struct Busy(Process);

impl Lock {
    /// A lock that one holder has at a time, whatever mode it asks for.
    pub fn mutex() -> Result<Lock> {
        Lock::new(false)
    }

    /// A lock that one has exclusively or any number share.
    pub fn rwlock() -> Result<Lock> {
        Lock::new(true)
    }

    fn new(sharing: bool) -> Result<Lock> {
        Ok(Lock { map: Map::new(LINE + SLOTS * SLOT_WORDS)?, sharing, local: PerProcess::new() })
    }

    /// Takes the lock for `holder` if it is free and nobody waits for it; whether it was.
    ///
    /// Fails when `holder` has it already: it would wait for itself.
    pub fn try_lock(&self, holder: u64, mode: Mode) -> Result<bool> {
        let mode = self.mode(mode);
        self.refuse_holder(holder)?;
        loop {
            match self.request(holder, mode, false)? {
                Ok(()) => return Ok(true),
                Err(busy) if self.bury_if_dead(busy.0) => {}
                Err(_) => return Ok(false),
            }
        }
    }

    /// Takes the lock for `holder`, waiting without blocking the thread; `false` after `timeout` (`None`: never).
    /// Dropping the future gives up.
    ///
    /// A release by this process is noticed at once, one by another process by looking every 1 to 5 milliseconds.
    pub async fn lock(&self, holder: u64, mode: Mode, timeout: Option<Duration>) -> Result<bool> {
        if self.try_lock(holder, mode)? {
            return Ok(true);
        }
        let waiting = self.wait(holder, self.mode(mode));
        match timeout {
            None => waiting.await.map(|()| true),
            Some(limit) => match crate::time::timeout(limit, waiting).await {
                Ok(granted) => granted.map(|()| true),
                Err(_) => Ok(false),
            },
        }
    }

    /// As [`Lock::lock`], blocking the thread: for code outside an event loop.
    pub fn lock_blocking(&self, holder: u64, mode: Mode, timeout: Option<Duration>) -> Result<bool> {
        if self.try_lock(holder, mode)? {
            return Ok(true);
        }
        let mode = self.mode(mode);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        // Coroutines of this process that wait cannot go on while it is blocked, so it may use their place.
        let local = self.local.get();
        let turn = local.turn.try_lock();
        let _queued = turn.is_ok().then(|| self.enqueue(mode)).transpose()?;
        let mut check = Check::default();
        loop {
            let seen = self.map[RELEASES].load(SeqCst) as u32;
            let Err(busy) = self.request(holder, mode, true)? else { return Ok(true) };
            if check.is_due() && self.bury_if_dead(busy.0) {
                continue;
            }
            let left = deadline.map_or(CHECK, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(false);
            }
            self.map[SLEEPERS].fetch_add(1, SeqCst);
            futex::wait(&self.map[RELEASES], seen, left.min(CHECK));
            self.map[SLEEPERS].fetch_sub(1, SeqCst);
        }
    }

    /// Releases what `holder` of this process holds; fails when that is nothing.
    pub fn unlock(&self, holder: u64) -> Result<()> {
        let local = self.local.get();
        let Some(mode) = per_process::lock(&local.holders).remove(&holder) else {
            return Err(Error::invalid("the lock is not held by this coroutine; only its holder can unlock it"));
        };
        {
            let _latch = Latch::take(&self.map[LATCH]);
            match mode {
                Mode::Exclusive => self.map[EXCLUSIVE].store(0, Relaxed),
                Mode::Shared => {
                    let shared = self.slot(self.own_slot()?, SHARED);
                    shared.store(shared.load(Relaxed).saturating_sub(1), Relaxed);
                }
            }
        }
        self.wake(&local);
        Ok(())
    }

    /// Whether `holder` of this process holds the lock.
    pub fn is_held_by(&self, holder: u64) -> bool {
        per_process::lock(&self.local.get().holders).contains_key(&holder)
    }

    fn mode(&self, mode: Mode) -> Mode {
        if self.sharing { mode } else { Mode::Exclusive }
    }

    fn refuse_holder(&self, holder: u64) -> Result<()> {
        if self.is_held_by(holder) {
            return Err(Error::invalid(
                "this coroutine holds the lock already and would wait for itself; unlock it first",
            ));
        }
        Ok(())
    }

    fn wake(&self, local: &Local) {
        self.map[RELEASES].fetch_add(1, SeqCst);
        if self.map[SLEEPERS].load(SeqCst) != 0 {
            futex::wake(&self.map[RELEASES], u32::MAX);
        }
        local.released.notify_waiters();
    }

    async fn wait(&self, holder: u64, mode: Mode) -> Result<()> {
        let local = self.local.get();
        let _turn = local.turn.lock().await;
        let _queued = self.enqueue(mode)?;
        let mut pause = Duration::from_millis(1);
        let mut check = Check::default();
        loop {
            let released = local.released.notified();
            let Err(busy) = self.request(holder, mode, true)? else { return Ok(()) };
            if check.is_due() && self.bury_if_dead(busy.0) {
                continue;
            }
            // Elapsed or released, the next turn of the loop asks again.
            let _ = crate::time::timeout(pause, released).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Rule 3. With `queued` the request stands where this process's ticket is, otherwise behind all tickets.
    fn request(&self, holder: u64, mode: Mode, queued: bool) -> Result<std::result::Result<(), Busy>> {
        let local = self.local.get();
        let mut holders = per_process::lock(&local.holders);
        let _latch = Latch::take(&self.map[LATCH]);
        let own = self.own_slot()?;
        let ticket = if queued { self.slot(own, TICKET).load(Relaxed) } else { 0 };
        if let Some(owner) = self.in_the_way(mode, ticket) {
            return Ok(Err(Busy(owner)));
        }
        match mode {
            Mode::Exclusive => self.map[EXCLUSIVE].store(own as u64 + 1, Relaxed),
            Mode::Shared => self.slot(own, SHARED).store(self.slot(own, SHARED).load(Relaxed) + 1, Relaxed),
        }
        holders.insert(holder, mode);
        Ok(Ok(()))
    }

    fn in_the_way(&self, mode: Mode, ticket: u64) -> Option<Process> {
        if let Some(slot) = (self.map[EXCLUSIVE].load(Relaxed) as usize).checked_sub(1) {
            return self.process(slot);
        }
        let blocks = |slot: &usize| {
            let holds = self.slot(*slot, SHARED).load(Relaxed) > 0;
            let older = match self.slot(*slot, TICKET).load(Relaxed) {
                0 => false,
                other => ticket == 0 || other < ticket,
            };
            let shares = mode == Mode::Shared && self.slot(*slot, WANTS).load(Relaxed) == Mode::Shared as u64;
            (holds && mode == Mode::Exclusive) || (older && !shares)
        };
        (0..self.used()).filter(blocks).find_map(|slot| self.process(slot))
    }

    fn slot(&self, slot: usize, word: usize) -> &AtomicU64 {
        &self.map[LINE + slot * SLOT_WORDS + word]
    }

    fn process(&self, slot: usize) -> Option<Process> {
        Process::from_word(self.slot(slot, PROCESS).load(Relaxed))
    }

    fn used(&self) -> usize {
        self.map[USED].load(Relaxed) as usize
    }

    /// This process's slot, under the latch; taken on first use.
    fn own_slot(&self) -> Result<usize> {
        let me = Process::current();
        let used = self.used();
        if let Some(slot) = (0..used).find(|slot| self.process(*slot) == Some(me)) {
            return Ok(slot);
        }
        let slot = match (0..used).find(|slot| self.process(*slot).is_none()) {
            Some(slot) => slot,
            None if used < SLOTS => {
                self.map[USED].store(used as u64 + 1, Relaxed);
                used
            }
            None => self.bury_any()?,
        };
        self.slot(slot, PROCESS).store(me.word(), Relaxed);
        Ok(slot)
    }

    /// Clears the slot of some dead process, under the latch.
    fn bury_any(&self) -> Result<usize> {
        let dead = |slot: &usize| self.process(*slot).is_some_and(|process| !process.is_alive());
        let slot = (0..self.used()).find(dead).ok_or_else(|| {
            Error::new(Kind::Limit, format!("{SLOTS} processes use this lock already; make more locks"))
        })?;
        self.clear(slot);
        Ok(slot)
    }

    /// Releases what `process` holds if it is dead; whether it was.
    fn bury_if_dead(&self, process: Process) -> bool {
        if process.is_alive() {
            return false;
        }
        let _latch = Latch::take(&self.map[LATCH]);
        if let Some(slot) = (0..self.used()).find(|slot| self.process(*slot) == Some(process)) {
            self.clear(slot);
        }
        true
    }

    /// Rule 2.
    fn clear(&self, slot: usize) {
        if self.map[EXCLUSIVE].load(Relaxed) == slot as u64 + 1 {
            self.map[EXCLUSIVE].store(0, Relaxed);
        }
        (0..SLOT_WORDS).rev().for_each(|word| self.slot(slot, word).store(0, Relaxed));
    }

    fn enqueue(&self, mode: Mode) -> Result<Queued<'_>> {
        let _latch = Latch::take(&self.map[LATCH]);
        let slot = self.own_slot()?;
        let ticket = self.map[TICKETS].load(Relaxed) + 1;
        self.map[TICKETS].store(ticket, Relaxed);
        self.slot(slot, WANTS).store(mode as u64, Relaxed);
        self.slot(slot, TICKET).store(ticket, Relaxed);
        Ok(Queued { lock: self, slot, owner: Process::current() })
    }
}

/// A place in the shared queue, until dropped.
struct Queued<'a> {
    lock: &'a Lock,
    slot: usize,
    owner: Process,
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        if self.owner == Process::current() {
            {
                let _latch = Latch::take(&self.lock.map[LATCH]);
                self.lock.slot(self.slot, TICKET).store(0, Relaxed);
            }
            self.lock.wake(&self.lock.local.get());
        }
    }
}

/// When to look again whether somebody lives.
#[derive(Default)]
struct Check {
    last: Option<Instant>,
}

impl Check {
    fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let due = self.last.is_none_or(|last| now - last >= CHECK);
        if due {
            self.last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Option<Duration> = Some(Duration::from_millis(5));

    #[test]
    fn a_mutex_has_one_holder_and_only_it_unlocks() {
        let lock = Lock::mutex().unwrap();
        assert!(lock.try_lock(1, Mode::Shared).unwrap());
        assert!(!lock.try_lock(2, Mode::Shared).unwrap());
        assert_eq!(lock.try_lock(1, Mode::Exclusive).unwrap_err().kind, Kind::Invalid);
        assert_eq!(lock.unlock(2).unwrap_err().kind, Kind::Invalid);
        assert!(lock.is_held_by(1) && !lock.is_held_by(2));
        lock.unlock(1).unwrap();
        assert!(lock.unlock(1).is_err());
        assert!(lock.try_lock(2, Mode::Exclusive).unwrap());
    }

    #[test]
    fn sharing_excludes_the_exclusive() {
        let lock = Lock::rwlock().unwrap();
        assert!(lock.try_lock(1, Mode::Shared).unwrap() && lock.try_lock(2, Mode::Shared).unwrap());
        assert!(!lock.try_lock(3, Mode::Exclusive).unwrap());
        lock.unlock(1).unwrap();
        assert!(!lock.lock_blocking(3, Mode::Exclusive, MOMENT).unwrap());
        lock.unlock(2).unwrap();
        assert!(lock.lock_blocking(3, Mode::Exclusive, None).unwrap());
        assert!(!lock.try_lock(1, Mode::Shared).unwrap());
    }

    #[tokio::test]
    async fn waiters_are_served_in_order() {
        let lock = Lock::mutex().unwrap();
        assert!(lock.try_lock(0, Mode::Exclusive).unwrap());
        let order = Mutex::new(Vec::new());
        let one = async |holder| {
            assert!(lock.lock(holder, Mode::Exclusive, None).await.unwrap());
            per_process::lock(&order).push(holder);
            tokio::task::yield_now().await;
            lock.unlock(holder).unwrap();
        };
        let release = async {
            tokio::task::yield_now().await;
            lock.unlock(0).unwrap();
            assert!(!lock.try_lock(9, Mode::Exclusive).unwrap(), "those who wait come first");
        };
        tokio::join!(one(1), one(2), one(3), release);
        assert_eq!(*per_process::lock(&order), [1, 2, 3]);
    }

    #[tokio::test]
    async fn readers_that_keep_coming_do_not_starve_a_writer() {
        let lock = Lock::rwlock().unwrap();
        assert!(lock.try_lock(1, Mode::Shared).unwrap());
        let write = async { assert!(lock.lock(2, Mode::Exclusive, None).await.unwrap()) };
        let readers = async {
            tokio::task::yield_now().await;
            assert!(!lock.try_lock(3, Mode::Shared).unwrap(), "a writer waits");
            assert!(!lock.lock(3, Mode::Shared, MOMENT).await.unwrap());
            lock.unlock(1).unwrap();
        };
        tokio::join!(write, readers);
        assert!(lock.is_held_by(2));
    }

    #[tokio::test]
    async fn giving_up_leaves_no_place_in_the_queue() {
        let lock = Lock::rwlock().unwrap();
        assert!(lock.try_lock(1, Mode::Shared).unwrap());
        assert!(!lock.lock(2, Mode::Exclusive, MOMENT).await.unwrap());
        assert!(lock.try_lock(3, Mode::Shared).unwrap());
    }
}
