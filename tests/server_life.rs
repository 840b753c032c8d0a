//! Processes that live: balance, deaths and their replacements, adoption, messages, reload, retirement.

mod server_support;

use peregrine::server::Address;
use server_support::{Test, ask, begin, finish, parse_who, settings, start, start_unready, who};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

const TESTS: &[Test] = &[
    ("connections_are_balanced", connections_are_balanced),
    ("queued_connections_outlive_their_worker", queued_connections_outlive_their_worker),
    ("a_message_waits_for_the_replacement", a_message_waits_for_the_replacement),
    ("large_messages_arrive", large_messages_arrive),
    ("a_full_mailbox_makes_the_sender_wait", a_full_mailbox_makes_the_sender_wait),
    ("backoff_grows_and_a_sibling_serves", backoff_grows_and_a_sibling_serves),
    ("a_release_gives_the_queue_back", a_release_gives_the_queue_back),
    ("reload_under_load_loses_nothing", reload_under_load_loses_nothing),
    ("kills_lose_only_what_was_in_flight", kills_lose_only_what_was_in_flight),
    ("the_new_worker_is_ready_before_the_old_drains", the_new_worker_is_ready_before_the_old_drains),
    ("reloads_queue_once", reloads_queue_once),
    ("a_failed_reload_keeps_the_old_worker", a_failed_reload_keeps_the_old_worker),
    ("a_successor_that_hangs_is_killed", a_successor_that_hangs_is_killed),
    ("a_first_worker_that_hangs_is_reported_and_reloaded", a_first_worker_that_hangs_is_reported_and_reloaded),
    ("max_request_starts_the_successor_first", max_request_starts_the_successor_first),
    ("sigterm_to_a_worker_replaces_it", sigterm_to_a_worker_replaces_it),
    ("statistics_outlive_workers", statistics_outlive_workers),
    ("user_processes_are_kept_and_talk", user_processes_are_kept_and_talk),
    ("programs_started_by_workers_have_clean_signals", programs_started_by_workers_have_clean_signals),
    ("unix_sockets_serve", unix_sockets_serve),
    ("a_panic_is_a_death", a_panic_is_a_death),
];

fn main() {
    server_support::main(TESTS);
}

fn connections_are_balanced() {
    let server = start(settings(4));
    let mut by_slot: HashMap<usize, u32> = HashMap::new();
    for _ in 0..400 {
        *by_slot.entry(who(server.address).0).or_default() += 1;
    }
    // 100 each, standard deviation 8.7: beyond 50 to 150 is no accident.
    assert!(by_slot.len() == 4 && by_slot.values().all(|n| (50..150).contains(n)), "{by_slot:?}");
}

fn queued_connections_outlive_their_worker() {
    let server = start(settings(1));
    let (_, _, first) = who(server.address);
    peregrine::sys::fork::kill(first, libc::SIGSTOP).unwrap();
    let waiting: Vec<_> = (0..100).map(|_| begin(server.address, "who").unwrap()).collect();
    peregrine::sys::fork::kill(first, libc::SIGKILL).unwrap();
    let served = waiting.into_iter().filter_map(|s| finish(s).ok()).filter(|a| parse_who(a).2 != first).count();
    assert_eq!(served, 100);
}

fn a_message_waits_for_the_replacement() {
    let server = start(settings(2));
    server.put("fail-1");
    let pid = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    peregrine::sys::fork::kill(pid, libc::SIGKILL).unwrap();
    server.until("slot 1 is dead", || server.count("worker_error slot=1 code=1") > 0);
    assert_eq!(server.ask("send 1 hello"), "ok");
    server.remove("fail-1");
    assert_eq!(server.ask_slot(1, "got"), "0:hello");
}

fn large_messages_arrive() {
    let server = start(settings(2));
    for length in [65_536, 65_537, 5 << 20] {
        assert_eq!(server.ask(&format!("large 1 {length}")), "ok");
    }
    server.until("all have arrived", || server.ask_slot(1, "got").split(',').count() == 3);
    let got = server.ask_slot(1, "got");
    let right = |text: &str| got.contains(&format!(":{text}:true"));
    assert!(right("65536") && right("65537") && right("5242880"), "{got}");
    assert!(server.ask("send 2 x").contains("there is no process 2; this server has 0 to 1"));
}

fn a_full_mailbox_makes_the_sender_wait() {
    let server = start(settings(2));
    let pid: i32 = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    peregrine::sys::fork::kill(pid, libc::SIGSTOP).unwrap();
    // Slot 0 is to send; requests that land in slot 1's queue wait until it goes on.
    let flood: Vec<_> = (0..8).map(|_| begin(server.address, "flood 1 2000").unwrap()).collect();
    std::thread::sleep(Duration::from_millis(100)); // slot 0 may run into the full mailbox
    peregrine::sys::fork::kill(pid, libc::SIGCONT).unwrap();
    let sent = flood.into_iter().map(|f| finish(f).unwrap()).filter(|a| a == "ok").count();
    assert_eq!(sent, 8);
    server.until("all have arrived", || server.ask_slot(1, "got").split(',').count() == 16_000);
}

fn backoff_grows_and_a_sibling_serves() {
    let server = start(settings(2));
    server.put("fail-1");
    let pid = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    peregrine::sys::fork::kill(pid, libc::SIGKILL).unwrap();
    server.until("it was tried five times", || server.count("worker_error slot=1 code=1") >= 5);
    let slots: Vec<_> = (0..100).map(|_| who(server.address).0).collect();
    assert!(slots.iter().all(|s| *s == 0), "{slots:?}");
    let times = server.times("worker_error slot=1 code=1");
    let gaps: Vec<u64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    // Lower bounds only (5 ms for rounding): a loaded machine makes gaps longer, never shorter.
    assert!(gaps.iter().zip([200, 400, 800]).all(|(gap, least)| *gap + 5 >= least), "{gaps:?}");
    server.remove("fail-1");
    server.signal(libc::SIGUSR1); // a reload tries at once
    server.ask_slot(1, "who");
}

fn a_release_gives_the_queue_back() {
    let server = start(settings(2));
    server.put("fail-1");
    let pid = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    peregrine::sys::fork::kill(pid, libc::SIGKILL).unwrap();
    server.until("slot 0 adopts", || server.count("adopt 0 for 1") == 1);
    server.remove("fail-1");
    server.until("slot 0 is released", || server.count("release 0 from 1") == 1);
    let pid = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    // While slot 1 is stopped, its queue must wait: slot 0 no longer accepts there.
    peregrine::sys::fork::kill(pid, libc::SIGSTOP).unwrap();
    let waiting: Vec<_> = (0..64).map(|_| begin(server.address, "who").unwrap()).collect();
    std::thread::sleep(Duration::from_millis(200)); // slot 0 may take what it can
    peregrine::sys::fork::kill(pid, libc::SIGCONT).unwrap();
    let by_one = waiting.into_iter().map(|s| parse_who(&finish(s).unwrap())).filter(|w| w.0 == 1).count();
    assert!((8..56).contains(&by_one), "slot 1 served {by_one} of 64");
}

fn reload_under_load_loses_nothing() {
    let server = start(settings(2));
    let (stop, address) = (AtomicBool::new(false), server.address);
    let load = || {
        let (mut served, mut newest) = (0u32, 0);
        while !stop.load(Relaxed) {
            let answer = ask(address, "who").unwrap_or_else(|e| panic!("request {served} was lost: {e}"));
            newest = newest.max(parse_who(&answer).1);
            served += 1;
        }
        (served, newest)
    };
    let results: Vec<(u32, u64)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4).map(|_| scope.spawn(load)).collect();
        for round in 1..=5 {
            server.signal(libc::SIGUSR1);
            server.until("the reload is complete", || server.count("after_reload true") == round);
        }
        stop.store(true, Relaxed);
        clients.into_iter().map(|c| c.join().unwrap()).collect()
    });
    assert!(results.iter().all(|r| r.0 > 20), "{results:?}");
    assert_eq!(who(address).1, 6);
    server.until("all old workers have ended", || server.count("worker_end") == 10);
    assert_eq!((server.stat("reloads").as_str(), server.stat("deaths").as_str()), ("5", "0"));
}

fn kills_lose_only_what_was_in_flight() {
    const CLIENTS: usize = 4;
    const KILLS: usize = 15;
    let server = start(settings(4));
    let (stop, address) = (AtomicBool::new(false), server.address);
    let load = || {
        let (mut served, mut lost) = (0, 0);
        while !stop.load(Relaxed) {
            let stream = begin(address, "sleep 1").unwrap_or_else(|e| panic!("a connection was refused: {e}"));
            match finish(stream) {
                Ok(_) => served += 1,
                Err(e) if [ErrorKind::ConnectionReset, ErrorKind::UnexpectedEof].contains(&e.kind()) => lost += 1,
                Err(e) => panic!("{e}"),
            }
        }
        (served, lost)
    };
    let results: Vec<(usize, usize)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(load)).collect();
        for kill in 0..KILLS {
            server.until("a worker is ready", || !server.workers("Ready").is_empty());
            let ready = server.workers("Ready");
            if ready.is_empty() {
                continue;
            }
            let _ = peregrine::sys::fork::kill(ready[kill % ready.len()], libc::SIGKILL);
            if kill % 5 == 0 {
                server.signal(libc::SIGUSR1);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        stop.store(true, Relaxed);
        clients.into_iter().map(|c| c.join().unwrap()).collect()
    });
    let (served, lost) = results.iter().fold((0, 0), |sum, r| (sum.0 + r.0, sum.1 + r.1));
    assert!(lost <= CLIENTS * KILLS && served > 100, "{results:?}");
    assert!(server.stat("deaths").parse::<usize>().unwrap() <= KILLS);
    server.until("all slots are served again", || server.workers("Ready").len() == 4);
}

fn the_new_worker_is_ready_before_the_old_drains() {
    let server = start(settings(1));
    let (_, _, old) = who(server.address);
    server.put("gate");
    assert_eq!(server.ask("reload"), "ok");
    server.until("a successor starts", || server.workers("Starting").len() == 1);
    for _ in 0..20 {
        assert_eq!(who(server.address).2, old);
    }
    // In flight in the old one while it is replaced.
    let in_flight = begin(server.address, "sleep 300").unwrap();
    server.until("it is being served", || server.stat("open") == "2");
    server.remove("gate");
    server.until("the new one serves", || who(server.address).1 == 2);
    assert_eq!(finish(in_flight).unwrap(), "slept");
    server.until("the old one has ended", || server_support::is_gone(old));
    assert_eq!(server.stat("deaths"), "0");
}

fn reloads_queue_once() {
    let server = start(settings(2));
    server.put("gate");
    server.signal(libc::SIGUSR1);
    server.until("a successor starts", || server.workers("Starting").len() == 1);
    for _ in 0..3 {
        let before = server.log().matches("reload will follow").count();
        server.signal(libc::SIGUSR1);
        server.until("it is noted", || server.log().matches("reload will follow").count() > before);
    }
    server.remove("gate");
    server.until("both are complete", || server.stat("reloads") == "2");
    server.until("only new workers live", || server.stat("workers").split(',').count() == 2);
    assert_eq!((server.count("before_reload"), server.count("after_reload true")), (2, 2));
    assert_eq!(who(server.address).1, 3);
}

fn a_failed_reload_keeps_the_old_worker() {
    let server = start(settings(2));
    let before = server.workers("Ready");
    server.put("fail-0");
    server.signal(libc::SIGUSR1);
    server.until("it is given up", || server.count("after_reload false") == 1);
    assert_eq!(server.workers("Ready"), before);
    assert_eq!((server.stat("failed").as_str(), server.stat("deaths").as_str()), ("1", "3"));
    assert!(server.log().contains("reload given up: 3 new processes of worker 0 did not get ready"));
    server.remove("fail-0");
    server.signal(libc::SIGUSR1);
    server.until("the next one succeeds", || server.stat("reloads") == "1");
    assert!(server.workers("Ready").iter().all(|pid| !before.contains(pid)));
}

fn a_successor_that_hangs_is_killed() {
    let (mut wanted, dir) = settings(1);
    wanted.ready_timeout = Duration::from_millis(200);
    let server = start((wanted, dir));
    let (_, _, old) = who(server.address);
    server.put("gate");
    server.signal(libc::SIGUSR1);
    server.until("it is given up", || server.count("after_reload false") == 1);
    assert_eq!((who(server.address).2, server.stat("killed").as_str()), (old, "3"));
}

fn a_first_worker_that_hangs_is_reported_and_reloaded() {
    let (mut wanted, dir) = settings(1);
    wanted.slow_start = Duration::from_millis(100);
    std::fs::write(dir.join("gate"), "").unwrap();
    let mut server = start_unready((wanted, dir));
    server.until("the log says so", || server.log().contains(") is not ready after 0.1 s"));
    let log = server.log();
    let (before, _) = log.split_once(") is not ready").unwrap();
    let hanging: i32 = before.rsplit('(').next().unwrap().parse().unwrap();
    peregrine::sys::fork::kill(hanging, libc::SIGSTOP).unwrap(); // the open gate does not help it
    server.remove("gate");
    server.signal(libc::SIGUSR1);
    server.until("the reload is complete", || server.count("after_reload true") == 1);
    assert_eq!(who(server.address).1, 2);
    assert_eq!(server.log().matches(&format!("({hanging}) is not ready")).count(), 1);
    peregrine::sys::fork::kill(hanging, libc::SIGKILL).unwrap();
    server.stop();
}

fn max_request_starts_the_successor_first() {
    let (mut wanted, dir) = settings(1);
    (wanted.max_request, wanted.max_request_grace) = (10, Some(0));
    let server = start((wanted, dir));
    server.put("gate");
    server.until("the successor starts", || server.workers("Starting").len() == 1);
    assert!(server.stat("requests").parse::<u32>().unwrap() >= 10);
    for _ in 0..20 {
        assert_eq!(who(server.address).1, 1); // it still accepts
    }
    server.remove("gate");
    server.until("the successor serves", || who(server.address).1 == 2);
    assert_eq!(server.stat("deaths"), "0");
}

fn sigterm_to_a_worker_replaces_it() {
    let server = start(settings(1));
    let (_, _, old) = who(server.address);
    server.put("gate");
    peregrine::sys::fork::kill(old, libc::SIGTERM).unwrap();
    server.until("a successor starts", || server.workers("Starting").len() == 1);
    assert_eq!(who(server.address).2, old);
    server.remove("gate");
    server.until("the successor serves", || who(server.address).1 == 2);
    assert_eq!(server.ask("retire"), "ok");
    server.until("the next successor serves", || who(server.address).1 == 3);
    assert_eq!((server.stat("tainted").as_str(), server.stat("deaths").as_str()), ("1", "0"));
}

fn statistics_outlive_workers() {
    let server = start(settings(1));
    assert_eq!(server.ask("count 5"), "ok");
    for _ in 0..50 {
        who(server.address);
    }
    let (_, _, pid) = who(server.address);
    let open = begin(server.address, "sleep 60000").unwrap();
    server.until("it is being served", || server.stat("open") == "2");
    let requests: u32 = server.stat("requests").parse().unwrap();
    assert!(requests >= 52, "{requests}");
    peregrine::sys::fork::kill(pid, libc::SIGKILL).unwrap();
    server.until("the next one serves", || who(server.address).1 == 2);
    assert!(server.stat("requests").parse::<u32>().unwrap() > requests);
    assert_eq!(server.ask("count 2"), "ok");
    assert_eq!(server.stat("counter"), "7");
    assert_eq!((server.stat("open").as_str(), server.stat("deaths").as_str()), ("1", "1"));
    assert_eq!(server.stat("rss"), "true");
    assert!(finish(open).is_err());
}

fn user_processes_are_kept_and_talk() {
    let (mut wanted, dir) = settings(1);
    wanted.process_num = 2;
    let mut server = start((wanted, dir));
    assert_eq!(server.ask("send 2 ping"), "ok");
    server.until("it answers", || server.ask_slot(0, "got") == "2:process-ping");
    let quitter = || server.stat("processes").split(',').next().unwrap().to_owned();
    let before = quitter();
    assert_eq!(server.ask("send 1 quit"), "ok");
    server.until("it is started again", || server.count("process_start 1 generation=2") == 1);
    server.until("it is shown", || quitter() != before && quitter().ends_with(":Ready"));
    server.signal(libc::SIGUSR1);
    server.until("the worker is reloaded", || server.count("after_reload true") == 1);
    server.stop();
    let events = server.events();
    let last =
        |text: &str| events.iter().rposition(|e| e.contains(text)).unwrap_or_else(|| panic!("{text}: {events:?}"));
    assert!(events.iter().position(|e| e.contains("process_end")).unwrap() > last("manager_stopped workers=0"));
    assert!(last("manager_stopped") > last("worker_end") && last("shutdown requests") > last("process_end"));
    assert_eq!(events.iter().filter(|e| e.contains("process_start")).count(), 3); // not reloaded
}

fn programs_started_by_workers_have_clean_signals() {
    let server = start(settings(1));
    let answer = server.ask("child");
    // SIGPIPE is the usual exception of servers, 32 and 33 are the C library's own, and what this test was started with
    // is not the server's doing.
    let own = std::fs::read_to_string("/proc/self/status").unwrap();
    let inherited = signals(&own, "SigIgn:") | 1 << (libc::SIGPIPE - 1) | 1 << 31 | 1 << 32;
    let ignored = signals(&answer, "SigIgn:") & !inherited;
    assert_eq!((signals(&answer, "SigBlk:"), ignored), (0, 0), "{answer}");
}

/// A set of signals in the text of /proc/PID/status (proc_pid_status(5)).
fn signals(status: &str, name: &str) -> u64 {
    let mut words = status.split_whitespace().skip_while(|w| *w != name).skip(1);
    u64::from_str_radix(words.next().unwrap_or_else(|| panic!("{status}")), 16).unwrap()
}

fn unix_sockets_serve() {
    let (mut wanted, dir) = settings(2);
    let path = dir.join("socket");
    wanted.addresses.push(Address::Unix(path.clone()));
    let mut server = start((wanted, dir));
    for _ in 0..10 {
        let mut stream = std::os::unix::net::UnixStream::connect(&path).unwrap();
        stream.write_all(b"who\n").unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        assert!(parse_who(line.trim()).0 < 2);
    }
    server.stop();
    assert!(!path.exists());
}

fn a_panic_is_a_death() {
    let server = start(settings(2));
    server.put("panic-1");
    let pid = server.ask_slot(1, "who").split(' ').nth(1).unwrap().parse().unwrap();
    peregrine::sys::fork::kill(pid, libc::SIGKILL).unwrap();
    server.until("the next one has panicked", || server.count("worker_error slot=1 code=255 signal=0") > 0);
    server.remove("panic-1");
    server.signal(libc::SIGUSR1); // tries at once, whatever the back-off says
    server.ask_slot(1, "who");
}
