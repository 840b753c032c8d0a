//! A PHP callable, resolved once and called many times.

use super::ffi::{self, RawCall, RawCallable};
use super::throw::{self, Stop};
use super::value::{Value, Zval};
use std::cell::UnsafeCell;
use std::rc::Rc;

/// Owns a reference to the callable and what it is bound to; clones share it.
#[derive(Clone)]
pub(crate) struct Callable(Rc<Resolved>);

struct Resolved(UnsafeCell<RawCallable>);

impl Callable {
    /// Resolves argument `n` (from 1); throws PHP's TypeError when it is not callable.
    pub(super) fn from_argument(value: &Zval, n: u32) -> Option<Callable> {
        let mut raw = std::mem::MaybeUninit::<RawCallable>::uninit();
        // SAFETY: fills `raw` when it returns true.
        if !unsafe { ffi::pg_arg_callable(value.as_mut_ptr(), raw.as_mut_ptr(), n) } {
            return None;
        }
        // SAFETY: filled.
        Some(Callable(Rc::new(Resolved(UnsafeCell::new(unsafe { raw.assume_init() })))))
    }

    /// The function of that name.
    pub(crate) fn named(name: &str) -> Option<Callable> {
        Callable::from_argument(&Value::from(name), 1)
    }

    /// What was given as the callable (a closure, a name, an array).
    pub(crate) fn value(&self) -> Value {
        // SAFETY: the callable is alive; only the zval is read.
        unsafe { &(*self.0.0.get()).function_name }.to_value()
    }

    /// The call of this callable with `params`, for a fiber to run; both must outlive it.
    pub(crate) fn raw_call(&self, params: &[Value]) -> RawCall {
        RawCall { callable: self.0.0.get(), params: params.as_ptr().cast_mut().cast(), count: params.len() as u32 }
    }

    /// Calls it from Rust code that has frames of its own between; on the running stack.
    pub(crate) fn call(&self, params: &[Value]) -> Result<Value, Stop> {
        let mut result = Value::undef();
        // SAFETY: parameters and callable are borrowed for the call; a bailout is caught inside and reported.
        let bailed = unsafe {
            ffi::pg_call_guarded(
                self.0.0.get(),
                params.len() as u32,
                params.as_ptr().cast_mut().cast(),
                result.as_mut(),
            )
        };
        match bailed {
            0 if !throw::pending() => Ok(result),
            0 => Err(Stop::Thrown),
            _ => Err(Stop::Bailout),
        }
    }
}

impl Drop for Resolved {
    fn drop(&mut self) {
        // SAFETY: filled by from_argument, freed once.
        unsafe { ffi::pg_callable_free(self.0.get()) };
    }
}
