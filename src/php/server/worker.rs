//! What runs in a worker and in a user process: the event loop, the accept loops, the messages, and an orderly end.

use super::events::Event;
use super::program::PhpProgram;
use super::tls;
use crate::coroutine::{self as core, End};
use crate::error::Result;
use crate::http::access_log::AccessLog;
use crate::http::{self, Exchange, Front, Service};
use crate::log::{self, Level};
use crate::net::tls::Context;
use crate::net::{self, WorkerOptions};
use crate::php::http::remote::{self, set_handle};
use crate::php::http::server::{Manner, PhpHandler, detached, set_net};
use crate::server::{Drain, Inbox, Line, Listener, Message, Process, Reason, Worker};
use crate::time::{Instant, sleep, timeout_at};
use crate::zend::{Callable, Outcome, Stop, Thrown, Value, heap, rename_sapi};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_local};

/// What a worker owes its server beside answering: counting, limits, and retiring in time.
pub(crate) struct Duties {
    worker: Worker,
    net: Rc<net::Worker>,
    in_flight: Option<&'static [AtomicU64]>,
    reported: Cell<net::Counters>,
    kafka: Cell<crate::kafka::Counts>,
    tainted: Cell<bool>,
    /// `request_timeout`; zero: none.
    request_time: Duration,
    /// Answers that outlived their callbacks, and until when they may.
    kept: RefCell<Vec<(Instant, Weak<Exchange>)>>,
}

impl Duties {
    /// The callback has returned, but somebody still holds its answer: that may take the time of a request once more.
    #[cold]
    pub(crate) fn keep(&self, exchange: &Rc<Exchange>) {
        if !self.request_time.is_zero() && !exchange.is_ended() {
            self.kept.borrow_mut().push((Instant::now() + self.request_time, Rc::downgrade(exchange)));
        }
    }

    /// Answers 504 for those whose time is over.
    fn end_kept(&self) {
        let now = Instant::now();
        let mut late = Vec::new();
        self.kept.borrow_mut().retain(|(until, exchange)| match exchange.upgrade() {
            Some(exchange) if !exchange.is_ended() && !exchange.is_detached() => {
                if *until <= now {
                    late.push(exchange);
                }
                *until > now
            }
            _ => false,
        });
        late.iter().for_each(|exchange| exchange.fail(504));
    }

    /// Whether one more request may begin: `max_concurrency` over all workers. It is counted before the others are
    /// looked at, so that two workers never both take the last place.
    pub(crate) fn admits(&self) -> bool {
        let Some(all) = self.in_flight else { return true };
        let (own, now) = (&all[self.worker.slot()], self.net.counters().in_flight);
        own.store(now + 1, SeqCst);
        let total: u64 = all.iter().map(|n| n.load(SeqCst)).sum();
        let admitted = total <= self.worker.settings().max_concurrency as u64;
        if !admitted {
            own.store(now, SeqCst);
        }
        admitted
    }

    /// Shows the others how many requests are in flight here.
    fn show_in_flight(&self) {
        if let Some(all) = self.in_flight {
            all[self.worker.slot()].store(self.net.counters().in_flight, SeqCst);
        }
    }

    /// A request's coroutine is over.
    pub(crate) fn request_ended(&self) {
        self.worker.count_request();
        self.show_in_flight();
        if core::is_tainted() && !self.tainted.replace(true) {
            log::write(
                Level::Warning,
                "a fatal error leaked memory in this worker: it takes nothing new and is replaced",
            );
            self.net.stop_accepting();
            self.net.drain(self.worker.settings().max_wait_time.mul_f64(0.6));
            self.worker.retire(Reason::Tainted).unwrap_or_else(|e| log::write(Level::Error, &e.message));
        }
    }

    /// A request was answered without PHP.
    pub(crate) fn file_sent(&self) {
        self.worker.record().file();
        self.show_in_flight();
    }

    /// Writes the counters where everybody sees them.
    pub(super) fn report(&self) {
        let (now, record) = (self.net.counters(), self.worker.record());
        record.seen();
        let before = self.reported.replace(now);
        (before.accepted..now.accepted).for_each(|_| record.accepted());
        (before.closed..now.closed).for_each(|_| record.closed());
        record.set_coroutines(core::statistics().live as u64);
        record.set_in_flight(now.in_flight);
        record.refused(now.refused - before.refused);
        record.aborted(now.aborted - before.aborted);
        let (now, before) = (crate::kafka::counts(), self.kafka.replace(crate::kafka::counts()));
        record.kafka([
            now.accepted - before.accepted,
            now.acknowledged - before.acknowledged,
            now.failed - before.failed,
            now.consumed - before.consumed,
        ]);
        // Answers that ended after their request's coroutine.
        self.show_in_flight();
    }

    /// Requests under way in this worker.
    pub(crate) fn in_flight(&self) -> u64 {
        self.net.counters().in_flight
    }

    pub(super) fn requests(&self) -> u64 {
        self.worker.record().own_requests()
    }
}

/// Runs a worker to its end; the exit code.
pub(super) fn run(program: &PhpProgram<'_>, worker: Worker) -> i32 {
    finished(core::serve(to_the_end(work(program, worker))))
}

/// Runs a user process to its end; the exit code.
pub(super) fn run_process(program: &PhpProgram<'_>, process: Process, callable: Callable, object: Value) -> i32 {
    finished(core::serve(to_the_end(work_alone(program, process, callable, object))))
}

/// After all else, the shutdown functions that were registered in this process: in order, each in a coroutine. As in PHP
/// one that exits or fails is the last.
async fn to_the_end<T>(work: impl Future<Output = T>) -> T {
    let result = work.await;
    while let Some((callable, params)) = Callable::take_shutdown_function() {
        if in_coroutine(callable, params).await.is_some() {
            break;
        }
    }
    result
}

fn finished(result: Result<Result<i32>>) -> i32 {
    match result.and_then(|inner| inner) {
        Ok(code) => code,
        Err(error) => {
            log::write(Level::Error, &error.message);
            1
        }
    }
}

impl PhpProgram<'_> {
    /// Runs an event's callback in a coroutine; ready when it has ended; see [`in_coroutine`].
    async fn event(&self, event: Event, more: Vec<Value>) -> Option<i32> {
        let callable = self.server.callbacks.get(event)?;
        let params = std::iter::once(self.object.clone()).chain(more).collect();
        in_coroutine(callable, params).await
    }
}

/// PHP's exit code after an exception nobody caught or a fatal error.
const FAILED: i32 = 255;

/// Runs this in a coroutine to its end. When it did not return: the exit code a process would have that ran only this.
async fn in_coroutine(callable: Callable, params: Vec<Value>) -> Option<i32> {
    let code = Rc::new(Cell::new(None));
    let result = code.clone();
    let end = move |end| match end {
        End::Finished => {}
        End::Exited(status) => result.set(Some(status)),
        End::Failed => result.set(Some(FAILED)),
        End::Refused(reason) => {
            log::write(Level::Error, &reason);
            result.set(Some(FAILED));
        }
    };
    core::called(callable, params, end).await;
    code.get()
}

fn id_of(worker: &Worker) -> Vec<Value> {
    vec![(worker.slot() as i64).into()]
}

async fn work(program: &PhpProgram<'_>, worker: Worker) -> Result<i32> {
    let (settings, options, manner, request_time, max_coroutine) = {
        let chosen = program.server.chosen.borrow();
        let options = WorkerOptions { slot: worker.slot() as u16, sweep: chosen.sweep, ..WorkerOptions::default() };
        let manner = Manner { one_by_one: !chosen.coroutines, cancels: chosen.cancels, isolates: chosen.request_state };
        let log = worker.handle().access_log().map(|file| AccessLog::new(file.clone(), chosen.front.log_format));
        let front = Front::new(chosen.front.front.clone(), log)?;
        let settings = http::Settings { front, ..tls::applied(&chosen.tls, &chosen.http) };
        (Rc::new(settings), options, manner, chosen.request_time, chosen.max_coroutine)
    };
    let front = settings.front.clone();
    if let Some(n) = max_coroutine {
        core::set_limits(core::LimitSet { coroutines: n, ..core::limits() });
    }
    if manner.isolates {
        rename_sapi();
    }
    if program.server.chosen.borrow().huge_pages {
        heap::begin();
    }
    let net = net::Worker::new(options);
    set_net(Some(net.clone()));
    set_handle(Some(worker.handle().clone()));
    spawn_local(net.clone().run());
    let mut inbox = worker.inbox()?;
    let (slot, max_wait_time) = (worker.slot(), worker.settings().max_wait_time);
    let id = id_of(&worker);
    let duties = Rc::new(Duties {
        worker,
        net: net.clone(),
        in_flight: program.in_flight,
        reported: Cell::default(),
        kafka: Cell::default(),
        tainted: Cell::new(false),
        request_time,
        kept: RefCell::default(),
    });
    if let Some(all) = program.in_flight {
        all[slot].store(0, SeqCst);
    }
    *program.server.duties.borrow_mut() = Some(duties.clone());
    let ended = program.event(Event::WorkerStart, id.clone()).await;
    // A worker that is only half set up serves nobody: the master starts another, later and later.
    if let Some(code) = ended.or(core::is_tainted().then_some(FAILED)) {
        log::write(Level::Error, &format!("worker {slot} ends: its workerStart did not return"));
        return Ok(code);
    }
    let Some(callback) = program.server.callbacks.get(Event::Request) else { return Ok(0) };
    let handler = PhpHandler::new(callback, duties.clone(), manner).behind(front.clone());
    let service = Rc::new(Service::new(handler, settings, net.clone()));
    let tls = program.tls.as_ref().map(tls::Kept::context).transpose()?;
    let mut accepting: HashMap<usize, Vec<JoinHandle<()>>> = HashMap::new();
    accepting.insert(slot, accept(&duties, slot, &service, &tls)?);
    duties.worker.ready()?;
    let reporter = spawn_local(report_often(duties.clone(), front.clone()));
    if !request_time.is_zero() {
        spawn_local(end_overdue(duties.clone()));
    }
    let drain = loop {
        match inbox.recv().await? {
            Message::Drain(drain) => break drain,
            Message::Adopt(other) => {
                accepting.insert(other, accept(&duties, other, &service, &tls)?);
            }
            Message::Release(other) => accepting.remove(&other).into_iter().flatten().for_each(|task| task.abort()),
            Message::LogsReopened => {}
            Message::User { from, bytes } => hear(program, from, &bytes),
            Message::Line(line) => answer(&duties, line, true),
        }
    };
    let deadline = Instant::now() + max_wait_time;
    crate::php::finish_consumers();
    stop_accepting(&duties, drain, accepting).await;
    net.drain(max_wait_time.mul_f64(0.6));
    let listening = spawn_local(listen_on(inbox, duties.clone()));
    end_of_work(program, &net, deadline, max_wait_time, id).await;
    listening.abort();
    reporter.abort();
    duties.report();
    if let Some(log) = front.as_deref().and_then(Front::log) {
        let _ = timeout_at(deadline - max_wait_time.mul_f64(0.02), log.finish()).await;
    }
    set_net(None);
    set_handle(None);
    program.server.duties.take();
    Ok(0)
}

/// A worker that ends still answers for its connections.
async fn listen_on(mut inbox: Inbox, duties: Rc<Duties>) {
    while let Ok(message) = inbox.recv().await {
        if let Message::Line(line) = message {
            answer(&duties, line, false);
        }
    }
}

/// Another process wants to answer a connection: this worker's, or one of the worker it replaced (`passes`).
fn answer(duties: &Duties, line: Line, passes: bool) {
    match detached(line.about()) {
        Some(exchange) => drop(spawn_local(remote::serve(exchange, line))),
        None if passes => {
            let passed = duties.worker.handle().pass_line(line);
            passed.unwrap_or_else(|e| log::write(Level::Warning, &e.message));
        }
        // It ends, which says that there is nobody.
        None => {}
    }
}

/// `request_timeout`: looks often enough to be late by at most a tenth.
async fn end_overdue(duties: Rc<Duties>) {
    let limit = duties.request_time;
    loop {
        sleep((limit / 10).clamp(Duration::from_millis(10), Duration::from_millis(500))).await;
        core::cancel_overdue(limit);
        duties.end_kept();
    }
}

async fn report_often(duties: Rc<Duties>, front: Option<Rc<Front>>) {
    loop {
        duties.report();
        duties.worker.look_at_itself();
        heap::look();
        if let Some(log) = front.as_deref().and_then(Front::log) {
            log.flush();
        }
        sleep(Duration::from_millis(250)).await;
    }
}

/// Starts the accept loops for a slot's listeners.
fn accept(
    duties: &Rc<Duties>,
    slot: usize,
    service: &Rc<Service<PhpHandler>>,
    tls: &Option<Rc<Context>>,
) -> Result<Vec<JoinHandle<()>>> {
    let mut tasks = Vec::new();
    for listener in duties.worker.listeners(slot)? {
        let Listener::Tcp(listener) = listener else { continue };
        let (service, tls) = (service.clone(), tls.clone());
        tasks.push(spawn_local(async move {
            let listened = match tls {
                None => http::listen(listener, service).await,
                Some(context) => http::listen_tls(listener, service, context).await,
            };
            if let Err(error) = listened {
                log::write(Level::Error, &error.message);
            }
        }));
    }
    Ok(tasks)
}

/// After a replacement the queue is the successor's; at a shutdown it is accepted empty.
async fn stop_accepting(duties: &Duties, drain: Drain, accepting: HashMap<usize, Vec<JoinHandle<()>>>) {
    let tasks = accepting.into_values().flatten();
    match drain {
        Drain::Replaced => tasks.for_each(|task| task.abort()),
        Drain::Shutdown => {
            duties.net.stop_accepting();
            for task in tasks {
                let _ = task.await;
            }
            duties.worker.close_listeners();
        }
    }
}

/// Until connections and coroutines are gone, or their share of `max_wait_time` is; then `workerStop`.
async fn end_of_work(
    program: &PhpProgram<'_>,
    net: &Rc<net::Worker>,
    deadline: Instant,
    wait: Duration,
    id: Vec<Value>,
) {
    let patience = deadline - wait.mul_f64(0.2);
    let _ = timeout_at(patience, async {
        program.event(Event::WorkerExit, id.clone()).await;
        let exits = async {
            loop {
                sleep(Duration::from_secs(1)).await;
                program.event(Event::WorkerExit, id.clone()).await;
            }
        };
        tokio::select! {
            () = exits => {}
            () = quiet(net) => {}
        }
    })
    .await;
    let last = deadline - wait.mul_f64(0.05);
    let _ = timeout_at(last, program.event(Event::WorkerStop, id)).await;
    crate::php::drain_clients_by(last);
}

async fn quiet(net: &Rc<net::Worker>) {
    net.closed().await;
    while core::statistics().live > 0 {
        sleep(Duration::from_millis(5)).await;
    }
}

/// A user process: its callback in a coroutine, until it returns or the server stops.
async fn work_alone(program: &PhpProgram<'_>, process: Process, callable: Callable, object: Value) -> Result<i32> {
    let mut inbox = process.inbox()?;
    let wait = process.handle().settings().max_wait_time;
    set_handle(Some(process.handle().clone()));
    process.ready()?;
    let mut running = spawn_local(in_coroutine(callable, vec![object]));
    loop {
        tokio::select! {
            ended = &mut running => return Ok(ended.unwrap_or(Some(FAILED)).unwrap_or(0)),
            message = inbox.recv() => match message? {
                Message::Drain(_) => break,
                Message::User { from, bytes } => hear(program, from, &bytes),
                _ => {}
            }
        }
    }
    crate::php::drain_clients_by(Instant::now() + wait.mul_f64(0.8));
    // A loop over a consumer ends by itself, and is given the time for its last message.
    crate::php::finish_consumers();
    if crate::php::has_consumers()
        && let Ok(ended) = timeout_at(Instant::now() + wait.mul_f64(0.5), &mut running).await
    {
        return Ok(ended.unwrap_or(Some(FAILED)).unwrap_or(0));
    }
    // What still runs is ended by a graceful exit after this: `finally` blocks and destructors run.
    Ok(0)
}

// ---- messages between processes: a string as it is, anything else serialized ----

/// A value as bytes for another process.
pub(super) fn encode(value: &Value) -> Outcome<Vec<u8>> {
    if let Some(bytes) = value.as_bytes() {
        return Ok([b"s", bytes].concat());
    }
    let text = function("serialize")?.call(std::slice::from_ref(value))?;
    Ok([b"p", text.as_bytes().unwrap_or_default()].concat())
}

fn function(name: &str) -> Outcome<Callable> {
    Callable::named(name).ok_or(Stop::from(Thrown))
}

fn decode(bytes: &[u8]) -> Option<Value> {
    match bytes.split_first()? {
        (b's', text) => Some(text.into()),
        (b'p', text) => Callable::named("unserialize")?.call(&[text.into()]).ok(),
        _ => None,
    }
}

fn hear(program: &PhpProgram<'_>, from: usize, bytes: &[u8]) {
    let Some(callable) = program.server.callbacks.get(Event::PipeMessage) else {
        return log::write(Level::Warning, "a message arrived and there is no callback for 'pipeMessage'");
    };
    match decode(bytes) {
        Some(value) => {
            let from = if from == crate::server::MASTER { -1 } else { from as i64 };
            let params = vec![program.object.clone(), from.into(), value];
            spawn_local(in_coroutine(callable, params));
        }
        None => log::write(Level::Warning, "a message that cannot be read was dropped"),
    }
}
