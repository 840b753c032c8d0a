//! What all producers and consumers of this process have done, for a server's `stats()`. Loop thread; numbers only grow.

use std::cell::Cell;

/// Messages since the process began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accepted by producers.
    pub accepted: u64,
    /// Acknowledged by brokers.
    pub acknowledged: u64,
    /// Accepted and then not acknowledged.
    pub failed: u64,
    /// Handed out by consumers.
    pub consumed: u64,
}

thread_local!(static COUNTS: Cell<Counts> = const {
    Cell::new(Counts { accepted: 0, acknowledged: 0, failed: 0, consumed: 0 })
});

/// The numbers of now.
pub fn counts() -> Counts {
    COUNTS.get()
}

pub(super) fn count(change: impl FnOnce(&mut Counts)) {
    let mut counts = COUNTS.get();
    change(&mut counts);
    COUNTS.set(counts);
}
