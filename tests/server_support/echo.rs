//! The program under test: workers that answer one line per connection, and a user process that keeps messages.
//!
//! Files in its directory steer it: `fail-N`: a new process of slot N exits with 1; `panic-N`: it panics; `gate`: new workers wait until it is
//! gone.

use peregrine::log::{self, Level};
use peregrine::server::{Death, Drain, Handle, Inbox, Listener, Message, Process, Program, Reason, Worker};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, LocalSet};

pub struct Echo {
    dir: PathBuf,
}

impl Echo {
    pub fn new(dir: PathBuf) -> Echo {
        Echo { dir }
    }

    /// Appends a line to `events` with the time; children may run as another user, so the file is open to all.
    pub fn event(&self, text: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let file = std::fs::OpenOptions::new().create(true).append(true).open(self.dir.join("events"));
        if let Ok(mut file) = file {
            let _ = file.write_all(format!("{now} {text}\n").as_bytes());
        }
    }

    fn has(&self, name: &str) -> bool {
        self.dir.join(name).exists()
    }
}

impl Program for Echo {
    fn run_worker(&self, worker: Worker) -> i32 {
        if self.has(&format!("fail-{}", worker.slot())) {
            return 1;
        }
        assert!(!self.has(&format!("panic-{}", worker.slot())), "asked to panic");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(LocalSet::new().run_until(work(self, worker)))
    }

    fn run_process(&self, process: Process) -> i32 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(keep(self, process))
    }

    fn started(&self, _: &Handle) {
        self.event("started");
    }

    fn manager_started(&self, _: &Handle) {
        self.event("manager_started");
    }

    fn shutting_down(&self, _: &Handle) {
        self.event("shutting_down");
    }

    fn manager_stopped(&self, server: &Handle) {
        self.event(&format!("manager_stopped workers={}", server.stats().workers.len()));
    }

    fn shutdown(&self, server: &Handle) {
        let stats = server.stats();
        self.event(&format!("shutdown requests={} killed={} deaths={}", stats.requests, stats.killed, stats.deaths));
    }

    fn worker_error(&self, _: &Handle, death: Death) {
        self.event(&format!("worker_error slot={} code={} signal={}", death.slot, death.exit_code, death.signal));
    }

    fn before_reload(&self, _: &Handle) {
        self.event("before_reload");
    }

    fn after_reload(&self, _: &Handle, complete: bool) {
        self.event(&format!("after_reload {complete}"));
    }
}

/// A worker's state, for its connections.
struct State {
    worker: Worker,
    dir: PathBuf,
    received: RefCell<Vec<String>>,
    open: Cell<usize>,
    idle: Notify,
}

async fn work(echo: &Echo, worker: Worker) -> i32 {
    while echo.has("gate") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut inbox = worker.inbox().unwrap();
    let slot = worker.slot();
    let state = Rc::new(State {
        worker,
        dir: echo.dir.clone(),
        received: RefCell::default(),
        open: Cell::new(0),
        idle: Notify::new(),
    });
    let mut accepting: HashMap<usize, Vec<AbortHandle>> = HashMap::new();
    accepting.insert(slot, accept(&state, slot));
    state.worker.ready().unwrap();
    loop {
        match inbox.recv().await.unwrap() {
            Message::Drain(how) => {
                accepting.values().flatten().for_each(|a| a.abort());
                let slots: Vec<usize> = accepting.into_keys().collect();
                drain(&state, &slots, inbox, how).await;
                echo.event(&format!("worker_end slot={slot}"));
                return 0;
            }
            Message::Adopt(other) => {
                echo.event(&format!("adopt {slot} for {other}"));
                accepting.insert(other, accept(&state, other));
            }
            Message::Release(other) => {
                echo.event(&format!("release {slot} from {other}"));
                accepting.remove(&other).into_iter().flatten().for_each(|a| a.abort());
            }
            Message::LogsReopened => log::write(Level::Info, "worker noticed"),
            Message::User { from, bytes } => state.received.borrow_mut().push(describe(from, &bytes)),
            Message::Line(_) => {}
        }
    }
}

/// Finishes what is open; on shutdown takes what waits in the queues first.
async fn drain(state: &Rc<State>, slots: &[usize], mut inbox: Inbox, how: Drain) {
    if how == Drain::Shutdown {
        slots.iter().for_each(|slot| empty(state, *slot));
    }
    while state.open.get() > 0 {
        tokio::select! {
            () = state.idle.notified() => {}
            message = inbox.recv() => if let Ok(Message::Adopt(slot)) = message {
                empty(state, slot);
            }
        }
    }
    state.worker.close_listeners();
}

/// Accepts what waits in a slot's queues.
fn empty(state: &Rc<State>, slot: usize) {
    for listener in state.worker.listeners(slot).unwrap() {
        if let Listener::Tcp(listener) = listener {
            while let Ok((stream, _)) = listener.accept() {
                stream.set_nonblocking(true).unwrap();
                serve(state.clone(), tokio::net::TcpStream::from_std(stream).unwrap());
            }
        }
    }
}

fn accept(state: &Rc<State>, slot: usize) -> Vec<AbortHandle> {
    let listeners = state.worker.listeners(slot).unwrap();
    listeners.into_iter().map(|listener| accept_on(state.clone(), listener)).collect()
}

fn accept_on(state: Rc<State>, listener: Listener) -> AbortHandle {
    let task = async move {
        match listener {
            Listener::Tcp(listener) => {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                loop {
                    serve(state.clone(), listener.accept().await.unwrap().0);
                }
            }
            Listener::Unix(listener) => {
                let listener = tokio::net::UnixListener::from_std(listener).unwrap();
                loop {
                    serve(state.clone(), listener.accept().await.unwrap().0);
                }
            }
        }
    };
    tokio::task::spawn_local(task).abort_handle()
}

fn serve(state: Rc<State>, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
    state.open.set(state.open.get() + 1);
    state.worker.record().accepted();
    tokio::task::spawn_local(async move {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        if stream.read_line(&mut line).await.is_ok_and(|n| n > 0) {
            let answer = answer(&state, line.trim()).await;
            state.worker.count_request();
            let _ = stream.write_all(format!("{answer}\n").as_bytes()).await;
        }
        state.worker.record().closed();
        state.open.set(state.open.get() - 1);
        state.idle.notify_one();
    });
}

async fn answer(state: &State, request: &str) -> String {
    let words: Vec<&str> = request.split(' ').collect();
    let worker = &state.worker;
    let number = |n: usize| words[n].parse::<usize>().unwrap();
    match words[0] {
        "who" => format!("{} {} {}", worker.slot(), worker.generation(), std::process::id()),
        "sleep" => {
            tokio::time::sleep(Duration::from_millis(number(1) as u64)).await;
            "slept".into()
        }
        // Never returns to the runtime, as an endless loop in PHP does not.
        "spin" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "stats" => stats(worker.handle()),
        "send" => done(worker.handle().send(number(1), words[2].into()).await),
        "large" => {
            let bytes = (0..number(2)).map(|i| (i % 251) as u8).collect();
            done(worker.handle().send(number(1), bytes).await)
        }
        "flood" => {
            for n in 0..number(2) {
                worker.handle().send(number(1), format!("{n:01000}").into()).await.unwrap();
            }
            "ok".into()
        }
        "got" => format!("{} {}", worker.slot(), state.received.borrow().join(",")),
        "log" => {
            log::write(Level::Info, words[1]);
            "ok".into()
        }
        "ids" => ids(),
        "child" => run("sh", &["-c", "grep -E '^Sig(Blk|Ign)' /proc/self/status | tr '\\n\\t' '  '"]),
        "orphan" => run("sh", &["-c", "sleep 0.2 >/dev/null 2>&1 & echo $!"]),
        "exists" => format!("{}", std::path::Path::new("/proc").join(words[1]).exists()),
        "retire" => done(worker.retire(Reason::Tainted)),
        "reload" => done(worker.handle().reload()),
        "shutdown" => done(worker.handle().shutdown()),
        "count" => {
            worker.record().count(0, number(1) as u64);
            "ok".into()
        }
        _ => format!("{} unknown in {}", request, state.dir.display()),
    }
}

fn done(result: peregrine::error::Result<()>) -> String {
    result.map_or_else(|e| e.message, |()| "ok".into())
}

fn stats(server: &Handle) -> String {
    let stats = server.stats();
    let list = |processes: &[peregrine::server::ProcessStats]| {
        processes.iter().map(|p| format!("{}:{:?}", p.pid, p.state)).collect::<Vec<_>>().join(",")
    };
    format!(
        "workers={} processes={} requests={} reloads={} failed={} killed={} deaths={} tainted={} counter={} open={} rss={}",
        list(&stats.workers),
        list(&stats.processes),
        stats.requests,
        stats.reloads,
        stats.reloads_failed,
        stats.killed,
        stats.deaths,
        stats.tainted,
        stats.counters[0],
        stats.accepted - stats.closed,
        stats.workers.iter().all(|w| w.rss_kib > 0 && w.start_time > 0),
    )
}

fn ids() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let wanted = status.lines().filter(|l| ["Uid:", "Gid:", "Groups:"].iter().any(|w| l.starts_with(w)));
    wanted.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" ")
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = std::process::Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Long messages as length and whether the contents are right.
fn describe(from: usize, bytes: &[u8]) -> String {
    match bytes.len() {
        0..100 => format!("{from}:{}", String::from_utf8_lossy(bytes)),
        1000 => format!("{from}:{}", String::from_utf8_lossy(bytes).trim_start_matches('0')),
        long => {
            let right = bytes.iter().enumerate().all(|(i, b)| *b == (i % 251) as u8);
            format!("{from}:{long}:{right}")
        }
    }
}

/// The user process: answers each message to its sender with its own name before it.
async fn keep(echo: &Echo, process: Process) -> i32 {
    let mut inbox = process.inbox().unwrap();
    echo.event(&format!("process_start {} generation={}", process.slot(), process.generation()));
    process.ready().unwrap();
    loop {
        match inbox.recv().await.unwrap() {
            Message::Drain(_) => {
                echo.event("process_end");
                return 0;
            }
            Message::User { bytes, .. } if bytes == b"quit" => return 0,
            Message::User { from, bytes } => {
                let answer = [b"process-", bytes.as_slice()].concat();
                process.handle().send(from, answer).await.unwrap();
            }
            _ => {}
        }
    }
}
