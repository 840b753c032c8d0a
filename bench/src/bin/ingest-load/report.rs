//! What the load saw, as a table and as checks.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Shared;
use crate::events::Kind;
use crate::ledger::Balance;
use crate::master::Ended;
use crate::topic::Read;

/// Complaints printed in full; the rest are counted.
const SHOWN: usize = 20;

#[derive(Default)]
pub(crate) struct Report {
    statuses: BTreeMap<(Kind, u16), u64>,
    latencies: Vec<u32>,
    complaints: Vec<String>,
    complaints_total: usize,
    pub(crate) loaded: Duration,
    pub(crate) connections: u64,
    pub(crate) reloads: u64,
    pub(crate) resets_of_killed: u64,
    pub(crate) refused_while_stopping: u64,
}

impl Report {
    pub(crate) fn answered(&mut self, kind: Kind, status: u16, took: Duration) {
        *self.statuses.entry((kind, status)).or_default() += 1;
        self.latencies.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// Something that must not happen.
    pub(crate) fn complain(&mut self, sentence: String) {
        self.complaints_total += 1;
        if self.complaints.len() < SHOWN {
            self.complaints.push(sentence);
        }
    }

    pub(crate) fn print(&self, shared: &Shared, read: Read) {
        println!("{:<16} {:>6} {:>10}", "request", "status", "answers");
        for ((kind, status), count) in &self.statuses {
            println!("{:<16} {status:>6} {count:>10}", format!("{kind:?}"));
        }
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let at =
            |share: f64| sorted.get((sorted.len() as f64 * share) as usize).map_or(0.0, |&us| f64::from(us) / 1000.0);
        let seconds = self.loaded.as_secs_f64();
        println!(
            "{} answers, {:.0} a second; ms: median {:.1}, 99 % {:.1}, longest {:.1}",
            sorted.len(),
            sorted.len() as f64 / seconds,
            at(0.5),
            at(0.99),
            at(0.999_999_9)
        );
        println!(
            "{} connections, {} reloads, {} workers killed",
            self.connections,
            self.reloads,
            shared.killed.borrow().len()
        );
        println!(
            "{} resets of killed workers, {} refused while stopping",
            self.resets_of_killed, self.refused_while_stopping
        );
        let b = self.balance(shared);
        println!(
            "events: {} accepted ({:.0} a second), {} refused, {} answered 5xx, {} not answered",
            b.accepted,
            b.accepted as f64 / seconds,
            b.refused,
            b.failed,
            b.unanswered
        );
        println!("topic, read {read:?}: {} of the last two kinds are there, {} events twice", b.ambiguous, b.repeated);
        for complaint in &self.complaints {
            println!("  {complaint}");
        }
        if self.complaints_total > SHOWN {
            println!("  … and {} more", self.complaints_total - SHOWN);
        }
    }

    /// Prints each check and the closing line; returns whether all passed.
    pub(crate) fn judge(&self, shared: &Shared, ended: &Ended, read: Read) -> bool {
        let b = self.balance(shared);
        let server_errors: u64 = self.statuses.iter().filter(|((_, status), _)| *status >= 500).map(|(_, n)| n).sum();
        let lost = shared.ledger.lock().expect("no thread panics with it").lost(5);
        let checks = [
            ("every kind of request was answered as promised at least once".into(), self.saw_all_kinds()),
            (format!("nothing happened that must not ({} did)", self.complaints_total), self.complaints_total == 0),
            (
                format!("every event answered 202 is on the topic ({} are not {lost:?})", b.lost),
                b.accepted > 0 && b.lost == 0,
            ),
            (format!("no event answered 4xx is on the topic ({} are)", b.leaked), b.refused > 0 && b.leaked == 0),
            (format!("every event on the topic has the bytes that were sent ({} have not)", b.altered), b.altered == 0),
            (format!("nothing is on the topic that was not sent ({} are)", b.unknown), b.unknown == 0),
            (
                format!("at most one answer in 100 is a 5xx ({server_errors} are)"),
                server_errors * 100 <= self.latencies.len() as u64,
            ),
            (
                format!("there were reloads ({})", self.reloads),
                self.reloads >= wanted(shared, shared.options.reload_every),
            ),
            (
                format!("workers were killed ({})", shared.killed.borrow().len()),
                shared.killed.borrow().len() as u64 >= wanted(shared, shared.options.kill_every),
            ),
            (
                format!("SIGTERM under load ended the server with status 0 ({ended:?})"),
                matches!(ended, Ended::Unseen | Ended::Status { zero: true, .. }),
            ),
            (
                format!("the topic was read as far as it can be ({read:?})"),
                read == Read::ToTheEnd || shared.options.brokers == crate::Brokers::Embedded,
            ),
        ];
        let failed = checks.iter().filter(|(_, passed)| !passed).count();
        for (what, passed) in &checks {
            println!("{} {what}", if *passed { "pass" } else { "FAIL" });
        }
        println!("{} passed, {failed} failed", checks.len() - failed);
        failed == 0
    }

    /// Whether everything happened at least once that has to.
    pub(crate) fn saw_everything(&self, shared: &Shared) -> bool {
        self.saw_all_kinds()
            && self.reloads >= wanted(shared, shared.options.reload_every)
            && shared.killed.borrow().len() as u64 >= wanted(shared, shared.options.kill_every)
    }

    fn saw_all_kinds(&self) -> bool {
        self.statuses.keys().filter(|(kind, status)| *status == kind.expected()).count() == 9
    }

    fn balance(&self, shared: &Shared) -> Balance {
        shared.ledger.lock().expect("no thread panics with it").balance()
    }
}

/// How often something that is done `every` so often has to have happened: once, when the load is long enough for it.
fn wanted(shared: &Shared, every: Option<Duration>) -> u64 {
    every.map_or(0, |every| u64::from(shared.options.seconds > every))
}
