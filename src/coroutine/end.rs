//! How coroutines end, and what each way does: in a script it may end the run, in a server it stays with the coroutine.

use super::Coroutine;
use super::container::{self, Kind};
use super::scheduler;
use super::wait::CANCELED;
use crate::log::{self, Level};
use crate::zend::{self, Ended, PhpThread, throw};
use std::cell::Cell;

/// How a coroutine ended, for whoever started it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// It returned (or was told to end).
    #[default]
    Finished,
    /// `exit` with this status.
    Exited(i32),
    /// An exception nobody caught, a fatal error or memory_limit; reported already.
    Failed,
    /// It could not be started.
    Refused(String),
}

static TAINTED: PhpThread<Cell<bool>> = PhpThread::new(Cell::new(false));

/// Whether a bailout happened in this process: what its frames held is leaked, and it should be replaced.
pub(crate) fn is_tainted() -> bool {
    TAINTED.get()
}

pub(super) fn taint() {
    TAINTED.set(true);
}

/// A call of `co` is over, its exception (if any) pending; runs on the coroutine's stack.
pub(super) fn note_end(co: &Coroutine) {
    let ended = throw::take_end();
    let outcome = match ended {
        Ended::Returned => return,
        Ended::Cancelled => {
            // Told to end because its request did: what it still has to do at its end may wait.
            if co.fiber.is_stopped() && !container::is_ending() {
                co.killed.set(false);
            }
            // What its request would still have said is missing.
            if container::is_leaving() && !co.fiber.is_stopped() && !co.fiber.is_child_of_request() {
                co.fiber.stop_state(true);
            }
            return;
        }
        Ended::Exit(status) => {
            co.fiber.stop_state(false);
            container::end_run(status);
            End::Exited(status)
        }
        Ended::MemoryLimit => {
            // Reported where it happened, by note_fatal.
            co.fiber.stop_state(true);
            container::end_run(255);
            End::Failed
        }
        Ended::Uncaught if is_dismissal(co) => {
            // Not for the user's handler either: it would log, and answer, what is over.
            co.fiber.stop_state(false);
            tell_dismissal(co);
            End::Failed
        }
        Ended::Uncaught => {
            // An exception that the user's handler takes is no failure.
            co.fiber.stop_state(!throw::has_user_handler());
            let status = report_uncaught(co);
            container::end_run(status);
            End::Failed
        }
    };
    if container::kind() == Some(Kind::Worker) {
        throw::set_exit_status(0);
    }
    *co.outcome.borrow_mut() = outcome;
    scheduler::end_request_of(co);
}

/// Whether `co` ends by the exception with which the server ended its wait: that is how it is to end, no error.
fn is_dismissal(co: &Coroutine) -> bool {
    co.dismissed.get().is_some_and(|(id, _)| id == co.id()) && throw::is_pending(CANCELED)
}

#[cold]
fn tell_dismissal(co: &Coroutine) {
    let why = co.dismissed.take().map_or("", |(_, why)| why);
    if log::enabled(Level::Debug) {
        log::write(Level::Debug, &format!("coroutine #{} ended, as {why}: {}", co.id(), throw::pending_text()));
    }
    drop(throw::take_exception());
}

/// The user's handler, or PHP's own report; a server's log gets the exception with its stack either way.
fn report_uncaught(co: &Coroutine) -> i32 {
    if co.fiber.has_request() && !throw::has_user_handler() {
        return report_in_request(co);
    }
    if container::kind() == Some(Kind::Worker) && !throw::has_user_handler() {
        let text = throw::exception_text();
        log::write(Level::Error, &format!("coroutine #{} ended: Uncaught {text}", co.id()));
        255
    } else {
        throw::report()
    }
}

/// Where PHP's settings say: display_errors in the answer, log_errors in the server's log or error_log. The log gets it in
/// any case.
#[cold]
fn report_in_request(co: &Coroutine) -> i32 {
    if !zend::logs_errors() {
        log::write(Level::Error, &format!("coroutine #{} ended: Uncaught {}", co.id(), throw::pending_text()));
    }
    throw::report()
}

/// A fatal error is about to end `co`; runs in the frame where it happened.
pub(super) fn note_fatal(co: &Coroutine, message: &str, place: &str) {
    *co.outcome.borrow_mut() = End::Failed;
    let stack = throw::stack_text();
    let text = format!("coroutine #{} ended by a fatal error: {message} in {place}\nStack trace:\n{stack}", co.id());
    if container::kind() == Some(Kind::Worker) {
        log::write(Level::Error, &text);
    } else {
        eprintln!("{text}");
    }
    container::end_run(255);
}
