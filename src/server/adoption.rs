//! Adoption: while a slot has no worker that accepts (back-off, a slow start), a sibling accepts on its listeners, so
//! that clients in its queue do not wait. When no worker lives, the queues simply wait.

use super::mailbox;
use super::master::{Master, report};
use super::message::Packet;
use super::slot::{Slot, State};
use super::stop::Stage;
use std::time::{Duration, Instant};

/// While the server starts, workers get this long to become ready together before the first ones adopt for the others.
const GRACE: Duration = Duration::from_millis(500);

impl Master<'_> {
    /// Assigns adopters where they are needed and releases those that are not.
    pub(super) fn adopt(&mut self, now: Instant) {
        if self.stage != Stage::Serving {
            return;
        }
        let candidates = self.candidates();
        for slot in 0..self.shared.settings.worker_num {
            let adopter = self.slots[slot].adopter.filter(|a| candidates.contains(a));
            let needed = self.needs_adopter(slot, now);
            self.slots[slot].adopter = match (needed, adopter) {
                (true, None) => self.pick(&candidates).filter(|a| self.tell(*a, Packet::Adopt(slot))),
                (false, Some(adopter)) => {
                    self.tell(adopter, Packet::Release(slot));
                    None
                }
                (_, adopter) => adopter,
            };
        }
    }

    /// When the grace ends, if somebody waits for it.
    pub(super) fn adoption_due(&self) -> Option<Instant> {
        let workers = &self.slots[..self.shared.settings.worker_num];
        let due = self.started + GRACE;
        let waits = |slot: &Slot| !slot.is_served() && slot.generation <= 1;
        (self.stage == Stage::Serving && due > Instant::now() && workers.iter().any(waits)).then_some(due)
    }

    fn needs_adopter(&self, slot: usize, now: Instant) -> bool {
        let state = &self.slots[slot];
        let had_time = state.generation > 1 || state.bereft || now >= self.started + GRACE;
        !state.is_served() && had_time
    }

    /// Workers that accept, with their pids.
    fn candidates(&self) -> Vec<(usize, i32)> {
        let workers = self.slots[..self.shared.settings.worker_num].iter().enumerate();
        workers
            .filter_map(|(n, slot)| Some((n, slot.occupant.as_ref().filter(|c| c.state == State::Ready)?.pid)))
            .collect()
    }

    /// The candidate that has adopted least.
    fn pick(&self, candidates: &[(usize, i32)]) -> Option<(usize, i32)> {
        let load = |who: &&(usize, i32)| self.slots.iter().filter(|s| s.adopter == Some(**who)).count();
        candidates.iter().min_by_key(load).copied()
    }

    fn tell(&self, (slot, _): (usize, i32), packet: Packet) -> bool {
        let line = self.slots[slot].occupant.as_ref().and_then(|c| c.control.as_ref());
        let sent = line.map(|line| mailbox::send(line, &packet));
        let arrived = matches!(sent, Some(Ok(())));
        report(sent.unwrap_or(Ok(())));
        arrived
    }
}
