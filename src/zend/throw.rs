//! Exceptions: throwing them, and what a call of PHP code ended with.

use super::ffi::{self, zend_class_entry};
use super::value::{Str, Value};
use std::ptr::NonNull;

/// An exception is pending in the engine; the method returns to PHP at once.
#[derive(Debug)]
pub(crate) struct Thrown;

/// Why a native method returns early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// An exception is pending.
    Thrown,
    /// PHP bailed out below; the edge bails out again once the Rust frames are gone.
    Bailout,
}

impl From<Thrown> for Stop {
    fn from(_: Thrown) -> Stop {
        Stop::Thrown
    }
}

/// How a coroutine's call of PHP code ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It returned.
    Returned,
    /// An exception that nobody caught is pending.
    Uncaught,
    /// `exit` with this status.
    Exit(i32),
    /// memory_limit, arrived as unwind_exit.
    MemoryLimit,
    /// The coroutine was told to end (run over, server stopping).
    Cancelled,
}

/// A class by name, for throwing and instance checks; looked up in PHP's class table.
#[derive(Clone, Copy)]
pub(crate) struct ClassRef(pub(super) NonNull<zend_class_entry>);

/// The class of that name; `Error` when there is none (cannot happen for our own).
pub(crate) fn class_of(name: &str) -> ClassRef {
    let find = |name: &str| {
        // SAFETY: looks up by a copy of the name; null when there is none.
        NonNull::new(unsafe { ffi::pg_class_lookup(name.as_ptr(), name.len()) })
    };
    ClassRef(find(name).or_else(|| find("Error")).expect("PHP has a class Error"))
}

/// Makes an exception of `class` pending.
pub(crate) fn throw(class: &str, message: impl AsRef<str>, code: i64) -> Thrown {
    let message = message.as_ref();
    // SAFETY: copies the message.
    unsafe { ffi::pg_throw(class_of(class).0.as_ptr(), message.as_ptr(), message.len(), code) };
    Thrown
}

impl Thrown {
    /// Makes this exception object pending.
    pub(crate) fn object(exception: Value) -> Thrown {
        if let Some(object) = exception.as_zend_object() {
            std::mem::forget(exception);
            // SAFETY: the engine takes over the reference.
            unsafe { ffi::pg_throw_object(object.as_ptr()) };
        }
        Thrown
    }

    /// Unwinds the PHP frames of the running coroutine; `finally` blocks and destructors run.
    pub(crate) fn cancel() -> Thrown {
        // SAFETY: makes PHP's graceful exit pending.
        unsafe { ffi::pg_throw_cancel() };
        Thrown
    }

    /// Ends the script as `exit` does.
    pub(crate) fn exit() -> Thrown {
        // SAFETY: makes PHP's unwind exit pending.
        unsafe { ffi::pg_throw_exit() };
        Thrown
    }
}

/// Whether an exception is pending.
pub(crate) fn pending() -> bool {
    // SAFETY: reads the engine's state.
    unsafe { ffi::pg_exception_pending() }
}

/// Whether an exception of that class, or of one below it, is pending.
pub(crate) fn is_pending(class: &str) -> bool {
    // SAFETY: reads the engine's state, and the classes are alive.
    unsafe { ffi::pg_exception_is(class_of(class).0.as_ptr()) }
}

/// Takes what the last call left pending; an uncaught exception stays pending.
pub(crate) fn take_end() -> Ended {
    if !pending() {
        // SAFETY: reads and clears the engine's state.
        return if unsafe { ffi::pg_oom_take() } { Ended::MemoryLimit } else { Ended::Returned };
    }
    // SAFETY: these read and clear the pending exception.
    unsafe {
        if ffi::pg_exception_is_exit() {
            ffi::pg_exception_clear();
            let status = ffi::pg_exit_status();
            return if ffi::pg_oom_take() { Ended::MemoryLimit } else { Ended::Exit(status) };
        }
        if ffi::pg_exception_is_cancel() {
            ffi::pg_exception_clear();
            return Ended::Cancelled;
        }
    }
    Ended::Uncaught
}

/// Hands the pending exception to the user's handler or reports it as PHP does; nothing is pending after. The exit
/// status: 255, or what the handler said with `exit`.
pub(crate) fn report() -> i32 {
    // SAFETY: runs on a coroutine's stack, where a bailout ends in the fiber's C entry.
    unsafe {
        ffi::pg_exception_report();
        let status = if ffi::pg_exception_is_exit() { ffi::pg_exit_status() } else { 255 };
        ffi::pg_exception_clear();
        status
    }
}

/// Takes the pending exception as an object.
pub(crate) fn take_exception() -> Option<Value> {
    // SAFETY: an owned reference or null.
    NonNull::new(unsafe { ffi::pg_exception_take() }).map(Value::object)
}

/// Takes the pending exception, unless it is one by which the engine unwinds (`exit`, the end of a coroutine).
pub(crate) fn take_thrown() -> Option<Value> {
    // SAFETY: these read the engine's state.
    let unwinds = unsafe { ffi::pg_exception_is_exit() || ffi::pg_exception_is_cancel() };
    if !pending() || unwinds { None } else { take_exception() }
}

/// `E_WARNING` with this text.
pub(crate) fn warn(message: impl AsRef<str>) {
    let message = message.as_ref();
    // SAFETY: copies the message; a user handler that throws leaves its exception pending.
    unsafe { ffi::pg_warning(message.as_ptr(), message.len()) };
}

/// Sets PHP's exit status.
pub(crate) fn set_exit_status(status: i32) {
    // SAFETY: one store.
    unsafe { ffi::pg_set_exit_status(status) };
}

/// The PHP stack of what runs now, as `Exception::getTraceAsString()` writes it.
pub(crate) fn stack_text() -> String {
    // SAFETY: returns an owned string.
    unsafe { Str::own(ffi::pg_stack_text()) }.map(|s| s.text().into_owned()).unwrap_or_default()
}

/// Whether `set_exception_handler()` is in force here.
pub(crate) fn has_user_handler() -> bool {
    // SAFETY: reads the engine's state.
    unsafe { ffi::pg_has_exception_handler() }
}

/// As [`exception_text`], but the exception stays pending.
pub(crate) fn pending_text() -> String {
    let Some(exception) = take_exception() else { return String::new() };
    let text = exception.to_str().map(|s| s.text().into_owned());
    // SAFETY: as below.
    unsafe { ffi::pg_exception_clear() };
    let _ = Thrown::object(exception);
    text.unwrap_or_else(|| "exception without a text".into())
}

/// Takes the pending exception and gives its text with the stack, as `(string) $exception`.
pub(crate) fn exception_text() -> String {
    let Some(exception) = take_exception() else { return String::new() };
    let text = exception.to_str().map(|s| s.text().into_owned());
    // SAFETY: an exception thrown while rendering this one is dropped.
    unsafe { ffi::pg_exception_clear() };
    text.unwrap_or_else(|| "exception without a text".into())
}
