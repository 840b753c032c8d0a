//! Ends: shutdown, deadlines, a master that dies; and what belongs to the master: address, logs, users, orphans.

mod server_support;

use peregrine::server::{Address, Settings};
use peregrine::sys::fork::{self, Exit};
use peregrine::sys::privilege;
use server_support::{
    PATIENCE, Running, Test, ask, begin, cleaned, finish, first_line, is_gone, launch, parse_who, serve, settings,
    start, until, who,
};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

const TESTS: &[Test] = &[
    ("sigterm_drains_and_exits_0", sigterm_drains_and_exits_0),
    ("shutdown_under_load_resets_nobody", shutdown_under_load_resets_nobody),
    ("a_dead_workers_queue_is_emptied", a_dead_workers_queue_is_emptied),
    ("a_worker_over_max_wait_time_is_killed", a_worker_over_max_wait_time_is_killed),
    ("a_worker_asks_for_shutdown", a_worker_asks_for_shutdown),
    ("workers_end_with_the_master", workers_end_with_the_master),
    ("a_second_server_is_refused", a_second_server_is_refused),
    ("logs_are_reopened_in_every_process", logs_are_reopened_in_every_process),
    ("privileges_are_dropped_in_children", privileges_are_dropped_in_children),
    ("an_unknown_user_is_refused", an_unknown_user_is_refused),
    ("a_subreaper_collects_orphans", a_subreaper_collects_orphans),
    ("pid_1_collects_orphans", pid_1_collects_orphans),
];

/// The argument with which this binary is the server of `pid_1_collects_orphans`; its directory follows.
const AS_PID_1: &str = "--as-pid-1";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|a| a == AS_PID_1) {
        let (wanted, unused) = settings(1);
        cleaned(&unused);
        let dir = PathBuf::from(&arguments[2]);
        let files = (Some(dir.join("log")), Some(dir.join("pid")));
        let wanted = Settings { log_file: files.0, pid_file: files.1, ..wanted };
        std::process::exit(serve(wanted, dir, &mut std::io::stdout()));
    }
    server_support::main(TESTS);
}

fn pid_of(server: &Running, slot: usize) -> i32 {
    server.ask_slot(slot, "who").split(' ').nth(1).unwrap().parse().unwrap()
}

fn sigterm_drains_and_exits_0() {
    let mut server = start(settings(1));
    let worker = who(server.address).2;
    let pid_file = server.dir.join("pid");
    assert_eq!(std::fs::read_to_string(&pid_file).unwrap(), format!("{}\n", server.pid));
    let in_flight = begin(server.address, "sleep 300").unwrap();
    server.until("it is being served", || server.stat("open") == "2");
    fork::kill(worker, libc::SIGSTOP).unwrap();
    let queued: Vec<_> = (0..20).map(|_| begin(server.address, "who").unwrap()).collect();
    server.signal(libc::SIGINT);
    server.until("shutdown has begun", || server.count("shutting_down") == 1);
    server.signal(libc::SIGINT); // changes nothing
    server.signal(libc::SIGTERM);
    fork::kill(worker, libc::SIGCONT).unwrap();
    assert_eq!(finish(in_flight).unwrap(), "slept");
    for answer in queued.into_iter().map(|s| finish(s).unwrap()) {
        assert_eq!(parse_who(&answer).2, worker);
    }
    assert_eq!(server.wait(), Exit { pid: server.pid, code: 0, signal: 0 });
    assert_eq!(ask(server.address, "who").unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert!(!pid_file.exists());
    let hooks = ["started", "manager_started", "shutting_down", "manager_stopped workers=0", "shutdown requests="];
    let events = server.events();
    let at =
        |hook: &str| events.iter().position(|e| e.starts_with(hook)).unwrap_or_else(|| panic!("{hook}: {events:?}"));
    assert!(hooks.windows(2).all(|w| at(w[0]) < at(w[1])), "{events:?}");
    assert_eq!(server.count("shutting_down") + server.count("worker_error"), 1);
}

fn shutdown_under_load_resets_nobody() {
    for _ in 0..5 {
        let mut server = start(settings(2));
        let (address, served, over) = (server.address, AtomicU32::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| load_until_refused(address, &served, &over));
            }
            until("load runs", || served.load(Relaxed) > 500);
            server.stop();
            over.store(true, Relaxed);
        });
        assert_eq!(server.count("worker_error"), 0);
    }
}

/// Every connection that is made must be answered.
fn load_until_refused(address: SocketAddr, served: &AtomicU32, over: &AtomicBool) {
    while !over.load(Relaxed) {
        match std::net::TcpStream::connect_timeout(&address, PATIENCE) {
            Err(_) => return,
            Ok(stream) => {
                use std::io::Write;
                (&stream).write_all(b"who\n").unwrap_or_else(|e| panic!("connected, then {e}"));
                finish(stream).unwrap_or_else(|e| panic!("connected and sent, then {e}"));
                served.fetch_add(1, Relaxed);
            }
        }
    }
}

fn a_dead_workers_queue_is_emptied() {
    let mut server = start(settings(2));
    let (zero, one) = (pid_of(&server, 0), pid_of(&server, 1));
    for pid in [zero, one] {
        fork::kill(pid, libc::SIGSTOP).unwrap();
    }
    let queued: Vec<_> = (0..64).map(|_| begin(server.address, "who").unwrap()).collect();
    server.signal(libc::SIGTERM);
    server.until("shutdown has begun", || server.count("shutting_down") == 1);
    fork::kill(one, libc::SIGKILL).unwrap();
    fork::kill(zero, libc::SIGCONT).unwrap();
    let answered = queued.into_iter().filter_map(|s| finish(s).ok()).filter(|a| parse_who(a).2 != one).count();
    assert_eq!((answered, server.wait().code), (64, 0));
}

fn a_worker_over_max_wait_time_is_killed() {
    let (mut wanted, dir) = settings(2);
    wanted.max_wait_time = Duration::from_secs(2); // the other worker, which only has to end, must come to that meanwhile
    let mut server = start((wanted, dir));
    let stuck = begin(server.address, "sleep 60000").unwrap();
    server.until("it is being served", || server.stat("open") == "2");
    // A reload must not wait for it either.
    server.signal(libc::SIGUSR1);
    server.until("it is killed", || server.count("worker_error") == 1);
    assert!(finish(stuck).is_err());
    server.until("the reload is complete", || server.stat("reloads") == "1");
    let began = Instant::now();
    let stuck = begin(server.address, "spin").unwrap();
    std::thread::sleep(Duration::from_millis(50)); // it may land in the loop or in the queue; either way nobody answers
    server.stop();
    assert!(began.elapsed() >= Duration::from_secs(2));
    assert!(finish(stuck).is_err());
    assert_eq!(server.count("signal=9"), 2);
    assert!(server.events().last().unwrap().contains("killed=2 deaths=2"), "{:?}", server.events());
}

fn a_worker_asks_for_shutdown() {
    let mut server = start(settings(1));
    assert_eq!(server.ask("shutdown"), "ok");
    assert_eq!(server.wait().code, 0);
}

/// Ends what a failed test would leave behind.
struct Cleanup(Vec<i32>);

impl Drop for Cleanup {
    fn drop(&mut self) {
        self.0.iter().filter(|pid| !is_gone(**pid)).for_each(|pid| drop(fork::kill(*pid, libc::SIGKILL)));
    }
}

fn workers_end_with_the_master() {
    let (mut wanted, dir) = settings(2);
    (wanted.process_num, wanted.max_wait_time) = (1, Duration::from_secs(3));
    let mut server = start((wanted, dir));
    let mut pids = vec![pid_of(&server, 0), pid_of(&server, 1)];
    pids.push(server.stat("processes").split(':').next().unwrap().parse().unwrap());
    let _cleanup = Cleanup(pids.clone());
    let finishes = begin(server.address, "sleep 200").unwrap();
    server.until("it is being served", || server.stat("open") == "2");
    let spins = begin(server.address, "spin").unwrap();
    std::thread::sleep(Duration::from_millis(50)); // as above
    server.signal(libc::SIGKILL);
    assert_eq!(server.wait().signal, libc::SIGKILL);
    // The one that spins cannot drain: the kernel ends it.
    server.until("all have ended", || pids.iter().all(|pid| is_gone(*pid)));
    assert!(finish(spins).is_err());
    drop(finishes); // answered, unless it was in the worker that spins
    assert_eq!(server.count("process_end"), 1);
    assert_eq!(ask(server.address, "who").unwrap_err().kind(), ErrorKind::ConnectionRefused);
    let (again, dir) = settings(1);
    let address = vec![Address::Tcp4("127.0.0.1".into(), server.address.port())];
    let pid_file = Some(server.dir.join("pid")); // left behind by the dead one
    start((Settings { addresses: address, pid_file, ..again }, dir)).stop();
}

fn a_second_server_is_refused() {
    let server = start(settings(2));
    let refused = |wanted: Settings, dir: PathBuf| {
        let (reader, pid) = launch(wanted, dir.clone());
        let said = first_line(reader);
        until("the second server has ended", || fork::reap(pid).is_some_and(|e| e.code == 2));
        cleaned(&dir);
        said
    };
    let (wanted, dir) = settings(2);
    let addresses = vec![Address::Tcp4("127.0.0.1".into(), server.address.port())];
    let said = refused(Settings { addresses, ..wanted }, dir);
    assert!(said.contains("address already in use; stop the other server"), "{said}");
    let (wanted, dir) = settings(2);
    let said = refused(Settings { pid_file: Some(server.dir.join("pid")), ..wanted }, dir);
    assert!(said.contains(&format!("belongs to a running server (process {})", server.pid)), "{said}");
    for _ in 0..50 {
        who(server.address); // and the first one lost nothing
    }
}

fn lines_with(path: &Path, text: &str) -> usize {
    std::fs::read_to_string(path).unwrap_or_default().matches(text).count()
}

fn logs_are_reopened_in_every_process() {
    let server = start(settings(2));
    rotate_and_check(&server);
}

/// After a rotation and SIGRTMIN, lines of master and workers are in the new file and none in the old.
fn rotate_and_check(server: &Running) {
    let (log, old) = (server.dir.join("log"), server.dir.join("log.1"));
    std::fs::rename(&log, &old).unwrap();
    server.signal(peregrine::sys::signal::rt_min());
    server.until("both workers noticed", || lines_with(&log, "worker noticed") == 2);
    for _ in 0..20 {
        assert_eq!(server.ask("log after-rotation"), "ok");
    }
    assert_eq!((lines_with(&log, "after-rotation"), lines_with(&old, "after-rotation")), (20, 0));
    assert_eq!(lines_with(&log, "log file reopened"), 1);
}

fn privileges_are_dropped_in_children() {
    if !privilege::is_root() {
        return println!("not root: skipped");
    }
    let (mut wanted, dir) = settings(2);
    (wanted.user, wanted.max_wait_time) = (Some("nobody".into()), Duration::from_secs(1));
    let mut server = start((wanted, dir));
    let ids = server.ask("ids");
    assert!(ids.starts_with("Uid: 65534 65534 65534 65534 Gid: 65534 65534 65534 65534 Groups: 65534"), "{ids}");
    assert!(!ids.contains("Groups: 65534 "), "{ids}");
    let master = std::fs::read_to_string(format!("/proc/{}/status", server.pid)).unwrap();
    assert!(master.contains("Uid:\t0\t0"));
    // The workers may not open the log themselves: the directory is root's alone.
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&server.dir, std::fs::Permissions::from_mode(0o700)).unwrap();
    rotate_and_check(&server);
    // They may not signal the master, but ask it.
    assert_eq!(server.ask("reload"), "ok");
    server.until("the reload is complete", || server.stat("reloads") == "1");
    // Dropping the user clears the death signal; it has to be asked for afterwards, or the one that spins lives on.
    let pids = vec![pid_of(&server, 0), pid_of(&server, 1)];
    let _cleanup = Cleanup(pids.clone());
    let spins = begin(server.address, "spin").unwrap();
    std::thread::sleep(Duration::from_millis(50)); // as above
    server.signal(libc::SIGKILL);
    server.wait();
    server.until("both have ended", || pids.iter().all(|pid| is_gone(*pid)));
    assert!(finish(spins).is_err());
}

fn an_unknown_user_is_refused() {
    let (wanted, dir) = settings(1);
    let (reader, pid) = launch(Settings { user: Some("no-such-user".into()), ..wanted }, dir.clone());
    let said = first_line(reader);
    assert!(said.contains("user \"no-such-user\" does not exist"), "{said}");
    until("it has ended", || fork::reap(pid).is_some_and(|e| e.code == 2));
    cleaned(&dir);
}

fn a_subreaper_collects_orphans() {
    let (wanted, dir) = settings(1);
    std::fs::write(dir.join("subreaper"), "").unwrap();
    let server = start((wanted, dir));
    let orphan: i32 = server.ask("orphan").parse().unwrap();
    assert!(!is_gone(orphan));
    // Gone from /proc altogether: a zombie would still be there.
    server.until("the orphan is collected", || !Path::new(&format!("/proc/{orphan}")).exists());
    assert_eq!(server.count("worker_error"), 0);
}

/// A pid namespace; all in it end with it, also when the test fails.
struct Namespace(std::process::Child);

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn pid_1_collects_orphans() {
    let unshare = ["--pid", "--fork", "--mount-proc", "--kill-child"];
    if !Command::new("unshare").args(unshare).arg("true").status().is_ok_and(|s| s.success()) {
        return println!("no right to a pid namespace: skipped");
    }
    let (_, dir) = settings(1);
    let mut server = Namespace(
        Command::new("unshare")
            .args(unshare)
            .args([std::env::current_exe().unwrap().as_os_str(), AS_PID_1.as_ref(), dir.as_os_str()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let address: SocketAddr = first_line(server.0.stdout.take().unwrap()).parse().unwrap();
    assert_eq!(std::fs::read_to_string(dir.join("pid")).unwrap(), "1\n");
    let orphan = ask(address, "orphan").unwrap();
    let exists = || ask(address, &format!("exists {orphan}")).unwrap() == "true";
    assert!(exists());
    until("the orphan is collected", || !exists());
    assert_eq!(ask(address, "shutdown").unwrap(), "ok");
    assert_eq!(server.0.wait().unwrap().code(), Some(0));
    cleaned(&dir);
}
