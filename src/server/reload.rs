//! Reload: every worker slot gets a new process, one after the other; the former one drains once the new one is ready.
//! User processes are not reloaded. A reload asked for meanwhile follows, once.

use super::master::Master;
use super::scoreboard::{RELOADS, RELOADS_FAILED};
use super::slot::{Child, State};
use super::stop::Stage;
use crate::log::{self, Level};
use std::collections::VecDeque;

/// So many new processes of one slot may die before they are ready; then the rest of the reload is given up.
const TRIES: u32 = 3;

/// The reload that runs, if any.
#[derive(Debug, Default)]
pub(super) struct Reload {
    running: bool,
    /// Another one was asked for.
    again: bool,
    /// Slots still to come.
    pending: VecDeque<usize>,
    /// The slot under way, and the newest generation that is to go.
    current: Option<(usize, u64)>,
    /// New processes of the current slot that died before they were ready.
    failures: u32,
}

impl Reload {
    /// Whether the process of this generation is to be replaced now.
    pub(super) fn wants(&self, slot: usize, generation: u64) -> bool {
        self.current.is_some_and(|(current, last)| current == slot && generation <= last)
    }
}

impl Master<'_> {
    /// Starts a reload, or notes that another one has to follow.
    pub(super) fn request_reload(&mut self) {
        if self.stage != Stage::Serving {
            log::write(Level::Notice, "no reload: the server is shutting down");
        } else if self.reload.running {
            self.reload.again = true;
            log::write(Level::Info, "reload will follow the one that runs");
        } else {
            self.begin_reload();
        }
    }

    fn begin_reload(&mut self) {
        log::write(Level::Info, "reload");
        self.program.before_reload(&self.handle);
        let pending = (0..self.shared.settings.worker_num).collect();
        self.reload = Reload { running: true, pending, ..Reload::default() };
    }

    /// Goes on to the next slot when the current one is renewed.
    pub(super) fn advance_reload(&mut self) {
        while self.reload.running {
            if self.reload.current.is_some_and(|(slot, last)| !self.is_renewed(slot, last)) {
                return;
            }
            self.reload.current = self.reload.pending.pop_front().map(|slot| (slot, self.slots[slot].generation));
            self.reload.failures = 0;
            match self.reload.current {
                // What kept its processes from living may be what the reload brings: try at once.
                Some((slot, _)) => {
                    self.slots[slot].backoff.reset();
                    self.slots[slot].not_before = None;
                }
                None => self.end_reload(true),
            }
        }
    }

    fn is_renewed(&self, slot: usize, last: u64) -> bool {
        let state = &self.slots[slot];
        let serves = |c: &Child| c.state == State::Ready && c.generation > last;
        state.occupant.as_ref().is_some_and(serves) && (self.shared.settings.reload_async || state.leaving.is_none())
    }

    /// A process ended while serving: when it was a new one that never got ready, the reload may have to be given up.
    pub(super) fn note_reload_failure(&mut self, slot: usize, child: &Child) {
        let is_new = self.reload.current.is_some_and(|(current, last)| current == slot && child.generation > last);
        if !is_new || child.state != State::Starting {
            return;
        }
        self.reload.failures += 1;
        if self.reload.failures >= TRIES {
            let text = format!(
                "reload given up: {TRIES} new processes of worker {slot} did not get ready; the workers not reloaded yet stay"
            );
            log::write(Level::Error, &text);
            self.end_reload(false);
        }
    }

    /// Ends the reload and starts the one that was asked for meanwhile.
    fn end_reload(&mut self, complete: bool) {
        self.shared.board.bump(if complete { RELOADS } else { RELOADS_FAILED });
        let ended = std::mem::take(&mut self.reload);
        log::write(Level::Info, if complete { "reload complete" } else { "reload incomplete" });
        self.program.after_reload(&self.handle, complete);
        if ended.again {
            self.begin_reload();
        }
    }

    /// Shutdown ends a reload where it is.
    pub(super) fn abandon_reload(&mut self) {
        if std::mem::take(&mut self.reload).running {
            self.program.after_reload(&self.handle, false);
        }
    }
}
