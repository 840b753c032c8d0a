//! The life cycle of a process and of the slot it serves, as the master keeps it. Pure state: nothing here forks.
//!
//! A process:
//!
//! ```text
//! Starting ──ready──▶ Ready ──told to drain──▶ Draining ──▶ Dead
//!     └────told to drain (shutdown, reload)───────▲           ▲
//!     └──────────────── from every state: it ended ───────────┘
//! ```
//!
//! A slot has up to two processes, in two places (0 and 1) of the scoreboard:
//! 1. `occupant`: serves the slot (Ready) or is about to (Starting).
//! 2. `successor` (Starting): comes up beside an occupant that is Ready or, in a reload, still Starting. When it is
//!    ready it becomes the occupant, and the former one moves to `leaving`. When the occupant dies first, the successor
//!    becomes the occupant at once.
//! 3. `leaving` (Draining): finishes what it has, up to its deadline.
//!
//! `successor` and `leaving` never exist together: a successor is started only when the former one has left.

use crate::sys::fork::Exit;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

/// The state of a process; the numbers are those in the scoreboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// There is none, or it has ended.
    Dead = 0,
    /// Forked, not accepting yet.
    Starting = 1,
    /// Accepting.
    Ready = 2,
    /// Told to finish and end.
    Draining = 3,
}

impl State {
    /// The state of a number in the scoreboard; unknown numbers are `Dead`.
    pub fn from_number(n: u64) -> State {
        [State::Dead, State::Starting, State::Ready, State::Draining].get(n as usize).copied().unwrap_or(State::Dead)
    }

    /// Whether the life cycle allows `self` to be followed by `next`.
    pub fn may_become(self, next: State) -> bool {
        use State::*;
        matches!((self, next), (Dead, Starting) | (Starting, Ready) | (Starting | Ready, Draining))
            || (self != Dead && next == Dead)
    }
}

/// A living process, as the master knows it.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) pid: i32,
    pub(super) generation: u64,
    /// Its place in the slot: which of the slot's two records is its.
    pub(super) place: usize,
    pub(super) state: State,
    pub(super) started: Instant,
    /// When it is killed.
    pub(super) deadline: Option<Instant>,
    /// When the log says that it is still not ready; `None` once it has.
    pub(super) slow_at: Option<Instant>,
    /// The master's end of its control line; `None` when the other end was closed.
    pub(super) control: Option<OwnedFd>,
    /// It asked to be replaced.
    pub(super) retiring: bool,
}

impl Child {
    /// When the log is to say that it is slow to start.
    pub(super) fn slow_start(&self) -> Option<Instant> {
        self.slow_at.filter(|_| self.state == State::Starting)
    }

    /// Moves on; a move the life cycle forbids is a fault of the master.
    pub(super) fn become_state(&mut self, next: State) {
        debug_assert!(self.state.may_become(next), "{:?} cannot become {next:?}", self.state);
        self.state = next;
    }
}

/// How long to wait before the next process of a slot whose processes die young.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// A process that lived this long did not die young.
    pub(super) const LIVED: Duration = Duration::from_secs(1);
    const FIRST: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(10);

    /// The wait after a process that lived for `lived`: 100 ms doubling to 10 s for young deaths, none after another.
    pub(super) fn after(&mut self, lived: Duration) -> Duration {
        if lived >= Self::LIVED {
            self.reset();
            return Duration::ZERO;
        }
        let wait = Self::FIRST.saturating_mul(1 << self.failures.min(16)).min(Self::LONGEST);
        self.failures += 1;
        wait
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

/// Which of a slot's processes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Occupant,
    Successor,
    Leaving,
}

/// A slot: the processes that serve one set of listeners and one mailbox.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub(super) occupant: Option<Child>,
    pub(super) successor: Option<Child>,
    pub(super) leaving: Option<Child>,
    pub(super) backoff: Backoff,
    /// The next process is not started before this.
    pub(super) not_before: Option<Instant>,
    /// The worker that accepts on this slot's listeners meanwhile: its slot and pid.
    pub(super) adopter: Option<(usize, i32)>,
    /// Its last process did not end in order, so its queue may hold connections.
    pub(super) bereft: bool,
    /// The shutdown has started a last process for what waited in its queue.
    pub(super) is_last: bool,
    /// Processes started so far.
    pub(super) generation: u64,
}

impl Slot {
    /// Its living processes.
    pub(super) fn children(&self) -> impl Iterator<Item = &Child> {
        [&self.occupant, &self.successor, &self.leaving].into_iter().flatten()
    }

    /// Its living processes, to be changed.
    pub(super) fn children_mut(&mut self) -> impl Iterator<Item = &mut Child> {
        [&mut self.occupant, &mut self.successor, &mut self.leaving].into_iter().flatten()
    }

    /// Somebody of its own accepts on its listeners.
    pub(super) fn is_served(&self) -> bool {
        self.occupant.as_ref().is_some_and(|c| c.state == State::Ready)
    }

    /// The place a new process takes; `None` when both are taken.
    pub(super) fn free_place(&self) -> Option<usize> {
        (0..2).find(|place| self.children().all(|c| c.place != *place))
    }

    /// Whether the waiting time is over.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.not_before.is_none_or(|t| t <= now)
    }

    /// `pid` is ready. Returns whether a former occupant moved to `leaving` and has to be told to drain.
    pub(super) fn ready(&mut self, pid: i32) -> bool {
        if let Some(child) = self.occupant.as_mut().filter(|c| c.pid == pid && c.state == State::Starting) {
            child.become_state(State::Ready);
            child.deadline = None;
            return false;
        }
        if self.successor.as_ref().is_none_or(|c| c.pid != pid || c.state != State::Starting) {
            return false;
        }
        let former = self.occupant.take();
        self.occupant = self.successor.take();
        if let Some(child) = &mut self.occupant {
            child.become_state(State::Ready);
            child.deadline = None;
        }
        self.leaving = former;
        self.leaving.is_some()
    }

    /// Takes out the process that ended, and lets a successor move up. `None` when it is not one of this slot's.
    pub(super) fn ended(&mut self, exit: &Exit) -> Option<(Role, Child)> {
        let places = [
            (Role::Occupant, &mut self.occupant),
            (Role::Successor, &mut self.successor),
            (Role::Leaving, &mut self.leaving),
        ];
        let (role, child) =
            places.into_iter().find_map(|(role, place)| Some((role, place.take_if(|c| c.pid == exit.pid)?)))?;
        if role == Role::Occupant {
            self.occupant = self.successor.take();
            if let Some(promoted) = &mut self.occupant {
                promoted.deadline = None; // nobody serves in its stead any more: as long as it takes
            }
        }
        Some((role, child))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(pid: i32, place: usize, state: State) -> Child {
        let started = Instant::now();
        let (deadline, slow_at, control) = (None, None, None);
        Child { pid, generation: 1, place, state, started, deadline, slow_at, control, retiring: false }
    }

    fn exit(pid: i32) -> Exit {
        Exit { pid, code: 0, signal: 9 }
    }

    #[test]
    fn the_life_cycle_allows_only_its_arrows() {
        use State::*;
        let all = [Dead, Starting, Ready, Draining];
        let allowed: Vec<_> =
            all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))).filter(|(a, b)| a.may_become(*b)).collect();
        assert_eq!(
            allowed,
            [
                (Dead, Starting),
                (Starting, Dead),
                (Starting, Ready),
                (Starting, Draining),
                (Ready, Dead),
                (Ready, Draining),
                (Draining, Dead)
            ]
        );
        for state in all {
            assert_eq!(State::from_number(state as u64), state);
        }
    }

    #[test]
    fn the_wait_doubles_up_to_ten_seconds_and_ends_with_a_long_life() {
        let mut backoff = Backoff::default();
        let young = Duration::from_millis(5);
        let waits: Vec<u128> = (0..9).map(|_| backoff.after(young).as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(backoff.after(Backoff::LIVED), Duration::ZERO);
        assert_eq!(backoff.after(young).as_millis(), 100);
        for _ in 0..100 {
            backoff.after(young);
        }
        assert_eq!(backoff.after(young).as_millis(), 10_000);
    }

    #[test]
    fn a_ready_successor_takes_over() {
        let mut slot = Slot { occupant: Some(child(1, 0, State::Ready)), ..Slot::default() };
        assert_eq!(slot.free_place(), Some(1));
        slot.successor = Some(child(2, 1, State::Starting));
        assert_eq!(slot.free_place(), None);
        assert!(!slot.ready(3));
        assert!(slot.ready(2));
        assert_eq!(slot.occupant.as_ref().unwrap().pid, 2);
        assert_eq!(slot.leaving.as_ref().unwrap().pid, 1);
        assert!(slot.is_served() && slot.successor.is_none());
        assert_eq!(slot.ended(&exit(1)).unwrap().0, Role::Leaving);
        assert_eq!(slot.free_place(), Some(0));
    }

    #[test]
    fn a_successor_moves_up_when_the_occupant_dies() {
        let mut slot = Slot { occupant: Some(child(1, 0, State::Ready)), ..Slot::default() };
        slot.successor = Some(child(2, 1, State::Starting));
        assert_eq!(slot.ended(&exit(1)).unwrap().0, Role::Occupant);
        assert!(!slot.is_served());
        assert!(!slot.ready(2));
        assert!(slot.is_served());
        assert!(slot.ended(&exit(9)).is_none());
    }
}
