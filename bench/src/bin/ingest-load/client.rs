//! One keep-alive connection's life: request, answer, request, …, and a new connection when it ends.
//!
//! A connection may end without an answer only because its worker was killed. Which worker has it is looked up in
//! /proc after its first answer; before that it is not known, and then a worker that died since the connection was
//! opened excuses it too. The other end that is nobody's fault: while the server shuts down, a connection the kernel had completed and
//! nobody had accepted yet may be reset, or refused.

use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::events::{self, Dice, Kind, Request};
use crate::ledger::Answer;
use crate::{Shared, proc, wire};

/// Longer than the service lets a request wait for Kafka.
const PATIENCE: Duration = Duration::from_secs(120);

/// Answers after which the worker is looked up, until it is found; each look costs a walk through /proc.
const LOOKUPS: u64 = 3;

struct Open {
    wire: wire::Connection,
    since: Instant,
    answered: u64,
    worker: Option<u32>,
}

/// Runs until the server, told to stop, takes no more connections.
pub(crate) async fn run(shared: Rc<Shared>, number: usize) {
    let mut dice = Dice::new(shared.options.seed + 1 + number as u64);
    let mut open: Option<Open> = None;
    loop {
        let mut connection = match open.take() {
            Some(connection) => connection,
            None => match connect(&shared).await {
                Some(connection) => connection,
                None if shared.stopping.get() => return,
                None => continue,
            },
        };
        let request = events::request(&mut dice, &mut shared.ledger.lock().expect("no thread panics with it"));
        if one(&shared, &mut connection, request).await {
            open = Some(connection);
        }
    }
}

async fn connect(shared: &Shared) -> Option<Open> {
    match wire::Connection::open(&shared.options.address).await {
        Ok(wire) => {
            shared.report.borrow_mut().connections += 1;
            Some(Open { wire, since: Instant::now(), answered: 0, worker: None })
        }
        Err(error) if !shared.stopping.get() => {
            shared.report.borrow_mut().complain(format!("connect: {error}"));
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
        Err(_) => None,
    }
}

/// One request; returns whether the connection can take another.
async fn one(shared: &Shared, connection: &mut Open, request: Request) -> bool {
    let start = Instant::now();
    match tokio::time::timeout(PATIENCE, connection.wire.exchange(&request.bytes)).await {
        Ok(Ok(answer)) => {
            shared.report.borrow_mut().answered(request.kind, answer.status, start.elapsed());
            let verdict = match answer.status {
                202 => Answer::Accepted,
                400..500 => Answer::Refused,
                _ => Answer::Failed,
            };
            shared.ledger.lock().expect("no thread panics with it").answer(request.ids, verdict);
            if answer.status != request.kind.expected() && answer.status < 500 {
                let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]).into_owned();
                shared
                    .report
                    .borrow_mut()
                    .complain(format!("{:?} was answered {}: {body}", request.kind, answer.status));
            }
            connection.answered += 1;
            let keep = !answer.closes && request.kind != Kind::TooLarge;
            if keep && connection.worker.is_none() && connection.answered <= LOOKUPS {
                connection.worker = worker_of(shared, connection);
            }
            keep
        }
        Ok(Err(error)) => {
            unanswered(shared, connection, &request, &error.to_string());
            false
        }
        Err(_) => {
            unanswered(shared, connection, &request, &format!("nothing for {} s", PATIENCE.as_secs()));
            false
        }
    }
}

fn worker_of(shared: &Shared, connection: &Open) -> Option<u32> {
    let server_port = shared.options.address.rsplit_once(':')?.1.parse().ok()?;
    proc::holder(&proc::children(shared.master), server_port, connection.wire.port())
}

fn unanswered(shared: &Shared, connection: &Open, request: &Request, error: &str) {
    let killed = shared.killed.borrow();
    let excused = match connection.worker {
        Some(worker) => killed.iter().any(|(pid, _)| *pid == worker),
        None => killed.iter().any(|(_, dead)| dead.is_none_or(|dead| dead >= connection.since)),
    };
    let mut report = shared.report.borrow_mut();
    if excused {
        report.resets_of_killed += 1;
    } else if shared.stopping.get() && connection.answered == 0 {
        report.refused_while_stopping += 1;
    } else {
        let worker = connection.worker.map_or("an unknown worker".into(), |pid| format!("worker {pid}"));
        let after = connection.answered;
        report.complain(format!(
            "{:?} got no answer from {worker}, which lives, after {after} answers: {error}",
            request.kind
        ));
    }
}
