//! The figures as text: Prometheus's exposition format 0.0.4, and a line of JSON for health checks. Pure.

use crate::server::{ProcessStats, State, Stats};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A page under way.
struct Page(String);

impl Page {
    /// A figure of the whole server.
    fn one(&mut self, kind: &str, name: &str, help: &str, value: u64) {
        self.many(kind, name, help, [(String::new(), value)]);
    }

    /// A figure with labels.
    fn many(&mut self, kind: &str, name: &str, help: &str, values: impl IntoIterator<Item = (String, u64)>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP peregrine_{name} {help}\n# TYPE peregrine_{name} {kind}");
        for (labels, value) in values {
            let _ = writeln!(self.0, "peregrine_{name}{labels} {value}");
        }
    }
}

/// Everything about a server, for Prometheus. `worker_num` is how many workers it should have.
pub fn prometheus(stats: &Stats, worker_num: usize) -> String {
    let mut page = Page(String::with_capacity(4096));
    let sum = |of: fn(&ProcessStats) -> u64| stats.workers.iter().map(of).sum::<u64>();
    page.one("gauge", "start_time_seconds", "When the server started, since 1970.", stats.started_at_ms / 1000);
    page.one("gauge", "workers", "Workers the server should have.", worker_num as u64);
    page.one("gauge", "workers_ready", "Workers that accept requests.", ready(stats) as u64);
    page.one("counter", "requests_total", "Requests the program has answered.", stats.requests);
    page.one("counter", "files_total", "Requests answered without the program: files, preflights.", stats.files);
    page.one("counter", "requests_refused_total", "Requests the server itself refused.", stats.refused);
    page.one("counter", "requests_aborted_total", "Requests whose client left before the answer.", stats.aborted);
    let [_, sent, failed, received] = stats.kafka;
    page.one("counter", "kafka_sent_total", "Messages that Kafka brokers acknowledged to workers.", sent);
    page.one("counter", "kafka_failed_total", "Messages that were not acknowledged.", failed);
    page.one("counter", "kafka_received_total", "Messages handed out by the workers' Kafka consumers.", received);
    page.one("gauge", "requests_in_flight", "Requests being answered.", sum(|w| w.in_flight));
    page.one("counter", "connections_accepted_total", "Connections accepted.", stats.accepted);
    page.one("counter", "connections_closed_total", "Connections closed.", stats.closed);
    page.one("gauge", "connections", "Connections open.", sum(|w| w.connections));
    page.one("gauge", "coroutines", "Coroutines in all workers.", sum(|w| w.coroutines));
    let reloads = [("complete", stats.reloads), ("failed", stats.reloads_failed)];
    let reloads = reloads.map(|(result, n)| (format!("{{result=\"{result}\"}}"), n));
    page.many("counter", "reloads_total", "Reloads by their result.", reloads);
    page.one("counter", "process_deaths_total", "Processes that ended by a signal or an error.", stats.deaths);
    page.one("counter", "process_kills_total", "Processes killed for taking too long to end.", stats.killed);
    let reasons = [
        ("memory", stats.recycled_memory),
        ("age", stats.recycled_age),
        ("fatal_error", stats.tainted),
        ("requests", stats.recycled_requests),
    ];
    let reasons = reasons.map(|(reason, n)| (format!("{{reason=\"{reason}\"}}"), n));
    page.many("counter", "worker_recycles_total", "Workers replaced, by the reason.", reasons);
    workers(stats, &mut page);
    page.0
}

/// A worker's figure: kind, name, help, value.
type WorkerFigure = (&'static str, &'static str, &'static str, fn(&ProcessStats) -> u64);

const OF_WORKERS: [WorkerFigure; 8] = [
    ("gauge", "worker_resident_memory_bytes", "Resident memory of a worker.", |w| w.rss_kib * 1024),
    ("gauge", "worker_requests", "Requests this process of the worker has answered.", |w| w.requests),
    ("gauge", "worker_requests_in_flight", "Requests a worker is answering.", |w| w.in_flight),
    ("gauge", "worker_connections", "Connections a worker has open.", |w| w.connections),
    ("gauge", "worker_unresponsive_seconds", "Since when PHP code has kept a worker from its event loop.", |w| {
        w.silent_ms / 1000
    }),
    ("gauge", "worker_coroutines", "Coroutines of a worker.", |w| w.coroutines),
    ("gauge", "worker_start_time_seconds", "When the worker's process was forked, since 1970.", |w| {
        w.started_at_ms / 1000
    }),
    ("counter", "worker_generation", "Which process of the worker it is, from 1.", |w| w.generation),
];

/// The newest process of each worker: while one replaces the other, the old one would be a second value of the same name.
fn workers(stats: &Stats, page: &mut Page) {
    let newest = |w: &&ProcessStats| !stats.workers.iter().any(|o| o.slot == w.slot && o.generation > w.generation);
    for (kind, name, help, value) in OF_WORKERS {
        let values = stats.workers.iter().filter(newest).map(|w| (format!("{{worker=\"{}\"}}", w.slot), value(w)));
        page.many(kind, name, help, values);
    }
}

/// A worker that has not come back to its event loop for so long accepts nobody: a callback that never ends has it.
const STUCK_MS: u64 = 10_000;

/// Workers that accept. While one replaces the other, both may for a moment: they count once.
pub fn ready(stats: &Stats) -> usize {
    let accepts = |w: &&ProcessStats| w.state == State::Ready && w.silent_ms < STUCK_MS;
    let slots: BTreeSet<usize> = stats.workers.iter().filter(accepts).map(|w| w.slot).collect();
    slots.len()
}

/// `{"status":"ok","workers":4,"ready":4}`; `unavailable` when no worker accepts.
pub fn health(stats: &Stats, worker_num: usize) -> String {
    let ready = ready(stats);
    let status = if ready > 0 { "ok" } else { "unavailable" };
    format!("{{\"status\":\"{status}\",\"workers\":{worker_num},\"ready\":{ready}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(slot: usize, generation: u64, state: State) -> ProcessStats {
        ProcessStats {
            slot,
            pid: 1,
            start_time: 1,
            generation,
            state,
            started_at_ms: 5_000,
            requests: 7,
            connections: 2,
            in_flight: 1,
            silent_ms: 0,
            coroutines: 3,
            rss_kib: 4,
        }
    }

    fn stats(workers: Vec<ProcessStats>) -> Stats {
        Stats {
            started_at_ms: 1_500,
            reloads: 1,
            reloads_failed: 0,
            deaths: 0,
            killed: 0,
            tainted: 0,
            recycled_memory: 2,
            recycled_age: 0,
            recycled_requests: 3,
            requests: 14,
            files: 6,
            refused: 0,
            aborted: 0,
            accepted: 0,
            closed: 0,
            kafka: [0; 4],
            counters: Vec::new(),
            workers,
            processes: Vec::new(),
        }
    }

    #[test]
    fn every_figure_has_help_type_and_one_value_for_each_label() {
        let workers = vec![worker(0, 1, State::Draining), worker(0, 2, State::Ready), worker(1, 1, State::Ready)];
        let page = prometheus(&stats(workers), 2);
        for line in [
            "peregrine_start_time_seconds 1",
            "peregrine_workers_ready 2",
            "peregrine_requests_total 14",
            "peregrine_files_total 6",
            "peregrine_requests_in_flight 3",
            "peregrine_reloads_total{result=\"complete\"} 1",
            "peregrine_worker_recycles_total{reason=\"memory\"} 2",
            "peregrine_worker_recycles_total{reason=\"requests\"} 3",
            "peregrine_worker_generation{worker=\"0\"} 2",
            "peregrine_worker_resident_memory_bytes{worker=\"1\"} 4096",
        ] {
            assert_eq!(page.lines().filter(|l| *l == line).count(), 1, "{line}");
        }
        let values: Vec<_> =
            page.lines().filter(|l| !l.starts_with('#')).map(|l| l.split(' ').next().unwrap()).collect();
        let distinct: BTreeSet<_> = values.iter().collect();
        assert_eq!(distinct.len(), values.len(), "Prometheus refuses a page with two values of one name");
        let described =
            |name: &str| page.contains(&format!("# TYPE {name} ")) && page.contains(&format!("# HELP {name} "));
        assert!(values.iter().all(|value| described(value.split('{').next().unwrap())));
    }

    #[test]
    fn health_is_ok_while_a_worker_accepts() {
        let text = |state| health(&stats(vec![worker(0, 1, state)]), 1);
        assert_eq!(text(State::Ready), "{\"status\":\"ok\",\"workers\":1,\"ready\":1}\n");
        assert_eq!(text(State::Starting), "{\"status\":\"unavailable\",\"workers\":1,\"ready\":0}\n");
    }

    #[test]
    fn a_worker_that_does_not_come_back_is_not_ready_and_two_of_a_slot_are_one() {
        let stuck = ProcessStats { silent_ms: 11_900, ..worker(0, 1, State::Ready) };
        let busy = ProcessStats { silent_ms: 9_900, ..worker(1, 1, State::Ready) };
        let all = stats(vec![stuck.clone(), busy, worker(1, 2, State::Ready), worker(2, 1, State::Ready)]);
        assert_eq!(ready(&all), 2);
        assert!(prometheus(&all, 3).contains("peregrine_worker_unresponsive_seconds{worker=\"0\"} 11\n"));
        assert_eq!(health(&stats(vec![stuck]), 1), "{\"status\":\"unavailable\",\"workers\":1,\"ready\":0}\n");
    }
}
