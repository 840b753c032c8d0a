//! What producer and consumer share: a librdkafka client whose queue wakes the loop through an eventfd. Loop thread.
//!
//! One wake-up: librdkafka's queue goes from empty to not empty → it adds 1 to the eventfd → the loop's epoll →
//! [`Watched::poll_ready`] clears the eventfd → the caller polls the queue. Rules:
//! 1. librdkafka writes once until the queue has been polled empty, so nobody waits for readiness before he has seen
//!    the queue empty (that holds for the first wait too: events may be older than the eventfd).
//! 2. A client is destroyed after its queues and topics, on a thread of its own: that joins librdkafka's threads.
//! 3. In a forked child everything is left as it is; the epoll instance is shared with the parent, and taking the
//!    eventfd out of it there would deafen the parent.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Read;
use std::os::fd::AsRawFd;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::unix::AsyncFd;

use super::auth::Refresher;
use super::config::{Config, noun};
use super::error::{KafkaError, Result, code};
use super::sys::{Event, Kind, Native, Queue, fork};
use crate::error::{Error, Result as CoreResult};

/// Takes a log line of librdkafka: syslog level (3 and less error, 4 warning, 5 notice, 6 info, 7 debug) and text.
/// Called on the loop thread.
pub type Log = fn(u8, &str);

/// How long a drop waits for librdkafka, for its last reports and for its threads, before it goes on without.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// A queue and the eventfd that tells when it has something.
pub(super) struct Watched {
    queue: Queue,
    /// Always there but during the drop.
    eventfd: Option<AsyncFd<File>>,
}

impl Watched {
    pub(super) fn new(queue: Queue) -> CoreResult<Watched> {
        let eventfd = fork::eventfd().map_err(|e| Error::io("make an eventfd for Kafka", e))?;
        queue.signal(eventfd.as_raw_fd());
        Ok(Watched { queue, eventfd: Some(eventfd) })
    }

    /// The next event, blocking the thread up to `ms` (0: not at all).
    pub(super) fn next(&self, ms: i32) -> Option<Event<'_>> {
        self.queue.poll(ms)
    }

    /// The queue.
    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Ready when the queue may have something again. For one task only.
    pub(super) fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(eventfd) = &self.eventfd else {
            return Poll::Pending;
        };
        if let Ok(mut guard) = ready!(eventfd.poll_read_ready(cx)) {
            clear(eventfd);
            guard.clear_ready();
        }
        Poll::Ready(())
    }

    /// As [`Watched::poll_ready`], for any number of tasks.
    pub(super) async fn ready(&self) {
        let Some(eventfd) = &self.eventfd else { return };
        if let Ok(mut guard) = eventfd.readable().await {
            clear(eventfd);
            guard.clear_ready();
        }
    }
}

fn clear(eventfd: &AsyncFd<File>) {
    // A counter that is zero already answers EAGAIN, which is as good.
    let _ = eventfd.get_ref().read(&mut [0; 8]);
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.queue.native().forked() {
            std::mem::forget(self.eventfd.take()); // rule 3
            return;
        }
        self.queue.signal(-1);
        self.eventfd = None;
    }
}

/// A client with its watched queue. Both parts are there until the end takes them away.
pub(super) struct Client {
    watched: Option<Watched>,
    native: Option<Arc<Native>>,
    kind: Kind,
    log: Log,
    /// What librdkafka said last went wrong with a connection, and whether that is since the last success.
    trouble: RefCell<String>,
    troubled: Cell<bool>,
    /// Gives librdkafka tokens, when the login needs any; gone before `native`.
    tokens: Option<Refresher>,
    /// The last statistics, as librdkafka's JSON.
    statistics: RefCell<Option<String>>,
}

impl Client {
    /// Checks the configuration and starts the client; needs the context of a tokio runtime with I/O.
    pub(super) fn new(kind: Kind, config: &Config, log: Log) -> CoreResult<Client> {
        let conf = config.native(kind)?;
        if tokio::runtime::Handle::try_current().is_err() {
            let sentence = "needs a running event loop; make it inside run() or in workerStart";
            return Err(Error::invalid(format!("a Kafka {} {sentence}", noun(kind))));
        }
        let native = Native::new(kind, conf).map_err(|sentence| config.refusal(kind, &sentence))?;
        native.log_to_main_queue();
        if kind == Kind::Consumer {
            native.poll_set_consumer();
        }
        let watched = Some(Watched::new(Queue::of(&native, kind))?);
        let tokens = config.login()?.map(|source| Refresher::start(&native, source, log)).transpose()?;
        let (trouble, troubled, statistics) = (RefCell::default(), Cell::new(false), RefCell::default());
        Ok(Client { watched, native: Some(native), kind, log, trouble, troubled, tokens, statistics })
    }

    /// The handle, or an error in a forked child.
    pub(super) fn native(&self) -> Result<&Arc<Native>> {
        let native = self.any_native();
        if native.forked() { Err(KafkaError::forked(noun(self.kind))) } else { Ok(native) }
    }

    fn any_native(&self) -> &Arc<Native> {
        self.native.as_ref().expect("only the end takes it away")
    }

    /// The queue on which events arrive.
    pub(super) fn events(&self) -> &Watched {
        self.watched.as_ref().expect("only the end takes it away")
    }

    /// Passes a log line on.
    pub(super) fn log(&self, level: u8, text: &str) {
        (self.log)(level, text);
    }

    /// Passes a log line of librdkafka on, but for one whose error comes as an event as well, with the same text: what is
    /// wrong is said once, by whoever serves the event, who knows how bad it is.
    pub(super) fn log_unless_told(&self, level: u8, text: &str) {
        // rd_kafka_broker_set_error() and rd_kafka_set_fatal_error0(): from "error" on both do both.
        let told = level <= 3 && (text.starts_with("FAIL: ") || text.starts_with("FATAL: "));
        if !told {
            self.log(level, text);
        }
    }

    /// Keeps librdkafka's statistics until newer ones come.
    pub(super) fn set_statistics(&self, json: String) {
        *self.statistics.borrow_mut() = Some(json);
    }

    /// The last statistics (`statistics.interval.ms`).
    pub(super) fn statistics(&self) -> Option<String> {
        self.statistics.borrow().clone()
    }

    /// Remembers why there may soon be a time-out: a login refused, a certificate not trusted, nobody there.
    pub(super) fn set_trouble(&self, text: &str) {
        text.clone_into(&mut self.trouble.borrow_mut());
        self.troubled.set(true);
    }

    /// A broker has answered as it should.
    pub(super) fn well(&self) {
        self.troubled.set(false);
    }

    /// What is wrong since the last success.
    pub(super) fn trouble(&self) -> Option<String> {
        let reason =
            || self.tokens.as_ref().and_then(Refresher::reason).map_or(String::new(), |why| format!(" ({why})"));
        self.troubled.get().then(|| format!("{}{}", self.trouble.borrow(), reason()))
    }

    /// An error that is about to be thrown; a refused login with its reason, which may take some seconds to find.
    pub(super) async fn explained(&self, error: KafkaError) -> KafkaError {
        let looking =
            self.tokens.as_ref().filter(|_| error.code() == code::AUTHENTICATION).and_then(Refresher::explanation);
        let Some(looking) = looking else { return error };
        match looking.await {
            Some(reason) => KafkaError::new(error.code(), format!("{error} ({reason})")),
            None => error,
        }
    }

    /// An error of librdkafka; when it stands for the one that ended the client, that one.
    pub(super) fn error(&self, code: i32, message: impl Into<String>) -> KafkaError {
        if let Some(tokens) = self.tokens.as_ref().filter(|_| code == super::error::code::AUTHENTICATION) {
            tokens.look_into();
        }
        match self.any_native().fatal() {
            Some((cause, sentence)) if code == super::error::code::FATAL || code == cause => {
                KafkaError::fatal(cause, format!("the Kafka {} is unusable: {sentence}", noun(self.kind)))
            }
            _ => KafkaError::new(code, message),
        }
    }

    /// Ends the client without blocking the loop.
    pub(super) async fn end(mut self) {
        self.watched = None;
        self.tokens = None;
        if let Some(native) = self.native.take() {
            let _ = tokio::task::spawn_blocking(move || drop(native)).await;
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.watched = None;
        self.tokens = None;
        let Some(native) = self.native.take().filter(|native| !native.forked()) else {
            return;
        };
        let (ended, end) = mpsc::channel();
        let thread = std::thread::Builder::new().name("kafka-end".into()).spawn(move || {
            drop(native);
            let _ = ended.send(());
        });
        let _ = thread.map(|_| end.recv_timeout(PATIENCE));
    }
}
