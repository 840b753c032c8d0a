//! A copy of the scoreboard for people and metrics, with what /proc knows added.

use super::handle::Shared;
use super::scoreboard::{self as words, Record, Scoreboard};
use super::slot::State;
use crate::sys::clock;

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessStats {
    /// Its slot: workers first, then user processes.
    pub slot: usize,
    /// Its process id.
    pub pid: i32,
    /// When it started, in clock ticks since boot: with the pid it names a process for good.
    pub start_time: u64,
    /// The how-manieth process of its slot it is, from 1.
    pub generation: u64,
    /// What it is doing.
    pub state: State,
    /// When it was forked, in milliseconds since 1970.
    pub started_at_ms: u64,
    /// Requests it has answered.
    pub requests: u64,
    /// Connections it has open.
    pub connections: u64,
    /// Requests it is answering, as it last reported.
    pub in_flight: u64,
    /// Milliseconds since it last came back to its event loop; 0 unless it is ready.
    pub silent_ms: u64,
    /// Coroutines it last reported.
    pub coroutines: u64,
    /// Its resident memory in KiB; 0 if unknown.
    pub rss_kib: u64,
}

/// All of a server. Totals count dead processes too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// When the server started, in milliseconds since 1970.
    pub started_at_ms: u64,
    /// Reloads completed.
    pub reloads: u64,
    /// Reloads given up because new workers did not get ready.
    pub reloads_failed: u64,
    /// Processes that ended by a signal or with an exit code other than 0.
    pub deaths: u64,
    /// Processes killed because they exceeded `max_wait_time` (or `ready_timeout`).
    pub killed: u64,
    /// Workers replaced because a bailout left their memory in doubt.
    pub tainted: u64,
    /// Workers replaced because of `max_worker_memory`.
    pub recycled_memory: u64,
    /// Workers replaced because of `max_worker_age`.
    pub recycled_age: u64,
    /// Workers replaced because of `max_request`.
    pub recycled_requests: u64,
    /// Requests answered.
    pub requests: u64,
    /// Requests answered without the program: files, preflights.
    pub files: u64,
    /// Requests refused by the server itself (4xx, 5xx of its own), as last reported.
    pub refused: u64,
    /// Requests whose client left before the answer was ended, as last reported.
    pub aborted: u64,
    /// Connections accepted.
    pub accepted: u64,
    /// Connections closed.
    pub closed: u64,
    /// Messages accepted by Kafka producers, acknowledged, failed, and received by consumers, as last reported.
    pub kafka: [u64; 4],
    /// The application counters, summed over all processes.
    pub counters: Vec<u64>,
    /// Living workers, by slot; two of a slot while one replaces the other.
    pub workers: Vec<ProcessStats>,
    /// Living user processes, by slot.
    pub processes: Vec<ProcessStats>,
}

impl Stats {
    pub(super) fn read(shared: &Shared) -> Stats {
        let (board, settings) = (&shared.board, &shared.settings);
        let records: Vec<(usize, Record)> =
            (0..settings.slots()).flat_map(|s| [(s, board.record(s, 0)), (s, board.record(s, 1))]).collect();
        let total = |word| records.iter().map(|(_, r)| r.get(word)).sum();
        let mut counters = vec![0u64; settings.counters];
        for (_, record) in &records {
            counters.iter_mut().zip(record.application(settings.counters)).for_each(|(sum, n)| *sum += n);
        }
        let living = |of: std::ops::Range<usize>| {
            records.iter().filter(|(s, _)| of.contains(s)).filter_map(|(s, r)| process(*s, r)).collect()
        };
        Stats {
            requests: total(words::REQUESTS),
            files: total(words::FILES),
            refused: total(words::REFUSED),
            aborted: total(words::ABORTED),
            accepted: total(words::ACCEPTED),
            closed: total(words::CLOSED),
            kafka: [0, 1, 2, 3].map(|n| total(words::KAFKA + n)),
            workers: living(0..settings.worker_num),
            processes: living(settings.worker_num..settings.slots()),
            counters,
            ..Stats::header(board)
        }
    }

    fn header(board: &Scoreboard) -> Stats {
        Stats {
            started_at_ms: board.header(words::STARTED_AT),
            reloads: board.header(words::RELOADS),
            reloads_failed: board.header(words::RELOADS_FAILED),
            deaths: board.header(words::DEATHS),
            killed: board.header(words::KILLED),
            tainted: board.header(words::TAINTED),
            recycled_memory: board.header(words::RECYCLED_MEMORY),
            recycled_age: board.header(words::RECYCLED_AGE),
            recycled_requests: board.header(words::RECYCLED_REQUESTS),
            requests: 0,
            files: 0,
            refused: 0,
            aborted: 0,
            accepted: 0,
            closed: 0,
            kafka: [0; 4],
            counters: Vec::new(),
            workers: Vec::new(),
            processes: Vec::new(),
        }
    }
}

fn process(slot: usize, record: &Record) -> Option<ProcessStats> {
    let pid = record.get(words::PID) as i32;
    let state = State::from_number(record.get(words::STATE));
    let silent = if state == State::Ready { clock::milliseconds().saturating_sub(record.get(words::SEEN)) } else { 0 };
    (pid != 0).then(|| ProcessStats {
        slot,
        pid,
        start_time: record.get(words::START_TIME),
        generation: record.get(words::GENERATION),
        state,
        started_at_ms: record.get(words::SINCE),
        requests: record.own_requests(),
        connections: record.get(words::ACCEPTED).saturating_sub(record.get(words::CLOSED)),
        in_flight: record.get(words::IN_FLIGHT),
        silent_ms: silent,
        coroutines: record.get(words::COROUTINES),
        rss_kib: rss_kib(pid),
    })
}

/// VmRSS of /proc/PID/status, which is world-readable and already in KiB (proc_pid_status(5)).
fn rss_kib(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|l| l.trim().strip_suffix(" kB")).and_then(|n| n.parse().ok()).unwrap_or(0)
}
