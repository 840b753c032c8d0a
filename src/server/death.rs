//! Processes that ended: collecting them, and what follows for their slot.

use super::Death;
use super::master::Master;
use super::scoreboard::DEATHS;
use super::slot::{Role, Slot, State};
use super::stop::Stage;
use crate::log::{self, Level};
use crate::sys::fork::{self, Exit};
use std::time::{Duration, Instant};

impl Master<'_> {
    /// Collects what has ended. As PID 1 (or subreaper) that includes orphans; otherwise only its own processes, as the
    /// program may have children of its own to wait for.
    pub(super) fn reap(&mut self) {
        let pids =
            if self.reaps_all { vec![-1] } else { self.slots.iter().flat_map(Slot::children).map(|c| c.pid).collect() };
        for pid in pids {
            while let Some(exit) = fork::reap(pid) {
                self.on_exit(exit);
            }
        }
    }

    fn on_exit(&mut self, exit: Exit) {
        let ended = self.slots.iter_mut().enumerate().find_map(|(n, slot)| Some((n, slot.ended(&exit)?)));
        let Some((slot, (role, child))) = ended else {
            log::write(Level::Debug, &format!("collected orphan {}", exit.pid));
            return;
        };
        self.record(slot, &child).end();
        let clean = exit.code == 0 && exit.signal == 0;
        let asked = child.state == State::Draining || (child.retiring && clean);
        if role != Role::Leaving {
            self.slots[slot].bereft = !(asked && clean);
        }
        if role != Role::Leaving && self.stage == Stage::Serving {
            let lived = child.started.elapsed();
            let state = &mut self.slots[slot];
            let wait = if asked { Duration::ZERO } else { state.backoff.after(lived) };
            state.not_before = Some(Instant::now() + wait);
            self.note_reload_failure(slot, &child);
        }
        if !clean {
            self.on_death(slot, exit);
        }
    }

    fn on_death(&mut self, slot: usize, exit: Exit) {
        let what = match slot {
            _ if self.is_worker(slot) => "worker",
            _ if self.is_metrics(slot) => "metrics process",
            _ => "user process",
        };
        let how = match exit.signal {
            0 => format!("exited with code {}", exit.code),
            signal => format!("was ended by signal {signal}"),
        };
        log::write(Level::Warning, &format!("{what} {slot} ({}) {how}", exit.pid));
        self.shared.board.bump(DEATHS);
        if self.is_metrics(slot) {
            return;
        }
        let death = Death { slot, pid: exit.pid, exit_code: exit.code, signal: exit.signal };
        self.program.worker_error(&self.handle, death);
    }
}
