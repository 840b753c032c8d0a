//! What the hooks of autoloading and includes (`shim/autoload.c`, `shim/includes.c`) ask about coroutines. The answers
//! are `coroutine/loading.rs`'s, which installs itself here. Runs on the PHP thread.

use super::throw::{self, Stop};
use super::value::{Str, Value};
use super::{PhpThread, ffi};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How it goes on for who wants to load something. The numbers are those of `includes.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(crate) enum Turn {
    /// The caller loads it, and calls `give` when it has.
    Mine = 0,
    /// The caller loads it already, further up its stack.
    Nested = 1,
    /// Waited for another coroutine: look again.
    Waited = 2,
    /// Waiting would wait for itself: go on as if nobody else were there.
    Circle = 3,
    /// An exception is pending.
    Stopped = 4,
}

/// Who knows which coroutine loads what.
pub(crate) trait Loader: Sync {
    /// Takes the load of this class, or waits for who has it.
    fn take(&self, class: &[u8]) -> Turn;
    /// Takes the load if nobody has it; never waits.
    fn claim(&self, class: &[u8]) -> bool;
    /// The load is over, whatever came of it.
    fn give(&self, class: &[u8]);
    /// Lets time pass while coroutine `owner` is busy; longer with each attempt.
    fn pause(&self, owner: i64, attempt: u32) -> Turn;
    /// The id of the running coroutine.
    fn running(&self) -> i64;
    /// Where a coroutine is.
    fn place(&self, id: i64) -> Place;
}

/// Where a coroutine is.
pub(crate) enum Place {
    /// It has ended.
    Gone,
    /// On its stack, or below somebody it entered.
    Running,
    /// Parked, with this innermost PHP frame.
    Parked(ParkedFrame),
}

/// The engine's frame (`zend_execute_data *`) a coroutine parked in.
pub(crate) struct ParkedFrame(pub(super) *mut ffi::zend_execute_data);

static LOADER: PhpThread<Cell<Option<&'static dyn Loader>>> = PhpThread::new(Cell::new(None));

/// Asks `loader` from now on.
pub(crate) fn set_loader(loader: &'static dyn Loader) {
    LOADER.set(Some(loader));
}

/// Without an answer (a panic, which is reported) the caller loads as if it were alone.
fn ask<T>(otherwise: T, question: impl FnOnce(&dyn Loader) -> T) -> T {
    let Some(loader) = LOADER.get() else { return otherwise };
    catch_unwind(AssertUnwindSafe(|| question(loader))).unwrap_or(otherwise)
}

/// # Safety
/// `name` points to `len` bytes.
unsafe fn bytes<'a>(name: *const u8, len: usize) -> &'a [u8] {
    // SAFETY: a class name that the hook's caller keeps until the hook returns.
    unsafe { std::slice::from_raw_parts(name, len) }
}

/// Why a script is not run here.
pub(crate) enum NoScript {
    /// No request's state is live.
    Stateless,
    /// One of the request runs in another coroutine or Fiber.
    Elsewhere,
}

/// Runs a file as PHP runs its main script: in the global scope, with global variables of the request's own.
pub(crate) fn run_script(path: &Str) -> Result<Result<Value, Stop>, NoScript> {
    let mut result = Value::null();
    // SAFETY: the path is alive; a bailout is caught inside and reported.
    match unsafe { ffi::pg_run_script(path.as_ptr(), result.as_mut()) } {
        0 if !throw::pending() => Ok(Ok(result)),
        0 => Ok(Err(Stop::Thrown)),
        1 => Ok(Err(Stop::Bailout)),
        2 => Err(NoScript::Stateless),
        _ => Err(NoScript::Elsewhere),
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_load_take(name: *const u8, len: usize) -> Turn {
    // SAFETY: passed by the hook.
    ask(Turn::Mine, |loader| loader.take(unsafe { bytes(name, len) }))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_load_claim(name: *const u8, len: usize) -> bool {
    // SAFETY: passed by the hook.
    ask(false, |loader| loader.claim(unsafe { bytes(name, len) }))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_load_give(name: *const u8, len: usize) {
    // SAFETY: passed by the hook.
    ask((), |loader| loader.give(unsafe { bytes(name, len) }));
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_load_pause(owner: i64, attempt: u32) -> Turn {
    ask(Turn::Circle, |loader| loader.pause(owner, attempt))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_load_running() -> i64 {
    ask(-1, |loader| loader.running())
}

/// False: the coroutine has ended. The frame is null while it runs.
///
/// # Safety
/// `frame` may be written.
#[unsafe(no_mangle)]
unsafe extern "C" fn peregrine_load_frame(id: i64, frame: *mut *mut ffi::zend_execute_data) -> bool {
    let found = match ask(Place::Gone, |loader| loader.place(id)) {
        Place::Gone => return false,
        Place::Running => std::ptr::null_mut(),
        Place::Parked(ParkedFrame(found)) => found,
    };
    // SAFETY: the caller's variable.
    unsafe { *frame = found };
    true
}
