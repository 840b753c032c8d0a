//! The options of a server, and the figures it gives back.

use super::{Duties, front, tls};
use crate::error::{Error, Result};
use crate::http;
use crate::log::Level;
use crate::options::{Kind, Spec};
use crate::php::options::Options;
use crate::server::{Handle, Settings, State, Stats};
use crate::zend::{Array, reads_post_data};
use std::path::PathBuf;
use std::time::Duration;

const DAY: f64 = 86_400.0;
const MANY: i64 = 1 << 40;

/// Every option of `Server::set()`.
pub(crate) const OPTIONS: &[Spec] = &joined();

const fn joined() -> [Spec; OWN.len() + front::OPTIONS.len() + tls::OPTIONS.len()] {
    let mut all = [OWN[0]; OWN.len() + front::OPTIONS.len() + tls::OPTIONS.len()];
    let (front, tls) = (OWN.len(), OWN.len() + front::OPTIONS.len());
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < front {
            OWN[at]
        } else if at < tls {
            front::OPTIONS[at - front]
        } else {
            tls::OPTIONS[at - tls]
        };
        at += 1;
    }
    all
}

const OWN: &[Spec] = &[
    Spec { name: "worker_num", kind: Kind::Int(1, 1000), doc: "Worker processes (default: the CPUs)." },
    Spec {
        name: "max_request",
        kind: Kind::Int(0, MANY),
        doc: "Requests after which a worker is replaced; 0: never (default).",
    },
    Spec {
        name: "max_request_grace",
        kind: Kind::Int(0, MANY),
        doc: "At most so many requests are added at random (default: half of max_request above 10).",
    },
    Spec {
        name: "max_wait_time",
        kind: Kind::Float(0.1, DAY),
        doc: "Seconds a worker may take to end before it is killed (default 3).",
    },
    Spec {
        name: "max_concurrency",
        kind: Kind::Int(1, MANY),
        doc: "Requests in flight in all workers above which new ones get 503 (default: no limit).",
    },
    Spec {
        name: "worker_max_concurrency",
        kind: Kind::Int(1, MANY),
        doc: "The same for one worker (default: no limit).",
    },
    Spec {
        name: "package_max_length",
        kind: Kind::Int(1024, MANY),
        doc: "Longest request body in bytes, 413 above (default 2,097,152).",
    },
    Spec {
        name: "heartbeat_idle_time",
        kind: Kind::Float(0.0, DAY),
        doc: "Seconds without a request after which a connection is closed; 0: never (default 60).",
    },
    Spec { name: "max_idle_time", kind: Kind::Float(0.0, DAY), doc: "The same as heartbeat_idle_time." },
    Spec {
        name: "heartbeat_check_interval",
        kind: Kind::Float(0.05, 3600.0),
        doc: "Seconds between two looks at the deadlines of connections (default 0.2).",
    },
    Spec {
        name: "header_timeout",
        kind: Kind::Float(0.0, DAY),
        doc: "Seconds a request's head may take, 408 after; 0: no limit (default 10).",
    },
    Spec {
        name: "body_timeout",
        kind: Kind::Float(0.0, DAY),
        doc: "Seconds between two pieces of a body, 408 after; 0: no limit (default 30).",
    },
    Spec {
        name: "send_timeout",
        kind: Kind::Float(0.0, DAY),
        doc: "Seconds without the client taking anything of an answer; 0: no limit (default 60).",
    },
    Spec {
        name: "request_timeout",
        kind: Kind::Float(0.0, DAY),
        doc: "Seconds a request may take: then it is answered 504 and its coroutine cancelled where it waits, by a Coroutine\\CanceledException; 0: no limit (default).",
    },
    Spec {
        name: "cancel_on_disconnect",
        kind: Kind::Bool,
        doc: "true: a client that leaves before its answer is whole cancels the request's coroutine where it waits, by a Coroutine\\CanceledException (default false: isWritable() tells).",
    },
    Spec {
        name: "stream_request_body",
        kind: Kind::Bool,
        doc: "true: the callback is called when a request's head is there; Request::read() gives the body as it arrives, and whoever asks for the whole waits for it (default false). With request_state so does php://input, and forms are there before the call.",
    },
    Spec {
        name: "stream_max_length",
        kind: Kind::Int(0, i64::MAX),
        doc: "With stream_request_body: longest body in bytes that Request::read() and php://input give, 413 above; 0: any (default). What is gathered as a whole has package_max_length.",
    },
    Spec {
        name: "upload_tmp_dir",
        kind: Kind::Text,
        doc: "Where uploaded files are kept while their request lasts, a directory that exists (default: the system's). With request_state php.ini's upload_tmp_dir counts.",
    },
    Spec {
        name: "upload_max_filesize",
        kind: Kind::Int(0, MANY),
        doc: "Longest uploaded file, beyond package_max_length; 0: package_max_length alone limits (default).",
    },
    Spec {
        name: "pid_file",
        kind: Kind::Text,
        doc: "The master writes its process id here, and removes it at the end.",
    },
    Spec {
        name: "log_file",
        kind: Kind::Text,
        doc: "Log lines go here; opened anew on SIGRTMIN (default: standard error).",
    },
    Spec {
        name: "log_level",
        kind: Kind::Int(0, 6),
        doc: "Lines below it are not written: Peregrine\\LOG_* (default LOG_INFO).",
    },
    Spec { name: "user", kind: Kind::Text, doc: "Workers become this user." },
    Spec { name: "group", kind: Kind::Text, doc: "Workers become this group (default: the user's)." },
    Spec {
        name: "enable_coroutine",
        kind: Kind::Bool,
        doc: "false: a worker runs one request after the other (default true).",
    },
    Spec {
        name: "request_state",
        kind: Kind::Bool,
        doc: "true: each request has superglobals, headers, statics and other values of PHP's process of its own, and is answered with what it echoed (default false).",
    },
    Spec {
        name: "max_coroutine",
        kind: Kind::Int(1, 10_000_000),
        doc: "Coroutines a worker may have at once (default 100,000).",
    },
    Spec {
        name: "huge_pages",
        kind: Kind::Bool,
        doc: "A worker whose own PHP values take 16 MiB or more has them on huge pages, where the machine allows it (default true).",
    },
    Spec { name: "backlog", kind: Kind::Int(1, 65_535), doc: "Connections a worker's listener queues (default 512)." },
    Spec {
        name: "reload_async",
        kind: Kind::Bool,
        doc: "Reload the next worker while the old one still ends (default true).",
    },
    Spec {
        name: "max_worker_memory",
        kind: Kind::Int(0, MANY),
        doc: "Bytes of memory of its own, tables not counted, from which on a worker is replaced; 0: any (default).",
    },
    Spec {
        name: "max_worker_age",
        kind: Kind::Float(0.0, 365.0 * DAY),
        doc: "Seconds after which a worker is replaced, up to a tenth earlier so that not all go at once; 0: never (default).",
    },
];

/// What was chosen, in the words of the layers below.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) tls: tls::Chosen,
    pub(super) front: front::Chosen,
    pub(super) server: Settings,
    pub(super) http: http::Settings,
    pub(super) sweep: Duration,
    pub(super) coroutines: bool,
    pub(super) request_state: bool,
    /// A large heap of a worker goes onto huge pages.
    pub(super) huge_pages: bool,
    pub(super) max_coroutine: Option<usize>,
    /// Zero: no limit.
    pub(super) request_time: Duration,
    pub(super) cancels: bool,
    /// `upload_tmp_dir` was given.
    names_upload_tmp_dir: bool,
}

impl Default for Chosen {
    fn default() -> Self {
        let (server, http) = (Settings::default(), http::Settings::default());
        Chosen {
            tls: tls::Chosen::default(),
            front: front::Chosen::default(),
            server,
            http,
            sweep: Duration::from_millis(200),
            coroutines: true,
            request_state: false,
            huge_pages: true,
            max_coroutine: None,
            request_time: Duration::ZERO,
            cancels: false,
            names_upload_tmp_dir: false,
        }
    }
}

impl Chosen {
    /// Takes over the options that were given. After an error some may be taken over and some not.
    pub(super) fn take(&mut self, given: &Options) -> Result<()> {
        self.tls.take(given)?;
        self.front.take(given)?;
        for option in ["pid_file", "log_file", "access_log", "upload_tmp_dir"] {
            let mut wrong = false;
            given.text(option, |path| wrong = path.is_empty());
            if wrong {
                let text = "must be a path, '' given: leave it out for the default";
                return Err(Error::invalid(format!("option '{option}' {text}")));
            }
        }
        let (server, limits) = (&mut self.server, &mut self.http.limits);
        given.long("worker_num", |n| server.worker_num = n as usize);
        given.long("max_request", |n| server.max_request = n as u64);
        given.long("max_request_grace", |n| server.max_request_grace = Some(n as u64));
        given.seconds("max_wait_time", |d| server.max_wait_time = d);
        given.long("max_concurrency", |n| server.max_concurrency = n as usize);
        given.long("worker_max_concurrency", |n| limits.max_concurrency = n as u64);
        given.long("package_max_length", |n| limits.body = n as u64);
        given.seconds("heartbeat_idle_time", |d| limits.idle_time = d);
        given.seconds("max_idle_time", |d| limits.idle_time = d);
        given.seconds("heartbeat_check_interval", |d| self.sweep = d);
        given.seconds("header_timeout", |d| limits.header_time = d);
        given.seconds("body_timeout", |d| limits.body_time = d);
        given.seconds("send_timeout", |d| limits.send_time = d);
        given.seconds("request_timeout", |d| self.request_time = d);
        given.bool("cancel_on_disconnect", |b| self.cancels = b);
        given.bool("stream_request_body", |b| self.http.streams_bodies = b);
        given.long("stream_max_length", |n| limits.stream = n as u64);
        given.text("upload_tmp_dir", |t| {
            self.http.upload_tmp_dir = PathBuf::from(t);
            self.names_upload_tmp_dir = true;
        });
        given.long("upload_max_filesize", |n| limits.upload = n as u64);
        given.text("pid_file", |t| server.pid_file = Some(PathBuf::from(t)));
        given.text("log_file", |t| server.log_file = Some(PathBuf::from(t)));
        given.long("log_level", |n| server.log_level = Level::from_number(n).unwrap_or(Level::Info));
        given.text("user", |t| server.user = Some(t.to_owned()));
        given.text("group", |t| server.group = Some(t.to_owned()));
        given.bool("enable_coroutine", |b| self.coroutines = b);
        given.bool("request_state", |b| {
            self.request_state = b;
            // PHP's own reader makes $_POST and $_FILES of it.
            self.http.reads_forms = !b;
            self.http.whole_forms = b && reads_post_data();
        });
        given.bool("huge_pages", |b| self.huge_pages = b);
        given.long("max_coroutine", |n| self.max_coroutine = Some(n as usize));
        given.long("backlog", |n| server.backlog = n as u32);
        given.bool("reload_async", |b| server.reload_async = b);
        given.long("max_worker_memory", |n| server.max_worker_memory = n as u64);
        given.seconds("max_worker_age", |d| server.max_worker_age = d);
        given.text("access_log", |t| server.access_log = Some(PathBuf::from(t)));
        server.metrics = self.front.metrics();
        Ok(())
    }
}

impl Chosen {
    /// Refuses what does not go together; at `start()`.
    pub(super) fn check(&self) -> Result<()> {
        if self.names_upload_tmp_dir {
            let directory = &self.http.upload_tmp_dir;
            // Removed again when it is dropped. Whether a `user` may write there shows when a worker does.
            tempfile::tempfile_in(directory).map_err(|error| {
                let text = "must be a directory that uploaded files can be written to";
                Error::invalid(format!("option 'upload_tmp_dir' {text}, {}: {error}", directory.display()))
            })?;
        }
        self.front.check()
    }
}

/// `Server::stats()`
pub(super) fn stats_array(handle: &Handle, duties: Option<&Duties>) -> Array {
    if let Some(duties) = duties {
        duties.report();
    }
    let stats: Stats = handle.stats();
    let settings = handle.settings();
    let in_flight = duties.map_or(0, Duties::in_flight);
    let mut array = Array::new(32);
    array.set("start_time", (stats.started_at_ms / 1000) as i64);
    array.set("connection_num", stats.workers.iter().map(|w| w.connections).sum::<u64>() as i64);
    array.set("accept_count", stats.accepted as i64);
    array.set("close_count", stats.closed as i64);
    array.set("worker_num", settings.worker_num as i64);
    array.set("user_worker_num", settings.process_num as i64);
    let idle = stats.workers.iter().filter(|w| w.state == State::Ready && w.in_flight == 0).count();
    array.set("idle_worker_num", idle as i64);
    array.set("request_count", stats.requests as i64);
    array.set("response_count", stats.requests as i64);
    let others = stats.workers.iter().filter(|w| w.pid != std::process::id() as i32).map(|w| w.in_flight).sum::<u64>();
    array.set("concurrency", (in_flight + others) as i64);
    array.set("worker_concurrency", in_flight as i64);
    array.set("worker_request_count", duties.map_or(0, Duties::requests) as i64);
    array.set("coroutine_num", stats.workers.iter().map(|w| w.coroutines).sum::<u64>() as i64);
    array.set("reload_count", stats.reloads as i64);
    array.set("reload_failed_count", stats.reloads_failed as i64);
    array.set("worker_death_count", stats.deaths as i64);
    array.set("worker_killed_count", stats.killed as i64);
    array.set("worker_tainted_count", stats.tainted as i64);
    array.set("worker_recycled_count", (stats.recycled_memory + stats.recycled_age) as i64);
    array.set("static_count", stats.files as i64);
    let [accepted, acknowledged, failed, received] = stats.kafka;
    array.set("kafka_sent", acknowledged as i64);
    array.set("kafka_failed", failed as i64);
    array.set("kafka_in_flight", accepted.saturating_sub(acknowledged + failed) as i64);
    array.set("kafka_received", received as i64);
    let mut workers = Array::new(stats.workers.len());
    for worker in &stats.workers {
        let mut one = Array::new(16);
        one.set("worker_id", worker.slot as i64);
        one.set("pid", i64::from(worker.pid));
        one.set("generation", worker.generation as i64);
        one.set("state", format!("{:?}", worker.state).to_lowercase());
        one.set("requests", worker.requests as i64);
        one.set("connections", worker.connections as i64);
        one.set("concurrency", worker.in_flight as i64);
        one.set("coroutines", worker.coroutines as i64);
        one.set("rss_kib", worker.rss_kib as i64);
        workers.push(one);
    }
    array.set("workers", workers);
    array
}
