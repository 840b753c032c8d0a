//! A stack that PHP code runs on, and the meeting point of PHP's stacks with Rust's futures.
//!
//! Rules:
//! 1. Only the code running on a fiber parks it; only code on another stack enters it.
//! 2. A future a coroutine waits for is pinned on the coroutine's own stack; [`Suspension`] holds a pointer to it only
//!    while the coroutine is parked inside [`Suspension::wait`], which takes it back before it returns.
//! 3. A parked fiber is never freed: its owner first resumes it with a pending graceful exit until it is done.

use super::ffi::{self, RawCall, RawFiber};
use super::loading::ParkedFrame;
use super::switch;
use super::value::{Str, Value, Zval};
use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::NonNull;
use std::task::{Context, Poll};

/// What runs on a fiber: a sequence of calls of PHP code.
pub(crate) trait Owner {
    /// The next call to make, or None when all are over. Callable and parameters stay as they are until
    /// [`Owner::call_ended`].
    fn next_call(&self) -> Option<RawCall>;
    /// The call is over: it returned, or it did not: then an exception or an exhausted memory_limit is pending.
    /// Afterwards an exception may be pending. False: there is no next call.
    fn call_ended(&self, result: Value, returned: bool) -> bool;
    /// What the calls left behind (output buffers, handlers) was put away; an exception may be pending.
    fn state_ended(&self);
    /// A fatal error is about to end the fiber; runs in the frame where it happened.
    fn fatal(&self, kind: i32, message: &str, place: &str);
    /// It has ended the calls, in a request's state that others may share.
    fn bailed_out(&self);
}

struct Body {
    owner: Cell<*const dyn Owner>,
    call: UnsafeCell<RawCall>,
}

/// A fiber; reused for one owner's sequence of calls after another's.
pub(crate) struct Fiber {
    pub(super) raw: NonNull<RawFiber>,
    body: Box<Body>,
}

impl Fiber {
    /// A new stack of `stack_size` bytes (address space; memory is used as it is touched). None: the kernel refused.
    pub(crate) fn new(stack_size: usize) -> Option<Fiber> {
        // SAFETY: allocates; null when the stack could not be mapped.
        let raw = NonNull::new(unsafe { ffi::pg_fiber_new(stack_size) })?;
        let call = UnsafeCell::new(RawCall { callable: std::ptr::null_mut(), params: std::ptr::null_mut(), count: 0 });
        let nobody: *const dyn Owner = std::ptr::null::<Nobody>();
        let body = Box::new(Body { owner: Cell::new(nobody), call });
        // SAFETY: the box's address does not change while the fiber lives.
        unsafe { (*raw.as_ptr()).owner = std::ptr::from_ref(&*body).cast_mut().cast() };
        Some(Fiber { raw, body })
    }

    /// Begins `owner`'s calls and runs them until the first parks or all are over.
    ///
    /// The owner must stay alive until [`Fiber::is_done`]; coroutines do, the scheduler holds them.
    pub(crate) fn begin(&self, owner: &(dyn Owner + 'static)) {
        self.body.owner.set(owner);
        // SAFETY: the fiber is idle (done); both calls are for this live fiber.
        unsafe {
            (*self.raw.as_ptr()).done = 0;
            ffi::pg_fiber_inherit(self.raw.as_ptr());
            switch::enter(self.raw.as_ptr());
        }
    }

    /// Switches in; comes back when the fiber parks or is done.
    #[inline(always)]
    pub(crate) fn enter(&self) {
        // SAFETY: the fiber is parked (rule 1).
        unsafe { switch::enter(self.raw.as_ptr()) }
    }

    /// Parks the running fiber, which must be this one. False: PHP forbids it here (the cycle collector's destructors).
    #[inline(always)]
    pub(crate) fn park(&self) -> bool {
        // SAFETY: called on this fiber's own stack (rule 1).
        unsafe { switch::park(self.raw.as_ptr()) }
    }

    /// Whether its calls are over.
    pub(crate) fn is_done(&self) -> bool {
        // SAFETY: alive.
        unsafe { self.raw.as_ref() }.done != 0
    }

    /// Whether PHP bailed out on it: it cannot be used again.
    pub(crate) fn is_broken(&self) -> bool {
        // SAFETY: alive.
        unsafe { self.raw.as_ref() }.bailout != 0
    }

    /// The innermost PHP frame of this parked fiber.
    pub(crate) fn frame(&self) -> ParkedFrame {
        // SAFETY: alive.
        ParkedFrame(unsafe { self.raw.as_ref() }.frame)
    }

    /// `debug_backtrace()` from the frame this parked fiber stopped in.
    pub(crate) fn backtrace(&self, options: i64, limit: i64) -> Value {
        // SAFETY: alive; `frame` is its innermost frame while parked.
        backtrace_from(unsafe { self.raw.as_ref() }.frame, options, limit)
    }
}

/// `debug_backtrace()` from here.
pub(crate) fn backtrace(options: i64, limit: i64) -> Value {
    backtrace_from(std::ptr::null_mut(), options, limit)
}

fn backtrace_from(frame: *mut ffi::zend_execute_data, options: i64, limit: i64) -> Value {
    let mut result = Value::null();
    // SAFETY: fills the result; the frame is live or null.
    unsafe { ffi::pg_backtrace(frame, result.as_mut(), options as c_int, limit as c_int) };
    result
}

/// A trace as `Exception::getTraceAsString()` writes it.
pub(crate) fn trace_text(trace: &Zval) -> String {
    if !trace.is_array() {
        return String::new();
    }
    // SAFETY: an array of frames; returns an owned string.
    unsafe { Str::own(ffi::pg_trace_text(trace.as_mut_ptr())) }.map(|s| s.text().into_owned()).unwrap_or_default()
}

impl Drop for Fiber {
    fn drop(&mut self) {
        if self.is_done() {
            // SAFETY: idle; freed once.
            unsafe { ffi::pg_fiber_free(self.raw.as_ptr()) };
        } else {
            // Rule 3: a parked stack is leaked rather than freed under its frames.
            debug_assert!(false, "a parked fiber was dropped");
        }
    }
}

struct Nobody;
impl Owner for Nobody {
    fn next_call(&self) -> Option<RawCall> {
        None
    }
    fn call_ended(&self, _: Value, _: bool) -> bool {
        false
    }
    fn state_ended(&self) {}
    fn fatal(&self, _: i32, _: &str, _: &str) {}
    fn bailed_out(&self) {}
}

/// # Safety
/// `body` is the `owner` field of a fiber that runs.
unsafe fn owner_of<'a>(body: *const c_void) -> (&'a Body, &'a dyn Owner) {
    // SAFETY: the fiber's box, alive while it runs; its owner is alive until the fiber is done.
    unsafe {
        let body = &*body.cast::<Body>();
        (body, &*body.owner.get())
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_next_call(body: *const c_void) -> *const RawCall {
    // SAFETY: passed by the fiber's entry.
    let (body, owner) = unsafe { owner_of(body) };
    match owner.next_call() {
        Some(call) => {
            // SAFETY: the entry reads it before the next call of this function.
            unsafe { *body.call.get() = call };
            body.call.get()
        }
        None => std::ptr::null(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_call_ended(body: *const c_void, result: *mut Zval, returned: bool) -> bool {
    // SAFETY: passed by the fiber's entry, which gives the result away.
    let (owner, result) = unsafe { (owner_of(body).1, Value::from_zval(result.read())) };
    // A panic must not reach the C frame below; the owner's part of it is written so that none is expected.
    catch_unwind(AssertUnwindSafe(|| owner.call_ended(result, returned))).unwrap_or_else(|_| std::process::abort())
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_state_ended(body: *const c_void) {
    // SAFETY: passed by the fiber's entry.
    let owner = unsafe { owner_of(body) }.1;
    // As above.
    if catch_unwind(AssertUnwindSafe(|| owner.state_ended())).is_err() {
        std::process::abort();
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_bailed_out(body: *const c_void) {
    // SAFETY: passed by the fiber's entry.
    let owner = unsafe { owner_of(body) }.1;
    // As above.
    if catch_unwind(AssertUnwindSafe(|| owner.bailed_out())).is_err() {
        std::process::abort();
    }
}

unsafe extern "C" {
    fn pg_fiber_running() -> *mut RawFiber;
}

/// Whether the running code is on a fiber, where panics are caught on the way to PHP.
pub(crate) fn is_in_fiber() -> bool {
    // SAFETY: reads one pointer.
    unsafe { !pg_fiber_running().is_null() }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_fatal(
    kind: c_int,
    file: *const c_char,
    file_len: usize,
    line: u32,
    message: *mut ffi::zend_string,
) {
    // SAFETY: the shim calls this only inside a coroutine, with live strings.
    let (owner, file, message) = unsafe {
        let owner = owner_of((*pg_fiber_running()).owner).1;
        let file = std::slice::from_raw_parts(file.cast(), file_len);
        (owner, String::from_utf8_lossy(file), NonNull::new(message).map(|m| Str::retain(m)))
    };
    let text = message.as_ref().map(|m| m.text().into_owned()).unwrap_or_default();
    owner.fatal(kind, &text, &format!("{file}:{line}"));
}

/// New coroutines start with the error_reporting of now.
pub(crate) fn mark_base() {
    // SAFETY: reads the engine's state.
    unsafe { ffi::pg_fiber_base() }
}

/// Forgets the parent's fibers, buffers, shutdown functions and random state in a forked child.
pub(crate) fn after_fork() {
    // SAFETY: called once, first thing in a child, outside any coroutine.
    unsafe {
        ffi::pg_fiber_after_fork();
        ffi::pg_after_fork();
    }
}

/// While true, a fatal error ends the coroutine it happens in and not the process.
pub(crate) fn contain(on: bool) {
    // SAFETY: swaps the engine's error callback.
    unsafe { if on { ffi::pg_contain_begin() } else { ffi::pg_contain_end() } }
}

type Step = dyn FnMut(&mut Context<'_>) -> bool;

/// Where a coroutine leaves the future it waits for.
#[derive(Default)]
pub(crate) struct Suspension {
    step: Cell<Option<NonNull<Step>>>,
    context: Cell<Option<NonNull<c_void>>>,
}

impl Suspension {
    /// Waits for `future` on the coroutine's stack: polls it here when the coroutine was entered by a poll, else leaves
    /// it for the driver, and calls `park`, which must come back only after [`Suspension::poll`] returned true or
    /// [`Suspension::abandon`] was called. None: abandoned.
    pub(crate) fn wait<F: Future>(&self, future: F, park: impl FnOnce()) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        let mut output: Option<Result<F::Output, Box<dyn Any + Send>>> = None;
        let mut step = |cx: &mut Context<'_>| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => false,
            Ok(Poll::Ready(value)) => {
                output = Some(Ok(value));
                true
            }
            Err(panic) => {
                output = Some(Err(panic));
                true
            }
        };
        let ready = match self.context.get() {
            // SAFETY: set by `with_context` for as long as the poll that entered this coroutine lasts.
            Some(cx) => step(unsafe { cx.cast::<Context<'_>>().as_mut() }),
            None => false,
        };
        if !ready {
            let step: NonNull<dyn FnMut(&mut Context<'_>) -> bool + '_> = NonNull::from(&mut step);
            // SAFETY: only the lifetime changes; rule 2 keeps the pointer inside it.
            self.step.set(Some(unsafe {
                std::mem::transmute::<NonNull<dyn FnMut(&mut Context<'_>) -> bool + '_>, NonNull<Step>>(step)
            }));
            park();
            self.step.set(None);
        }
        output.map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Polls the future; true: it is done and the coroutine can be entered.
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> bool {
        let Some(mut step) = self.step.get() else { return false };
        // SAFETY: rule 2: the coroutine is parked inside `wait`, its closure alive.
        let ready = unsafe { step.as_mut() }(cx);
        if ready {
            self.step.set(None);
        }
        ready
    }

    /// Forgets the future; the coroutine's wait gives None when it is entered.
    pub(crate) fn abandon(&self) {
        self.step.set(None);
    }

    /// Runs `enter` so that waits inside it poll with `cx`.
    pub(crate) fn with_context(&self, cx: &mut Context<'_>, enter: impl FnOnce()) {
        self.context.set(Some(NonNull::from(cx).cast()));
        enter();
        self.context.set(None);
    }

    /// The coroutine has ended: what uses this next was not entered by the poll that may still be under way.
    pub(crate) fn leave_context(&self) {
        self.context.set(None);
    }

    /// Whether the running coroutine was entered by a poll, whose task will come back for it.
    pub(crate) fn has_context(&self) -> bool {
        self.context.get().is_some()
    }
}
