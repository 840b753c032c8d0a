//! Forking a process into a slot, and the child's first steps up to the program.

use super::handle::Handle;
use super::mailbox;
use super::master::Master;
use super::recycle::Recycle;
use super::scoreboard::Record;
use super::slot::{Child, Role, State};
use super::{Process, Worker};
use crate::error::Result;
use crate::log::{self, Level};
use crate::sys::fork;
use crate::sys::signal::{self, Blocked, Signals};
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Instant;

/// The exit code of a child that could not be set up (EX_OSERR of sysexits.h).
const NOT_SET_UP: i32 = 71;

/// What a child knows about itself.
struct Birth {
    slot: usize,
    generation: u64,
    record: Record,
    /// Its end of its line to the master.
    line: OwnedFd,
}

impl Master<'_> {
    /// Forks a process for `slot`. The caller has made sure that `role` is free.
    pub(super) fn spawn(&mut self, slot: usize, role: Role) -> Result<()> {
        let Some(place) = self.slots[slot].free_place() else {
            return Ok(());
        };
        let (ours, line) = mailbox::pair()?;
        let mut ours = Some(ours);
        let generation = self.slots[slot].generation + 1;
        let record = self.shared.board.record(slot, place);
        record.begin(generation);
        let birth = Birth { slot, generation, record, line };
        let forked = fork::fork(|blocked| {
            ours.take();
            self.child(birth, blocked)
        });
        let pid = forked.inspect_err(|_| record.end())?;
        record.set_pid(pid);
        self.slots[slot].generation = generation;
        let started = Instant::now();
        let deadline = (role == Role::Successor).then(|| started + self.shared.settings.ready_timeout);
        let state = State::Starting;
        let slow_at = self.is_worker(slot).then(|| started + self.shared.settings.slow_start);
        let child = Child { pid, generation, place, state, started, deadline, slow_at, control: ours, retiring: false };
        match role {
            Role::Successor => self.slots[slot].successor = Some(child),
            _ => self.slots[slot].occupant = Some(child),
        }
        Ok(())
    }

    /// The child's life. Whatever is only the master's is given up first.
    fn child(&mut self, birth: Birth, blocked: Blocked) -> i32 {
        self.slots.clear();
        drop(self.signals.take());
        if let Some(file) = self.pid_file.take() {
            file.abandon();
        }
        match self.set_up(&birth) {
            Ok(signals) => {
                drop(blocked);
                self.program.in_child();
                self.run_program(birth, signals)
            }
            Err(error) => {
                log::write(Level::Error, &format!("process {} cannot run: {error}", birth.slot));
                NOT_SET_UP
            }
        }
    }

    /// Signals, identity and the tie to the master. The order matters: changing the user clears the death signal, and
    /// only after asking for it can one be sure not to have missed the master's death.
    fn set_up(&self, birth: &Birth) -> Result<Signals> {
        let master = self.shared.master;
        let unwanted = [libc::SIGINT, libc::SIGQUIT, libc::SIGHUP, libc::SIGUSR1, libc::SIGUSR2, signal::rt_min()];
        signal::reset(libc::SIGCHLD)?;
        let seconds = self.shared.settings.max_wait_time.as_secs_f64().ceil() as u32;
        signal::end_when_orphaned(master, seconds);
        let signals = Signals::catch(&[libc::SIGTERM], &unwanted)?;
        if let Some(identity) = &self.identity {
            identity.assume()?;
        }
        fork::signal_on_parent_death(libc::SIGTERM)?;
        if fork::parent() != master {
            fork::exit_now(0);
        }
        birth.record.identify();
        Ok(signals)
    }

    fn run_program(&mut self, birth: Birth, signals: Signals) -> i32 {
        let Birth { slot, generation, record, line } = birth;
        let handle = Handle { shared: self.shared.clone(), slot: Some(slot), control: Some(Rc::new(line)) };
        let signals = RefCell::new(Some(signals));
        let listeners = std::mem::take(&mut self.listeners);
        if !self.is_worker(slot) {
            drop(listeners);
            let index = slot - self.shared.settings.worker_num;
            let process = Process { handle, index, generation, record, signals };
            return match &self.shared.metrics {
                Some(listener) if self.is_metrics(slot) => match listener.try_clone() {
                    Ok(listener) => self.program.run_metrics(process, listener),
                    Err(_) => NOT_SET_UP,
                },
                _ => self.program.run_process(process),
            };
        }
        self.program.run_worker(Worker {
            request_limit: self.request_limit(),
            handle,
            slot,
            generation,
            record,
            listeners: RefCell::new(listeners),
            signals,
            retiring: Cell::new(false),
            recycle: Recycle::new(&self.shared.settings),
        })
    }

    /// `max_request` plus a part of the grace that differs from process to process.
    fn request_limit(&self) -> u64 {
        let settings = &self.shared.settings;
        if settings.max_request == 0 {
            return u64::MAX;
        }
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u32(std::process::id()); // a fork inherits the random keys
        settings.max_request.saturating_add(hasher.finish() % settings.grace().saturating_add(1))
    }
}
