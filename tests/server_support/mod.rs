//! What the server tests share: a server in a forked process, and waiting for conditions. Tests run one after the other
//! on the main thread (`harness = false`), because a process with threads must not fork.
#![allow(dead_code, missing_docs, unreachable_pub)] // each test binary includes it and uses its part

pub mod echo;

use echo::Echo;
use peregrine::log::Level;
use peregrine::server::{Address, Server, Settings};
use peregrine::sys::fork::{self, Exit};
use std::io::{BufRead, BufReader, PipeReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nothing here takes long; only a hang does.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub type Test = (&'static str, fn());

/// Runs the tests whose name contains the first argument that is no option; exits with 1 if one fails.
pub fn main(tests: &[Test]) {
    let filter = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_default();
    let mut failed = Vec::new();
    for (name, test) in tests.iter().filter(|(name, _)| name.contains(&filter)) {
        let began = Instant::now();
        let passed = catch_unwind(AssertUnwindSafe(test)).is_ok();
        println!("test {name} ... {} ({:.1?})", if passed { "ok" } else { "FAILED" }, began.elapsed());
        if !passed {
            failed.push(*name);
        }
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
        std::process::exit(1);
    }
}

/// A server under test. Its directory has `log`, `events` (what hooks and children wrote), and the files that steer it.
pub struct Running {
    pub pid: i32,
    pub address: SocketAddr,
    pub dir: PathBuf,
    ended: bool,
}

/// Settings for a server on a free port, with its files in a new directory.
pub fn settings(worker_num: usize) -> (Settings, PathBuf) {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("peregrine-server-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let settings = Settings {
        worker_num,
        addresses: vec![Address::Tcp4("127.0.0.1".into(), 0)],
        log_file: Some(dir.join("log")),
        log_level: Level::Debug,
        pid_file: Some(dir.join("pid")),
        max_wait_time: Duration::from_secs(10),
        counters: 1,
        ..Settings::default()
    };
    (settings, dir)
}

/// Starts a server and waits until all its workers are ready.
pub fn start((settings, dir): (Settings, PathBuf)) -> Running {
    let workers = settings.worker_num;
    let running = start_unready((settings, dir));
    running.until("all workers are ready", || running.workers("Ready").len() == workers);
    running
}

/// Starts a server and returns when it is bound.
pub fn start_unready((settings, dir): (Settings, PathBuf)) -> Running {
    let (reader, pid) = launch(settings, dir.clone());
    let line = first_line(reader);
    let address = line.parse().unwrap_or_else(|_| panic!("the server did not start: {line}"));
    Running { pid, address, dir, ended: false }
}

/// Forks a server; what it says first (its address, or why it failed) comes through the pipe.
pub fn launch(settings: Settings, dir: PathBuf) -> (PipeReader, i32) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let test = std::process::id() as i32;
    let pid = fork::fork(|unblock| {
        drop(unblock);
        fork::signal_on_parent_death(libc::SIGTERM).unwrap();
        if fork::parent() != test {
            return 1;
        }
        if dir.join("subreaper").exists() {
            fork::become_subreaper().unwrap();
        }
        serve(settings, dir, &mut writer)
    });
    (reader, pid.unwrap())
}

/// Binds, tells the first address or the error, and runs. Returns the exit code.
pub fn serve(settings: Settings, dir: PathBuf, tell: &mut dyn Write) -> i32 {
    let server = match Server::bind(settings) {
        Ok(server) => server,
        Err(error) => {
            writeln!(tell, "{error}").unwrap();
            return 2;
        }
    };
    let echo = Echo::new(dir);
    writeln!(tell, "{}", server.addresses()[0]).unwrap();
    match server.run(&echo) {
        Ok(()) => 0,
        Err(error) => {
            echo.event(&format!("failed {error}"));
            3
        }
    }
}

pub fn first_line(reader: impl std::io::Read) -> String {
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// Waits until `condition` holds.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// One request on a connection of its own.
pub fn ask(address: SocketAddr, request: &str) -> std::io::Result<String> {
    finish(begin(address, request)?)
}

/// Connects and sends a request.
pub fn begin(address: SocketAddr, request: &str) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    writeln!(stream, "{request}")?;
    Ok(stream)
}

/// Reads the answer of a request that was sent. An answer that is missing is an error.
pub fn finish(stream: TcpStream) -> std::io::Result<String> {
    let mut line = String::new();
    match BufReader::new(stream).read_line(&mut line)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end().to_owned()),
    }
}

/// `slot generation pid` of whoever answers.
pub fn who(address: SocketAddr) -> (usize, u64, i32) {
    parse_who(&ask(address, "who").unwrap())
}

pub fn parse_who(answer: &str) -> (usize, u64, i32) {
    let mut words = answer.split(' ');
    let mut next = || words.next().unwrap_or_else(|| panic!("short answer: {answer}"));
    (next().parse().unwrap(), next().parse().unwrap(), next().parse().unwrap())
}

/// Whether the process has ended (a zombie has).
pub fn is_gone(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .map_or(true, |s| s.rsplit(')').next().unwrap().starts_with(" Z"))
}

impl Running {
    pub fn signal(&self, number: i32) {
        fork::kill(self.pid, number).unwrap();
    }

    pub fn ask(&self, request: &str) -> String {
        ask(self.address, request).unwrap()
    }

    /// Asks until a worker of this slot answers; the answer without "slot ".
    pub fn ask_slot(&self, slot: usize, request: &str) -> String {
        let mut answer = None;
        self.until("the slot answers", || {
            answer = self.ask(request).strip_prefix(&format!("{slot} ")).map(str::to_owned);
            answer.is_some()
        });
        answer.unwrap()
    }

    /// Pids of workers in a state, by slot.
    pub fn workers(&self, state: &str) -> Vec<i32> {
        self.stat("workers")
            .split(',')
            .filter_map(|w| w.strip_suffix(&format!(":{state}")))
            .map(|pid| pid.parse().unwrap())
            .collect()
    }

    /// One of the statistics, as text.
    pub fn stat(&self, name: &str) -> String {
        let answer = ask(self.address, "stats").unwrap_or_default();
        let found = answer.split(' ').find_map(|word| word.strip_prefix(&format!("{name}=")));
        found.unwrap_or_default().to_owned()
    }

    pub fn until(&self, what: &str, condition: impl FnMut() -> bool) {
        let waited = catch_unwind(AssertUnwindSafe(|| until(what, condition)));
        if let Err(panic) = waited {
            eprintln!("--- log\n{}--- events\n{}", self.log(), self.events().join("\n"));
            std::panic::resume_unwind(panic);
        }
    }

    pub fn events(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.dir.join("events")).unwrap_or_default();
        text.lines().map(|l| l.split_once(' ').unwrap().1.to_owned()).collect()
    }

    /// Milliseconds since 1970 of the events that contain `text`.
    pub fn times(&self, text: &str) -> Vec<u64> {
        let all = std::fs::read_to_string(self.dir.join("events")).unwrap_or_default();
        all.lines().filter(|l| l.contains(text)).map(|l| l.split_once(' ').unwrap().0.parse().unwrap()).collect()
    }

    pub fn count(&self, event: &str) -> usize {
        self.events().iter().filter(|e| e.contains(event)).count()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// Creates one of the files that steer the server.
    pub fn put(&self, name: &str) {
        std::fs::write(self.dir.join(name), "").unwrap();
    }

    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.dir.join(name)).unwrap();
    }

    /// Waits until the master has ended.
    pub fn wait(&mut self) -> Exit {
        let mut exit = None;
        self.until("the master ends", || {
            exit = fork::reap(self.pid);
            exit.is_some()
        });
        self.ended = true;
        exit.unwrap()
    }

    /// SIGTERM, and the exit code must be 0.
    pub fn stop(&mut self) {
        self.signal(libc::SIGTERM);
        assert_eq!(self.wait(), Exit { pid: self.pid, code: 0, signal: 0 });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            let _ = fork::kill(self.pid, libc::SIGTERM);
            let began = Instant::now();
            while fork::reap(self.pid).is_none() {
                if began.elapsed() > PATIENCE {
                    let _ = fork::kill(self.pid, libc::SIGKILL);
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// The directory of a server that is not running here.
pub fn cleaned(dir: &Path) {
    let _ = std::fs::remove_dir_all(dir);
}
