//! Our HTTP/1 codec beside hyper's server, which reads the same inputs from memory: both must see the same requests, or
//! ours refuses with a reason that is in `rules` and true of the input. No panic, no hang.
//!
//! An ordinary test runs 200,000 inputs; `make fuzz` runs FUZZ_INPUTS (default 10,000,000) on every core. Inputs are
//! made from FUZZ_SEED and their number, so that a failure can be had again: FUZZ_FIRST=number FUZZ_INPUTS=1.
#![allow(unreachable_pub, missing_docs, reason = "the modules of one test")]

mod damage;
mod input;
mod judge;
mod message;
mod ours;
mod outcome;
mod random;
mod raw;
mod rules;
mod theirs;

use input::Input;
use judge::{Ended, Judge, Verdict};
use rules::RULES;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

const SEED: u64 = 9112;
/// No input takes longer; the whole of a short run takes less.
const HANG: Duration = Duration::from_secs(60);

/// How many inputs came to what.
#[derive(Default)]
struct Tally {
    same: [u64; 3],
    stricter: Vec<u64>,
}

impl Tally {
    fn add(&mut self, verdict: Verdict) {
        self.stricter.resize(RULES.len(), 0);
        match verdict {
            Verdict::Same(end) => self.same[end as usize] += 1,
            Verdict::Stricter(rule) => self.stricter[rule] += 1,
        }
    }

    fn join(&mut self, other: &Tally) {
        self.stricter.resize(RULES.len(), 0);
        self.same.iter_mut().zip(other.same).for_each(|(to, from)| *to += from);
        self.stricter.iter_mut().zip(&other.stricter).for_each(|(to, from)| *to += from);
    }

    fn print(&self, took: Duration) {
        let stricter: u64 = self.stricter.iter().sum();
        let all = stricter + self.same.iter().sum::<u64>();
        println!("{all} inputs in {:.1} s", took.as_secs_f64());
        let [accepted, incomplete, refused] = self.same;
        println!("{accepted:>10} accepted by both, with the same requests");
        println!("{refused:>10} refused by both");
        println!("{incomplete:>10} incomplete for both");
        println!("{stricter:>10} refused by ours alone:");
        for (rule, count) in RULES.iter().zip(&self.stricter) {
            println!("{count:>10} {} ({})", rule.reason, rule.section);
        }
    }
}

/// Judges inputs `first`, `first + step`, … below `end`; the number being judged is in `current`.
fn run(seed: u64, numbers: impl Iterator<Item = u64>, current: &AtomicU64) -> Tally {
    let (mut judge, mut input, mut tally) = (Judge::new(), Input::default(), Tally::default());
    for number in numbers {
        current.store(number, Relaxed);
        let judged = catch_unwind(AssertUnwindSafe(|| {
            input.make(seed, number);
            judge.judge(&input)
        }));
        match judged {
            Ok(Ok(verdict)) => tally.add(verdict),
            Ok(Err(why)) => panic!("{}", report(seed, number, &why)),
            Err(_) => panic!("{}", report(seed, number, "a panic, see above")),
        }
    }
    tally
}

fn report(seed: u64, number: u64, why: &str) -> String {
    let mut input = Input::default();
    input.make(seed, number);
    let pieces: Vec<String> = input.pieces().map(|piece| piece.escape_ascii().to_string()).collect();
    format!("{why}\nFUZZ_SEED={seed} FUZZ_FIRST={number} FUZZ_INPUTS=1, in pieces (|):\n{}\n", pieces.join("|"))
}

/// Runs on so many threads, and ends the process when one stays with an input.
fn run_on(threads: u64, seed: u64, first: u64, inputs: u64) -> Tally {
    let began = Instant::now();
    let current: Vec<AtomicU64> = (0..threads).map(|_| AtomicU64::new(u64::MAX)).collect();
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|n| {
                let numbers = (first + n..first + inputs).step_by(threads as usize);
                let current = &current[n as usize];
                scope.spawn(move || run(seed, numbers, current))
            })
            .collect();
        let mut last = vec![(u64::MAX, Instant::now()); threads as usize];
        while !workers.iter().all(|worker| worker.is_finished()) {
            thread::sleep(Duration::from_millis(20));
            for (n, (number, since)) in last.iter_mut().enumerate() {
                let now = current[n].load(Relaxed);
                if now != *number {
                    (*number, *since) = (now, Instant::now());
                } else if since.elapsed() > HANG && !workers[n].is_finished() {
                    eprintln!("{}", report(seed, now, "a hang"));
                    std::process::exit(1);
                }
            }
        }
        workers.into_iter().for_each(|worker| tally.join(&worker.join().expect("see above")));
    });
    tally.print(began.elapsed());
    tally
}

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

#[test]
fn short_run() {
    let tally = run_on(1, SEED, 0, 200_000);
    // The inputs are worth something: all four things happen often.
    let stricter = tally.stricter.iter().sum();
    for count in tally.same.into_iter().chain([stricter]) {
        assert!(count > 4_000, "one kind of input has become rare: {:?} {stricter}", tally.same);
    }
}

#[test]
#[ignore = "minutes; make fuzz"]
fn long_run() {
    let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
    let inputs = setting("FUZZ_INPUTS", 10_000_000);
    let tally = run_on(setting("FUZZ_THREADS", threads), setting("FUZZ_SEED", SEED), setting("FUZZ_FIRST", 0), inputs);
    let unseen = RULES.iter().zip(&tally.stricter).filter(|(_, count)| **count == 0).map(|(rule, _)| rule.reason);
    if inputs >= 10_000_000 {
        assert_eq!(unseen.collect::<Vec<_>>(), [""; 0], "rules that no input met: the table or the inputs are wrong");
    }
}

fn judged(text: &str) -> Verdict {
    Judge::new().judge(&Input::whole(text.as_bytes())).unwrap_or_else(|why| panic!("{text:?}: {why}"))
}

fn post(fields: &str) -> Verdict {
    judged(&format!("POST / HTTP/1.1\r\nHost: x\r\n{fields}\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
}

fn stricter(reason: &str) -> Verdict {
    Verdict::Stricter(RULES.iter().position(|rule| rule.reason == reason).expect("a rule"))
}

#[test]
fn a_laxer_codec_is_noticed() {
    for laxer in [
        "Content-Length: 13\r\nContent-Length: 13",
        "Host: y",
        "Expect: x",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
    ] {
        let text = format!("POST / HTTP/1.1\r\nHost: x\r\n{laxer}\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        let said = Judge::new().exchanged(&Input::whole(text.as_bytes()));
        assert!(said.as_ref().is_err_and(|why| why.contains("ours took a request")), "{laxer:?}: {said:?}");
    }
}

#[test]
fn transfer_encoding_with_content_length_is_refused() {
    let both = stricter("Transfer-Encoding and Content-Length exclude each other");
    assert_eq!(post("Transfer-Encoding: chunked\r\nContent-Length: 3"), both);
    assert_eq!(post("Content-Length: 3\r\nTransfer-Encoding: chunked"), both);
    assert_eq!(post("Transfer-Encoding: chunked\r\nA: b\r\ncontent-length: 13"), both);
    assert_eq!(post("Transfer-Encoding: chunked"), Verdict::Same(Ended::Accepted));
}

#[test]
fn a_second_content_length_is_refused() {
    assert_eq!(post("Content-Length: 13\r\nContent-Length: 13"), stricter("more than one Content-Length field"));
    assert_eq!(post("Content-Length: 13\r\nContent-Length: 3"), Verdict::Same(Ended::Refused));
    assert_eq!(post("Content-Length: 13, 13"), Verdict::Same(Ended::Refused));
    assert_eq!(post("Content-Length: 13"), Verdict::Same(Ended::Accepted));
}

#[test]
fn a_folded_line_is_refused() {
    for fold in ["A: b\r\n c", "A: b\r\n\tc: d", "A:\r\n b", " A: b", "Transfer-Encoding:\r\n chunked"] {
        assert_eq!(post(fold), Verdict::Same(Ended::Refused), "{fold:?}");
    }
}

#[test]
fn a_bare_lf_is_refused() {
    let bare = stricter("a line ends with LF alone");
    assert_eq!(judged("GET / HTTP/1.1\nHost: x\r\n\r\n"), bare);
    assert_eq!(judged("GET / HTTP/1.1\r\nHost: x\n\r\n"), bare);
    assert_eq!(judged("GET / HTTP/1.1\r\nHost: x\r\n\n"), bare);
    assert_eq!(judged("GET / HTTP/1.1\nHost: x\n\n"), bare);
    assert_eq!(judged("GET / HTTP/1.1\r\nHost: x\r\n\r\n\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), bare);
    let chunk = |text: &str| judged(&format!("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{text}"));
    assert_eq!(chunk("3\nabc\r\n0\r\n\r\n"), Verdict::Same(Ended::Refused));
    assert_eq!(chunk("3\r\nabc\n0\r\n\r\n"), Verdict::Same(Ended::Refused));
    // hyper reads on, and takes the LF for the end of the trailer.
    assert_eq!(chunk("3\r\nabc\r\n0\r\n\n"), stricter("a line of a chunked body does not end with CRLF"));
}
