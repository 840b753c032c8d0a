//! A PHP callable, resolved once and called many times.

use super::ffi::{self, RawCall, RawCallable};
use super::throw::{self, Stop};
use super::value::{Value, Zval};
use std::ptr::NonNull;

/// Owns a reference to the callable and what it is bound to; clones share it.
pub(crate) struct Callable(NonNull<RawCallable>);

impl Callable {
    /// Resolves what was given in argument `n` (from 1); None, with PHP's TypeError about it pending, when it is not callable.
    pub(crate) fn from_argument(value: &Zval, n: u32) -> Option<Callable> {
        // SAFETY: returns a callable with one reference, or null with an exception pending.
        NonNull::new(unsafe { ffi::pg_arg_callable(value.as_mut_ptr(), n) }).map(Callable)
    }

    /// The function of that name.
    pub(crate) fn named(name: &str) -> Option<Callable> {
        Callable::from_argument(&Value::from(name), 1)
    }

    /// That method of an object.
    pub(crate) fn method(object: &Value, name: &str) -> Option<Callable> {
        let mut pair = super::value::Array::new(2);
        pair.push(object.clone());
        pair.push(name);
        Callable::from_argument(&Value::from(pair), 1)
    }

    /// Takes the first of the process's shutdown functions out of PHP's list, with its parameters.
    pub(crate) fn take_shutdown_function() -> Option<(Callable, Vec<Value>)> {
        let mut params = Value::undef();
        // SAFETY: returns a callable with one reference and fills `params` with an owned array, or returns null.
        let callable = NonNull::new(unsafe { ffi::pg_take_shutdown_function(params.as_mut()) }).map(Callable)?;
        let params = params.elements().into_iter().flatten().map(|(_, value)| value.to_value()).collect();
        Some((callable, params))
    }

    /// What was given as the callable (a closure, a name, an array).
    pub(crate) fn value(&self) -> Value {
        // SAFETY: alive by our reference.
        unsafe { self.0.as_ref() }.value.to_value()
    }

    /// The call of this callable with `params`, for a fiber to run; both must outlive it.
    pub(crate) fn raw_call(&self, params: &[Value]) -> RawCall {
        RawCall { callable: self.0.as_ptr(), params: params.as_ptr().cast_mut().cast(), count: params.len() as u32 }
    }

    /// Calls it from Rust code that has frames of its own between; on the running stack.
    pub(crate) fn call(&self, params: &[Value]) -> Result<Value, Stop> {
        let mut result = Value::undef();
        // SAFETY: parameters and callable are borrowed for the call; a bailout is caught inside and reported.
        let bailed = unsafe { ffi::pg_call_guarded(&self.raw_call(params), result.as_mut()) };
        match bailed {
            0 if !throw::pending() => Ok(result),
            0 => Err(Stop::Thrown),
            _ => Err(Stop::Bailout),
        }
    }
}

impl Clone for Callable {
    fn clone(&self) -> Callable {
        // SAFETY: alive by our reference; counted on the PHP thread only.
        unsafe { (*self.0.as_ptr()).references += 1 };
        Callable(self.0)
    }
}

impl Drop for Callable {
    fn drop(&mut self) {
        // SAFETY: as above.
        let references = unsafe { &mut (*self.0.as_ptr()).references };
        *references -= 1;
        if *references == 0 {
            // SAFETY: the last reference, freed once.
            unsafe { ffi::pg_callable_free(self.0.as_ptr()) };
        }
    }
}
