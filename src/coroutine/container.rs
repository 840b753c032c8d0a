//! What coroutines live in: a tokio runtime on the PHP thread, made for one `run()` of a script or for the life of a
//! worker, and gone before PHP's own shutdown.

use super::{State, Wake, loading, scheduler, timer};
use crate::error::{Error, Result};
use crate::zend::{self, Callable, PhpThread, Stop, Thrown, Value, throw};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Poll, Waker};
use tokio::runtime::{Builder, LocalRuntime};

/// Whose coroutines these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A script inside `run()`: exit and fatal errors end the run.
    Script,
    /// A server's worker or user process: they end only the coroutine they happen in.
    Worker,
}

/// Events taken of one wait. Not more than tasks run before tokio looks for the next ones (61), so that these are served
/// first: with 10,000 sockets ready, what the kernel touched to report one is then still in the processor's cache when it
/// is read, and the queue of tasks stays short.
const EVENTS: usize = 60;

struct Container {
    kind: Cell<Option<Kind>>,
    /// This process is the master of a server.
    is_master: Cell<bool>,
    /// The exit status of a run that ends early.
    ending: Cell<Option<i32>>,
    /// What is left is being ended: the loop goes.
    is_leaving: Cell<bool>,
    /// Wakes the future that waits for the run to be over.
    root: RefCell<Option<Waker>>,
    /// What is awaited before the loop goes.
    at_end: Cell<Option<AtEnd>>,
}

/// Makes what is awaited at the end of every loop.
pub(crate) type AtEnd = fn() -> Pin<Box<dyn Future<Output = ()>>>;

static CONTAINER: PhpThread<Container> = PhpThread::new(Container {
    kind: Cell::new(None),
    is_master: Cell::new(false),
    ending: Cell::new(None),
    is_leaving: Cell::new(false),
    root: RefCell::new(None),
    at_end: Cell::new(None),
});

/// Every loop from now on ends with this, once its coroutines are gone: clients hand over what they still hold.
pub(crate) fn at_end(what: AtEnd) {
    CONTAINER.at_end.set(Some(what));
}

/// Whose coroutines run now; None outside.
pub(crate) fn kind() -> Option<Kind> {
    CONTAINER.kind.get()
}

/// Whether the event loop runs.
pub(crate) fn is_running() -> bool {
    kind().is_some()
}

/// From now on this process is, or is no longer, the master of a server: it has no coroutines.
pub(crate) fn set_master(is_master: bool) {
    CONTAINER.is_master.set(is_master);
}

/// What code is told that needs a coroutine: `text`, but in a server's master where to do this instead.
pub(crate) fn outside(text: &'static str) -> &'static str {
    if CONTAINER.is_master.get() { "a server's master has no coroutines: do this from workerStart on" } else { text }
}

/// In a forked child: the parent's container is not ours.
pub(crate) fn after_fork() {
    CONTAINER.kind.set(None);
    CONTAINER.is_master.set(false);
    CONTAINER.ending.set(None);
    CONTAINER.is_leaving.set(false);
    CONTAINER.root.take();
    scheduler::forget_all();
    loading::forget_all();
    timer::timers().forget_all();
}

/// Ends the run with this exit status; nothing in a worker.
pub(super) fn end_run(status: i32) {
    if kind() == Some(Kind::Script) && CONTAINER.ending.get().is_none() {
        CONTAINER.ending.set(Some(status));
    }
}

/// Whether this is a script inside `run()`.
pub(crate) fn is_script() -> bool {
    kind() == Some(Kind::Script)
}

/// Ends the run of a script as `exit` does; for a signal.
pub(crate) fn end_script(status: i32) {
    end_run(status);
    idle();
}

/// After native code entered another coroutine: when the run, or the running coroutine's request, ended meanwhile, a
/// graceful exit is pending.
pub(crate) fn check_ending() -> std::result::Result<(), Stop> {
    let Some(co) = scheduler::current() else { return Ok(()) };
    if is_ending() || (co.killed.get() && co.fiber.is_stopped()) {
        return Err(Thrown::cancel().into());
    }
    Ok(())
}

/// Whether the run ends early.
pub(super) fn is_ending() -> bool {
    CONTAINER.ending.get().is_some()
}

/// Whether coroutines end now only because the process does.
pub(crate) fn is_leaving() -> bool {
    CONTAINER.is_leaving.get()
}

/// Nothing runs right now: is the run over?
pub(super) fn idle() {
    if (is_over() || is_stuck())
        && let Some(root) = CONTAINER.root.borrow().as_ref()
    {
        root.wake_by_ref();
    }
}

fn is_over() -> bool {
    CONTAINER.ending.get().is_some() || (scheduler::live() == 0 && timer::timers().is_empty())
}

fn is_stuck() -> bool {
    kind() == Some(Kind::Script)
        && scheduler::statistics().waiting_for_futures == 0
        && timer::timers().is_empty()
        && scheduler::live() > 0
}

fn report_deadlock() {
    let all = scheduler::all();
    eprintln!("[FATAL ERROR]: all coroutines (count: {}) are asleep - deadlock!", all.len());
    for co in all {
        let State::Parked(what) = co.state() else { continue };
        eprintln!("\n [Coroutine-{}] waits for {}\n{}", co.id(), what.text(), zend::trace_text(&co.backtrace(2, 0)));
    }
}

fn runtime() -> Result<LocalRuntime> {
    Builder::new_current_thread()
        .enable_io()
        .max_io_events_per_tick(EVENTS)
        .build_local(Default::default())
        .map_err(|e| Error::io("start the event loop", e))
}

/// Resumes every parked coroutine with a graceful exit (`finally` blocks run), until none is left.
fn end_coroutines() {
    CONTAINER.is_leaving.set(true);
    for _ in 0..1_000 {
        let all = scheduler::all();
        if all.is_empty() {
            break;
        }
        for co in all {
            if matches!(co.state(), State::Parked(_)) {
                scheduler::enter_parked(&co, Wake::Killed);
            }
        }
    }
    CONTAINER.is_leaving.set(false);
}

fn inside<T>(kind: Kind, future: impl Future<Output = T>) -> Result<T> {
    let runtime = runtime()?;
    CONTAINER.kind.set(Some(kind));
    CONTAINER.ending.set(None);
    zend::mark_base();
    zend::contain(true);
    let result = runtime.block_on(async {
        let result = future.await;
        timer::timers().clear_all();
        end_coroutines();
        if let Some(at_end) = CONTAINER.at_end.get() {
            at_end().await;
            timer::timers().clear_all();
            end_coroutines();
        }
        result
    });
    // Timer entries and pinned futures of coroutines are gone: the runtime can go too.
    drop(runtime);
    scheduler::empty_pool();
    timer::timers().forget_all();
    zend::contain(false);
    CONTAINER.kind.set(None);
    CONTAINER.root.take();
    Ok(result)
}

/// Runs `callable` in a coroutine and the event loop until no coroutine and no timer is left. Err: it ended by exit or a
/// fatal error, and PHP's own exit is pending.
pub(crate) fn run(callable: Callable, params: Vec<Value>) -> std::result::Result<(), Stop> {
    if is_running() {
        return Err(
            throw("Peregrine\\Error", "the event loop runs already: use go() to start another coroutine", 0).into()
        );
    }
    if CONTAINER.is_master.get() {
        return Err(throw("Peregrine\\Error", outside(""), 0).into());
    }
    let mut first = Some((callable, params));
    let over = poll_fn(move |cx| {
        *CONTAINER.root.borrow_mut() = Some(cx.waker().clone());
        if let Some((callable, params)) = first.take()
            && let Err(reason) = scheduler::spawn(callable, params)
        {
            eprintln!("{reason}");
        }
        if is_over() {
            return Poll::Ready(());
        }
        if is_stuck() {
            if scheduler::limits().deadlock_check {
                report_deadlock();
            }
            return Poll::Ready(());
        }
        Poll::Pending
    });
    if let Err(error) = inside(Kind::Script, over) {
        return Err(throw("Peregrine\\Error", error.message, i64::from(error.code)).into());
    }
    match CONTAINER.ending.take() {
        Some(status) => {
            throw::set_exit_status(status);
            Err(Thrown::exit().into())
        }
        None => Ok(()),
    }
}

/// Runs a worker's main future; coroutines it leaves behind are ended after it.
pub(crate) fn serve<T>(main: impl Future<Output = T>) -> Result<T> {
    inside(Kind::Worker, main)
}
