//! What a server is to be: a plain struct the caller fills. Option names, types and ranges are the caller's business;
//! here is checked only what would make the processes impossible.

use crate::error::{Error, Result};
use crate::log::Level;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The longest wait; more would overflow clocks somewhere.
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// Where to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A host name or IPv4 address and a port; port 0 takes a free one.
    Tcp4(String, u16),
    /// A host name or IPv6 address and a port; port 0 takes a free one. IPv4 clients are not served (`IPV6_V6ONLY`).
    Tcp6(String, u16),
    /// A stream socket in the file system; a stale one is replaced, and it is removed at shutdown.
    Unix(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp4(host, port) => write!(f, "{host}:{port}"),
            Address::Tcp6(host, port) => write!(f, "[{host}]:{port}"),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// The settings of a server. `Default` has Swoole's defaults where it has the option.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Worker slots, 1 to 1,000. Default: the CPUs this process may use.
    pub worker_num: usize,
    /// User processes (`addProcess`); their slots come after the workers'. Default 0.
    pub process_num: usize,
    /// Requests after which a worker is replaced; 0 (default): never.
    pub max_request: u64,
    /// Up to this many requests are added at random, so that workers are not replaced together. `None` (default):
    /// half of `max_request` when that is over 10.
    pub max_request_grace: Option<u64>,
    /// How long a process may take to end after it was told to, before it is killed. Default 3 s.
    pub max_wait_time: Duration,
    /// How long a successor (reload, max_request) may take to get ready before it is killed and counted as a failure.
    /// A first process has no limit. Default 60 s.
    pub ready_timeout: Duration,
    /// After this time the log says that a worker is not ready yet. Default 10 s.
    pub slow_start: Duration,
    /// Requests a worker handles at once; the program enforces it. Default: no limit.
    pub max_concurrency: usize,
    /// The master writes its process id here. Default none.
    pub pid_file: Option<PathBuf>,
    /// A line for each request goes here: a file, `stdout` or `stderr`. Default none.
    pub access_log: Option<PathBuf>,
    /// Log lines go here instead of standard error. Default none.
    pub log_file: Option<PathBuf>,
    /// Lines below it are not written. Default `Info`.
    pub log_level: Level,
    /// Children become this user. Default: they stay who the master is.
    pub user: Option<String>,
    /// Children become this group. Default: the user's own.
    pub group: Option<String>,
    /// Connections a listener queues (listen(2), capped by net.core.somaxconn). Default 512.
    pub backlog: u32,
    /// Where to listen; at least one.
    pub addresses: Vec<Address>,
    /// On reload the next slot is taken as soon as the new worker is ready, while the old one still drains (default);
    /// `false`: only when the old one has ended.
    pub reload_async: bool,
    /// Own memory in bytes from which on a worker is replaced; 0 (default): any.
    pub max_worker_memory: u64,
    /// Age at which a worker is replaced, up to a tenth earlier; zero (default): any.
    pub max_worker_age: Duration,
    /// Where the figures are served by a process of their own: host and port. Default nowhere.
    pub metrics: Option<(String, u16)>,
    /// How many application counters each process has ([`crate::server::Record::count`]). Default 0.
    pub counters: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            worker_num: std::thread::available_parallelism().map_or(1, usize::from),
            process_num: 0,
            max_request: 0,
            max_request_grace: None,
            max_wait_time: Duration::from_secs(3),
            ready_timeout: Duration::from_secs(60),
            slow_start: Duration::from_secs(10),
            max_concurrency: usize::MAX,
            pid_file: None,
            access_log: None,
            log_file: None,
            log_level: Level::Info,
            user: None,
            group: None,
            backlog: 512,
            addresses: Vec::new(),
            reload_async: true,
            max_worker_memory: 0,
            max_worker_age: Duration::ZERO,
            metrics: None,
            counters: 0,
        }
    }
}

impl Settings {
    /// Refuses what cannot work.
    pub fn check(&self) -> Result<()> {
        if !(1..=1000).contains(&self.worker_num) {
            return Err(Error::invalid(format!("worker_num must be 1 to 1000, not {}", self.worker_num)));
        }
        if self.process_num > 1000 {
            return Err(Error::invalid("a server can have at most 1000 user processes"));
        }
        if self.max_worker_age > YEAR {
            return Err(Error::invalid("max_worker_age must be at most a year"));
        }
        if self.max_wait_time > YEAR || self.ready_timeout > YEAR {
            return Err(Error::invalid("max_wait_time must be at most a year"));
        }
        if self.addresses.is_empty() {
            return Err(Error::invalid("a server needs an address to listen on"));
        }
        if self.counters > 4096 {
            return Err(Error::invalid("a server can have at most 4096 application counters"));
        }
        Ok(())
    }

    /// All slots: the workers' (0 to worker_num - 1), then the user processes'.
    pub fn slots(&self) -> usize {
        self.worker_num + self.process_num
    }

    /// These and, after them, the slot of the process that serves the figures.
    pub(super) fn all_slots(&self) -> usize {
        self.slots() + usize::from(self.metrics.is_some())
    }

    /// The most requests that are added to `max_request` at random.
    pub fn grace(&self) -> u64 {
        self.max_request_grace.unwrap_or(if self.max_request > 10 { self.max_request / 2 } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn valid() -> Settings {
        Settings { addresses: vec![Address::Tcp4("127.0.0.1".into(), 0)], ..Settings::default() }
    }

    #[test]
    fn impossible_settings_are_refused() {
        valid().check().unwrap();
        let cases = [
            (Settings { worker_num: 0, ..valid() }, "worker_num must be 1 to 1000, not 0"),
            (Settings { process_num: 1001, ..valid() }, "1000 user processes"),
            (Settings { addresses: vec![], ..valid() }, "needs an address"),
            (Settings { counters: 4097, ..valid() }, "4096 application counters"),
            (Settings { max_wait_time: Duration::MAX, ..valid() }, "at most a year"),
        ];
        for (settings, text) in cases {
            assert!(settings.check().unwrap_err().message.contains(text), "{text}");
        }
    }

    #[test]
    fn the_grace_is_half_of_max_request_unless_given() {
        let grace = |max_request, max_request_grace| Settings { max_request, max_request_grace, ..valid() }.grace();
        assert_eq!((grace(100, None), grace(10, None), grace(100, Some(7))), (50, 0, 7));
    }
}
