//! Load that a reload must not disturb: requests over keep-alive connections of HTTP/1.1 and HTTP/2, with and without TLS,
//! while the server is told to reload (SIGUSR1) again and again. A client by the book: it goes to a new connection when
//! the server says so (`Connection: close`, GOAWAY), and asks again only what the server has said it did not begin
//! (RFC 9113 6.8, 8.7). Whatever else happens is an error, and one is enough to fail.
//!
//! One thread (tokio, current_thread). It measures nothing: it shares its cores with the server.

mod http1;
mod http2;
mod link;
mod tally;

use link::Target;
use std::process::{Command, ExitCode};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tally::Tally;

const USAGE: &str = "\
usage: reload-load CONNECTIONS SECONDS MASTER EVERY KIND@HOST:PORT…
  CONNECTIONS of each kind; MASTER is the process that gets a SIGUSR1 every EVERY seconds (0: never)
  KIND is h1, h2, h1s or h2s (over TLS; any certificate is taken)";

/// What is asked for: two plain requests, one that waits, one with a body, one answered in pieces.
pub(crate) const PATHS: [&str; 5] = ["/", "/later", "/", "/body", "/pieces"];
/// The body sent to /body, which comes back.
pub(crate) const BODY: [u8; 3000] = [b'b'; 3000];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match tokio::task::LocalSet::new().run_until(run(&arguments)).await {
        Some(true) => ExitCode::SUCCESS,
        Some(false) => ExitCode::FAILURE,
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Whether there was no error; `None` when the arguments make no sense.
async fn run(arguments: &[String]) -> Option<bool> {
    let [connections, seconds, master, every, targets @ ..] = arguments else { return None };
    let connections: usize = connections.parse().ok()?;
    let end = Instant::now() + Duration::from_secs(seconds.parse().ok()?);
    let master: u32 = master.parse().ok()?;
    let every = Duration::from_secs_f64(every.parse().ok()?);
    let mut tallies = Vec::new();
    let mut tasks = Vec::new();
    for target in targets {
        let target = Rc::new(Target::parse(target)?);
        let tally = Rc::new(Tally::default());
        for _ in 0..connections {
            let (target, tally) = (target.clone(), tally.clone());
            tasks.push(match target.is_http2 {
                true => tokio::task::spawn_local(http2::run(target, tally, end)),
                false => tokio::task::spawn_local(http1::run(target, tally, end)),
            });
        }
        tallies.push((target.name.clone(), tally));
    }
    let reloads = reload(master, every, end).await;
    for task in tasks {
        task.await.expect("a connection's task does not panic");
    }
    println!("{reloads} reloads");
    tallies.iter().for_each(|(name, tally)| tally.print(name));
    Some(tallies.iter().all(|(_, tally)| tally.is_clean()))
}

/// Sends the signals until the end; how many.
async fn reload(master: u32, every: Duration, end: Instant) -> usize {
    let mut sent = 0;
    while !every.is_zero() && Instant::now() + every < end {
        tokio::time::sleep(every).await;
        let status = Command::new("sh").arg("-c").arg(format!("kill -USR1 {master}")).status();
        assert!(status.is_ok_and(|status| status.success()), "the server is gone");
        sent += 1;
    }
    tokio::time::sleep_until(end.into()).await;
    sent
}
