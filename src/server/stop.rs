//! Shutdown: no new connections, workers accept their queues empty and finish, then user processes end.
//! A queue whose worker died is emptied by one more process.

use super::master::{Master, drain, report};
use super::message::Drain;
use super::slot::{Role, Slot, State};
use crate::log::{self, Level};
use crate::sys::fork;
use std::time::Instant;

/// How far the server is. It only moves forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Every slot is kept in a process.
    Serving,
    /// Workers finish; nothing is started any more.
    Draining,
    /// All workers have ended; user processes end.
    Ending,
}

impl Master<'_> {
    /// Begins the shutdown; once it runs, asking again changes nothing.
    pub(super) fn begin_shutdown(&mut self) {
        if self.stage != Stage::Serving {
            return;
        }
        log::write(Level::Info, "shutting down");
        self.program.shutting_down(&self.handle);
        self.abandon_reload();
        self.listeners.refuse_new(&self.shared.addresses);
        let now = Instant::now();
        self.adopt(now); // queues nobody accepts on are somebody's before everybody is told to empty theirs
        self.stage = Stage::Draining;
        let deadline = now + self.shared.settings.max_wait_time;
        for slot in 0..self.shared.settings.worker_num {
            for child in self.slots[slot].children_mut().filter(|c| c.state != State::Draining) {
                drain(child, Drain::Shutdown, deadline);
            }
            self.show_states(slot);
        }
    }

    /// Goes on when the processes of a stage have ended. Returns true when all have.
    pub(super) fn advance_stop(&mut self, now: Instant) -> bool {
        let workers = self.shared.settings.worker_num;
        if self.stage == Stage::Draining && are_empty(&self.slots[..workers]) && !self.start_last(now) {
            self.program.manager_stopped(&self.handle);
            self.stage = Stage::Ending;
            self.end_processes(now);
        }
        if self.stage != Stage::Ending || !are_empty(&self.slots) {
            return false;
        }
        self.program.shutdown(&self.handle);
        self.pid_file = None;
        log::write(Level::Info, "shut down");
        true
    }

    /// All workers have ended, but some may have died with connections in their queues: each such slot gets one more
    /// process, told to drain from the start. Returns whether there is one.
    fn start_last(&mut self, now: Instant) -> bool {
        let deadline = now + self.shared.settings.max_wait_time;
        for slot in 0..self.shared.settings.worker_num {
            let waits = self.listeners.has_waiting(slot).unwrap_or(false);
            if !waits || std::mem::replace(&mut self.slots[slot].is_last, true) {
                continue;
            }
            log::write(Level::Info, &format!("connections wait for worker {slot}: it is started once more"));
            report(self.spawn(slot, Role::Occupant));
            if let Some(child) = &mut self.slots[slot].occupant {
                drain(child, Drain::Shutdown, deadline);
            }
            self.show_states(slot);
        }
        !are_empty(&self.slots[..self.shared.settings.worker_num])
    }

    fn end_processes(&mut self, now: Instant) {
        let deadline = now + self.shared.settings.max_wait_time;
        for slot in self.shared.settings.worker_num..self.slots.len() {
            for child in self.slots[slot].children_mut() {
                child.become_state(State::Draining);
                child.deadline = Some(deadline);
                report(fork::kill(child.pid, libc::SIGTERM));
            }
            self.show_states(slot);
        }
    }

    fn show_states(&self, slot: usize) {
        self.slots[slot].children().for_each(|child| self.record(slot, child).set_state(child.state));
    }
}

fn are_empty(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| slot.children().next().is_none())
}
