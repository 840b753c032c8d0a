//! The master: one thread, no runtime. Waits for signals, messages and deadlines, and keeps every slot in a process.
//! What it does about reload, adoption and shutdown is in the files of these names.

use super::handle::{Handle, Shared};
use super::listeners::Listeners;
use super::mailbox::{self, Reader};
use super::message::{Drain, LogFile, Packet, Reason};
use super::pid_file::PidFile;
use super::reload::Reload;
use super::scoreboard::{KILLED, RECYCLED_AGE, RECYCLED_MEMORY, RECYCLED_REQUESTS, Record, TAINTED};
use super::slot::{Child, Role, Slot, State};
use super::stop::Stage;
use super::{Program, Server};
use crate::error::Result;
use crate::log::{self, Level};
use crate::sys::fd;
use crate::sys::fork;
use crate::sys::privilege::Identity;
use crate::sys::signal::{self, Signals};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// A running server.
pub(super) struct Master<'p> {
    pub(super) program: &'p dyn Program,
    pub(super) handle: Handle,
    pub(super) shared: Rc<Shared>,
    pub(super) listeners: Listeners,
    pub(super) pid_file: Option<PidFile>,
    pub(super) identity: Option<Identity>,
    /// Always there in the master; a child takes it away.
    pub(super) signals: Option<Signals>,
    pub(super) slots: Vec<Slot>,
    pub(super) reload: Reload,
    pub(super) stage: Stage,
    pub(super) started: Instant,
    /// Orphans become its children (PID 1 or subreaper), so it collects every child that ends.
    pub(super) reaps_all: bool,
    reader: Reader,
}

impl<'p> Master<'p> {
    pub(super) fn new(program: &'p dyn Program, server: Server, signals: Signals) -> Master<'p> {
        Master {
            program,
            handle: server.handle(),
            slots: (0..server.shared.settings.all_slots()).map(|_| Slot::default()).collect(),
            shared: server.shared,
            listeners: server.listeners,
            pid_file: server.pid_file,
            identity: server.identity,
            signals: Some(signals),
            reload: Reload::default(),
            stage: Stage::Serving,
            started: Instant::now(),
            reaps_all: fork::inherits_orphans(),
            reader: Reader::new(),
        }
    }

    /// Runs until a shutdown is complete.
    pub(super) fn supervise(&mut self) -> Result<()> {
        self.start_due(Instant::now());
        self.program.started(&self.handle);
        self.program.manager_started(&self.handle);
        loop {
            let now = Instant::now();
            self.kill_overdue(now);
            self.warn_of_slow_starts(now);
            self.advance_reload();
            self.start_due(now);
            self.adopt(now);
            if self.advance_stop(now) {
                return Ok(());
            }
            let readable = self.wait()?;
            self.read_lines(&readable);
            self.on_signals();
            self.reap();
        }
    }

    /// Worker slots come first, user processes after them.
    pub(super) fn is_worker(&self, slot: usize) -> bool {
        slot < self.shared.settings.worker_num
    }

    /// The process that serves the figures, behind the user processes.
    pub(super) fn is_metrics(&self, slot: usize) -> bool {
        slot >= self.shared.settings.slots()
    }

    pub(super) fn record(&self, slot: usize, child: &Child) -> Record {
        self.shared.board.record(slot, child.place)
    }

    /// The process a slot needs now (when its waiting time is over).
    fn wanted(&self, slot: usize) -> Option<Role> {
        let state = &self.slots[slot];
        match &state.occupant {
            _ if self.stage != Stage::Serving => None,
            None => Some(Role::Occupant),
            Some(occupant) => {
                let alone = state.successor.is_none() && state.leaving.is_none();
                // Also beside one that is not ready yet: what it hangs in may be what the reload mends.
                let replace = occupant.retiring || self.reload.wants(slot, occupant.generation);
                (alone && replace && occupant.state != State::Draining).then_some(Role::Successor)
            }
        }
    }

    /// Forks what is wanted and due; user processes first, because workers may need what they offer.
    fn start_due(&mut self, now: Instant) {
        let workers = self.shared.settings.worker_num;
        for slot in (workers..self.slots.len()).chain(0..workers) {
            if !self.slots[slot].is_due(now) {
                continue;
            }
            let Some(role) = self.wanted(slot) else { continue };
            if let Err(error) = self.spawn(slot, role) {
                log::write(Level::Error, &format!("process {slot} was not started: {error}"));
                let state = &mut self.slots[slot];
                state.not_before = Some(now + state.backoff.after(Duration::ZERO));
            }
        }
    }

    fn kill_overdue(&mut self, now: Instant) {
        for (slot, state) in self.slots.iter_mut().enumerate() {
            for child in state.children_mut().filter(|c| c.deadline.is_some_and(|t| t <= now)) {
                let late =
                    if child.state == State::Draining { "end within max_wait_time" } else { "get ready in time" };
                log::write(Level::Warning, &format!("process {slot} ({}) did not {late}: killed", child.pid));
                child.deadline = None;
                self.shared.board.bump(KILLED);
                report(fork::kill(child.pid, libc::SIGKILL));
            }
        }
    }

    /// What a worker waits for may keep it from its event loop, say a database that does not answer: it cannot tell itself.
    fn warn_of_slow_starts(&mut self, now: Instant) {
        let after = self.shared.settings.slow_start.as_secs_f64();
        for (slot, state) in self.slots.iter_mut().enumerate() {
            for child in state.children_mut().filter(|c| c.slow_start().is_some_and(|t| t <= now)) {
                child.slow_at = None;
                let text = format!(
                    "worker {slot} ({}) is not ready after {after} s: it serves when its workerStart returns",
                    child.pid
                );
                log::write(Level::Warning, &format!("{text}; start loops with Peregrine\\go()"));
            }
        }
    }

    /// Waits until something happens or is due. Returns the process ids whose lines have something.
    fn wait(&mut self) -> Result<Vec<i32>> {
        let lines: Vec<_> = self
            .slots
            .iter()
            .flat_map(Slot::children)
            .filter_map(|c| Some((c.pid, c.control.as_ref()?.as_fd())))
            .collect();
        let fds: Vec<_> = self.signals.iter().map(|s| s.as_fd()).chain(lines.iter().map(|l| l.1)).collect();
        let timeout = self.next_due().map(|t| t.saturating_duration_since(Instant::now()));
        let readable = fd::wait_readable(&fds, timeout)?;
        Ok(lines.iter().zip(&readable[1..]).filter(|(_, readable)| **readable).map(|((pid, _), _)| *pid).collect())
    }

    fn next_due(&self) -> Option<Instant> {
        let deadlines = self.slots.iter().flat_map(Slot::children).filter_map(|c| c.deadline);
        let starts = (0..self.slots.len())
            .filter(|slot| self.wanted(*slot).is_some())
            .map(|slot| self.slots[slot].not_before.unwrap_or_else(Instant::now));
        let slow = self.slots.iter().flat_map(Slot::children).filter_map(Child::slow_start);
        deadlines.chain(slow).chain(starts).chain(self.adoption_due()).min()
    }

    fn read_lines(&mut self, readable: &[i32]) {
        for pid in readable {
            while let Some((slot, packet)) = self.read_line(*pid) {
                match packet {
                    Ok(packet) => self.on_packet(slot, *pid, packet),
                    Err(malformed) => log::write(Level::Warning, &malformed.message),
                }
            }
        }
    }

    /// The next packet on a child's line, with its slot. A line that ended is not looked at again.
    fn read_line(&mut self, pid: i32) -> Option<(usize, Result<Packet>)> {
        let (slot, child) = find(&mut self.slots, pid)?;
        match self.reader.read(child.control.as_ref()?) {
            Ok(packet) => Some((slot, packet)),
            Err(e) => {
                if e.kind() != std::io::ErrorKind::WouldBlock {
                    child.control = None;
                }
                None
            }
        }
    }

    fn on_packet(&mut self, slot: usize, pid: i32, packet: Packet) {
        match packet {
            Packet::Ready => self.on_ready(slot, pid),
            Packet::Retire(reason) => self.on_retire(slot, pid, reason),
            Packet::Reload => self.request_reload(),
            Packet::Shutdown => self.begin_shutdown(),
            Packet::Line { .. } => self.pass_line(slot, &packet),
            Packet::Drain(_) | Packet::Adopt(_) | Packet::Release(_) | Packet::ReopenLogs(..) | Packet::User { .. } => {
                log::write(Level::Warning, &format!("process {slot} sent the master a message meant for a worker"));
            }
        }
    }

    fn on_ready(&mut self, slot: usize, pid: i32) {
        if self.stage != Stage::Serving {
            return; // it has been told to drain already
        }
        let has_former = self.slots[slot].ready(pid);
        if let Some(child) = self.slots[slot].children().find(|c| c.pid == pid) {
            self.record(slot, child).set_state(child.state);
        }
        log::write(Level::Debug, &format!("process {slot} ({pid}) is ready"));
        if has_former {
            self.drain_former(slot);
        }
    }

    /// The former worker of a slot no longer reads the mailbox. Without one the line ends here.
    fn pass_line(&self, slot: usize, packet: &Packet) {
        if let Some(control) = self.slots[slot].leaving.as_ref().and_then(|former| former.control.as_ref()) {
            report(mailbox::send(control, packet));
        }
    }

    /// The former worker of a slot, whose successor is ready, is to finish and end.
    fn drain_former(&mut self, slot: usize) {
        let deadline = Instant::now() + self.shared.settings.max_wait_time;
        let board = self.shared.board;
        if let Some(former) = &mut self.slots[slot].leaving {
            drain(former, Drain::Replaced, deadline);
            board.record(slot, former.place).set_state(former.state);
        }
    }

    fn on_retire(&mut self, slot: usize, pid: i32, reason: Reason) {
        let Some((_, child)) = find(&mut self.slots, pid) else {
            return;
        };
        if std::mem::replace(&mut child.retiring, true) {
            return;
        }
        match reason {
            Reason::Tainted => self.shared.board.bump(TAINTED),
            Reason::Memory => self.shared.board.bump(RECYCLED_MEMORY),
            Reason::Age => self.shared.board.bump(RECYCLED_AGE),
            Reason::MaxRequest => self.shared.board.bump(RECYCLED_REQUESTS),
            Reason::Asked => {}
        }
        log::write(Level::Info, &format!("worker {slot} ({pid}) is to be replaced: {}", reason.text()));
    }

    fn on_signals(&mut self) {
        let signals = self.signals.as_ref().map(Signals::take).unwrap_or_default();
        for number in signals {
            match number {
                libc::SIGTERM | libc::SIGINT | libc::SIGQUIT => self.begin_shutdown(),
                libc::SIGUSR1 => self.request_reload(),
                libc::SIGUSR2 => log::write(Level::Notice, "SIGUSR2 reloads task workers; this server has none"),
                number if number == signal::rt_min() => {
                    report(self.reopen_access_log());
                    report(self.reopen_logs());
                }
                _ => {} // SIGCHLD: reap() runs on every turn
            }
        }
    }

    /// Opens the log file anew and hands the descriptor to every child: they may not be allowed to open it.
    fn reopen_logs(&mut self) -> Result<()> {
        if self.shared.settings.log_file.is_none() {
            return Ok(());
        }
        log::reopen()?;
        for child in self.slots.iter().flat_map(Slot::children) {
            let Some(control) = &child.control else { continue };
            report(mailbox::send(control, &Packet::ReopenLogs(LogFile::Log, fd::duplicate(log::descriptor())?)));
        }
        log::write(Level::Info, "log file reopened");
        Ok(())
    }

    /// The master cannot go on: children without a master would only stay behind.
    pub(super) fn kill_all(&mut self) {
        for child in self.slots.iter().flat_map(Slot::children) {
            report(fork::kill(child.pid, libc::SIGKILL));
        }
    }
}

/// Tells a child to drain. One that cannot be told is killed at its deadline.
pub(super) fn drain(child: &mut Child, how: Drain, deadline: Instant) {
    child.become_state(State::Draining);
    child.deadline = Some(deadline);
    if let Some(control) = &child.control {
        report(mailbox::send(control, &Packet::Drain(how)));
    }
}

/// Logs what could not be done but need not stop the master.
pub(super) fn report(result: Result<()>) {
    if let Err(error) = result {
        log::write(Level::Warning, &error.message);
    }
}

fn find(slots: &mut [Slot], pid: i32) -> Option<(usize, &mut Child)> {
    slots.iter_mut().enumerate().find_map(|(n, slot)| Some((n, slot.children_mut().find(|c| c.pid == pid)?)))
}
