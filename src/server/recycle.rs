//! When a worker has lived long enough or grown too large: it asks to be replaced, its successor comes up first, and
//! what it has in flight it finishes. Runs in the worker, which looks every now and then.

use super::Settings;
use crate::log::{self, Level};
use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

/// What a worker watches about itself.
#[derive(Debug)]
pub(super) struct Recycle {
    born: Instant,
    /// `max_worker_age`, shorter by up to a tenth so that workers started together are not replaced together.
    age: Option<Duration>,
    /// `max_worker_memory` in bytes.
    memory: Cell<Option<u64>>,
    /// Whether the memory it began with has been looked at.
    begun: Cell<bool>,
}

/// Why a worker should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Memory,
    Age,
}

impl Recycle {
    pub(super) fn new(settings: &Settings) -> Recycle {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u32(std::process::id()); // a fork inherits the random keys
        let part = (hasher.finish() % 1000) as f64 / 10_000.0;
        let age = Some(settings.max_worker_age).filter(|age| !age.is_zero()).map(|age| age.mul_f64(1.0 - part));
        let memory = Some(settings.max_worker_memory).filter(|memory| *memory > 0);
        Recycle { born: Instant::now(), age, memory: Cell::new(memory), begun: Cell::new(false) }
    }

    /// Whether it is time.
    pub(super) fn due(&self) -> Option<Due> {
        if self.age.is_some_and(|age| self.born.elapsed() >= age) {
            return Some(Due::Age);
        }
        let limit = self.memory.get()?;
        self.is_over(limit, own_memory()?).then_some(Due::Memory)
    }

    /// A limit below what a worker begins with would replace it for ever.
    fn is_over(&self, limit: u64, now: u64) -> bool {
        if !self.begun.replace(true) && now >= limit {
            let text = format!(
                "max_worker_memory is {limit} bytes and a fresh worker has {now} already: this worker is not replaced for \
                 its memory; raise the limit"
            );
            log::write(Level::Warning, &text);
            self.memory.set(None);
            return false;
        }
        now >= limit
    }
}

/// Resident memory of this process that it shares with no file and no other mapping (statm of proc_pid_statm(5)), in
/// bytes: tables in shared memory and program text do not count.
fn own_memory() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let mut pages = statm.split(' ').skip(1).map_while(|n| n.parse::<u64>().ok());
    let (resident, shared) = (pages.next()?, pages.next()?);
    Some(resident.saturating_sub(shared) * crate::sys::process::page_size())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recycle(max_worker_age: Duration, max_worker_memory: u64) -> Recycle {
        Recycle::new(&Settings { max_worker_age, max_worker_memory, ..Settings::default() })
    }

    #[test]
    fn nothing_is_due_without_limits() {
        assert_eq!(recycle(Duration::ZERO, 0).due(), None);
        assert_eq!(recycle(Duration::from_secs(3600), 1 << 50).due(), None);
    }

    #[test]
    fn age_comes_up_to_a_tenth_early() {
        let age = recycle(Duration::from_secs(100), 0).age.unwrap();
        assert!((90.0..=100.0).contains(&age.as_secs_f64()), "{age:?}");
        let old = Recycle { born: Instant::now() - Duration::from_secs(101), ..recycle(Duration::from_secs(100), 0) };
        assert_eq!(old.due(), Some(Due::Age));
    }

    #[test]
    fn memory_counts_what_grew_since_the_start() {
        let own = own_memory().unwrap();
        assert!(own > 100_000, "{own}");
        let grows = recycle(Duration::ZERO, 1000);
        assert!(!grows.is_over(1000, 999) && grows.is_over(1000, 1000));
        let born_large = recycle(Duration::ZERO, 1000);
        assert!(!born_large.is_over(1000, 1000) && born_large.memory.get().is_none());
    }
}
