//! One call of a native method from PHP: its arguments, by PHP's own coercion rules, its object and its result.

use super::callable::Callable;
use super::ffi::{self, zend_object};
use super::native::{native_of, not_constructed};
use super::throw::{Stop, Thrown, throw};
use super::value::{Str, Value, Zval};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

/// The engine's frame of a native call (`zend_execute_data *`); made by the engine only.
#[repr(transparent)]
pub(crate) struct Frame(NonNull<FrameHead>);

/// Where the result goes; made by the engine only.
#[repr(transparent)]
pub(crate) struct ReturnSlot(NonNull<Zval>);

#[repr(C)]
struct FrameHead {
    opline: usize,
    call: usize,
    return_value: usize,
    function: *const FunctionHead,
    this: NonNull<zend_object>,
    this_info: u32,
    argument_count: u32,
}

#[repr(C)]
struct FunctionHead {
    kind: u32,
    flags: u32,
    name: usize,
    scope: usize,
    prototype: usize,
    parameters: u32,
    required: u32,
}

const FRAME_SLOTS: usize = 5;
const VARIADIC: u32 = 1 << 14;

/// The result of a native method.
pub(crate) type Outcome<T = ()> = Result<T, Stop>;

/// What a method may return.
pub(crate) trait Return {
    /// Becomes the call's value.
    fn into_value(self) -> Value;
}
impl Return for () {
    fn into_value(self) -> Value {
        Value::null()
    }
}
impl<T: Into<Value>> Return for T {
    fn into_value(self) -> Value {
        self.into()
    }
}

/// A call in progress.
pub(crate) struct Call<'a> {
    frame: &'a FrameHead,
    arguments: &'a [Zval],
}

/// Runs `method` for the engine: checks the number of arguments, stores the result, turns a panic into an `Error`, and
/// bails out again (after every Rust frame is gone) when PHP bailed out below.
///
/// Inlined with the method into one native frame: returning through a frame that a switched stack left costs a
/// misprediction each.
#[inline(always)]
pub(crate) fn enter<R: Return>(frame: Frame, mut slot: ReturnSlot, method: impl Fn(&Call<'_>) -> Outcome<R>) {
    // SAFETY: the engine passes a live frame whose layout the shim asserts.
    let head = unsafe { frame.0.as_ref() };
    // SAFETY: a frame names its function.
    let function = unsafe { &*head.function };
    let count = head.argument_count;
    if count < function.required || (count > function.parameters && function.flags & VARIADIC == 0) {
        let max = if function.flags & VARIADIC == 0 { function.parameters } else { u32::MAX };
        // SAFETY: throws ArgumentCountError for the running function.
        unsafe { ffi::pg_arg_count_wrong(function.required, max) };
        return;
    }
    // SAFETY: `count` arguments follow the five slots of the frame.
    let arguments =
        unsafe { std::slice::from_raw_parts(frame.0.as_ptr().cast::<Zval>().add(FRAME_SLOTS), count as usize) };
    let call = Call { frame: head, arguments };
    let bail = match catch_unwind(AssertUnwindSafe(|| method(&call))) {
        Ok(Ok(result)) => {
            // SAFETY: the slot is the engine's, initialised to null: nothing to release.
            *unsafe { slot.0.as_mut() } = result.into_value().into_zval();
            false
        }
        Ok(Err(stop)) => matches!(stop, Stop::Bailout),
        Err(panic) => {
            throw_panic(&*panic);
            false
        }
    };
    if bail {
        // SAFETY: no Rust frame with live destructors is left: the longjmp ends in the C frame that called PHP.
        unsafe { ffi::pg_bailout() }
    }
}

#[cold]
#[inline(never)]
fn throw_panic(panic: &(dyn std::any::Any + Send)) {
    throw("Peregrine\\Error", format!("internal error: {}", panic_text(panic)), 0);
}

/// The text of a caught panic.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".into())
}

impl<'a> Call<'a> {
    /// How many arguments were given.
    pub(crate) fn count(&self) -> usize {
        self.arguments.len()
    }

    /// Argument `n` (from 0) as given.
    pub(crate) fn arg(&self, n: usize) -> Option<&'a Zval> {
        self.arguments.get(n).map(Zval::deref)
    }

    /// Argument `n` where it lies, to write through a by-reference parameter.
    fn slot(&self, n: usize) -> &'a Zval {
        self.arguments[n].deref()
    }

    /// An argument of a variadic method that was given by this name.
    pub(crate) fn named(&self, name: &str) -> Option<&'a Zval> {
        let frame = std::ptr::from_ref(self.frame).cast();
        // SAFETY: the engine's own frame, which holds the named arguments until the call returns.
        unsafe { ffi::pg_call_named(frame, name.as_ptr(), name.len()).as_ref() }.map(Zval::deref)
    }

    /// Argument `n` with a reference of its own.
    pub(crate) fn value(&self, n: usize) -> Value {
        self.arguments[n].to_value()
    }

    /// The arguments from `n` on, each with a reference of its own.
    pub(crate) fn rest(&self, n: usize) -> Vec<Value> {
        self.arguments.iter().skip(n).map(Zval::to_value).collect()
    }

    fn given(&self, n: usize) -> bool {
        self.arguments.get(n).is_some_and(|a| !a.is_undef())
    }

    /// Whether argument `n` was given and is not null.
    pub(crate) fn has(&self, n: usize) -> bool {
        self.arg(n).is_some_and(|a| !a.is_null())
    }

    /// Argument `n` as int.
    #[inline]
    pub(crate) fn long(&self, n: usize) -> Result<i64, Thrown> {
        let arg = self.slot(n);
        if let Some(long) = arg.as_long() {
            return Ok(long);
        }
        let mut to = 0;
        // SAFETY: coerces in place by PHP's rules or throws.
        if unsafe { ffi::pg_arg_long(arg.as_mut_ptr(), &mut to, n as u32 + 1) } { Ok(to) } else { Err(Thrown) }
    }

    /// Argument `n` as int, or the default.
    pub(crate) fn long_or(&self, n: usize, default: i64) -> Result<i64, Thrown> {
        if self.given(n) { self.long(n) } else { Ok(default) }
    }

    /// Argument `n` as float.
    #[inline]
    pub(crate) fn double(&self, n: usize) -> Result<f64, Thrown> {
        let arg = self.slot(n);
        if let Some(double) = arg.as_double() {
            return Ok(double);
        }
        let mut to = 0.0;
        // SAFETY: as in `long`.
        if unsafe { ffi::pg_arg_double(arg.as_mut_ptr(), &mut to, n as u32 + 1) } { Ok(to) } else { Err(Thrown) }
    }

    /// Argument `n` as float, or the default.
    pub(crate) fn double_or(&self, n: usize, default: f64) -> Result<f64, Thrown> {
        if self.given(n) { self.double(n) } else { Ok(default) }
    }

    /// Argument `n` as bool, or the default.
    pub(crate) fn bool_or(&self, n: usize, default: bool) -> Result<bool, Thrown> {
        if !self.given(n) {
            return Ok(default);
        }
        let (arg, mut to) = (self.slot(n), false);
        // SAFETY: as in `long`.
        if unsafe { ffi::pg_arg_bool(arg.as_mut_ptr(), &mut to, n as u32 + 1) } { Ok(to) } else { Err(Thrown) }
    }

    /// The bytes of argument `n` as string; they stay the argument's.
    #[inline]
    pub(crate) fn bytes(&self, n: usize) -> Result<&'a [u8], Thrown> {
        let arg = self.slot(n);
        if let Some(bytes) = arg.as_bytes() {
            return Ok(bytes);
        }
        self.coerce_string(n)?;
        Ok(arg.as_bytes().unwrap_or_default())
    }

    /// Argument `n` as a string with a reference of its own.
    #[inline]
    pub(crate) fn str(&self, n: usize) -> Result<Str, Thrown> {
        let arg = self.slot(n);
        if let Some(string) = arg.as_str() {
            return Ok(string);
        }
        self.coerce_string(n)?;
        Ok(arg.as_str().unwrap_or_else(|| Str::new(b"")))
    }

    fn coerce_string(&self, n: usize) -> Result<(), Thrown> {
        let mut to = std::ptr::null_mut();
        // SAFETY: as in `long`; the argument becomes a string.
        if unsafe { ffi::pg_arg_string(self.slot(n).as_mut_ptr(), &mut to, n as u32 + 1) } {
            Ok(())
        } else {
            Err(Thrown)
        }
    }

    /// Argument `n` as UTF-8 text; anything else is a ValueError.
    pub(crate) fn text(&self, n: usize) -> Result<&'a str, Thrown> {
        let bytes = self.bytes(n)?;
        std::str::from_utf8(bytes).map_err(|_| self.invalid(n, "must be valid UTF-8"))
    }

    /// Argument `n` as UTF-8 text, or the default.
    pub(crate) fn text_or(&self, n: usize, default: &'a str) -> Result<&'a str, Thrown> {
        if self.given(n) { self.text(n) } else { Ok(default) }
    }

    /// Argument `n` as a string when it is given and not null.
    pub(crate) fn optional_str(&self, n: usize) -> Result<Option<Str>, Thrown> {
        if self.has(n) { self.str(n).map(Some) } else { Ok(None) }
    }

    /// Argument `n` as int when it is given and not null.
    pub(crate) fn optional_long(&self, n: usize) -> Result<Option<i64>, Thrown> {
        if self.has(n) { self.long(n).map(Some) } else { Ok(None) }
    }

    /// Argument `n`, which must be an array.
    pub(crate) fn array(&self, n: usize) -> Result<&'a Zval, Thrown> {
        let arg = self.slot(n);
        // SAFETY: checks the type or throws.
        if unsafe { ffi::pg_arg_array(arg.as_mut_ptr(), n as u32 + 1) } { Ok(arg) } else { Err(Thrown) }
    }

    /// Argument `n` as a callable.
    pub(crate) fn callable(&self, n: usize) -> Result<Callable, Thrown> {
        Callable::from_argument(self.slot(n), n as u32 + 1).ok_or(Thrown)
    }

    /// Throws a ValueError about argument `n`: "must be …".
    pub(crate) fn invalid(&self, n: usize, message: impl AsRef<str>) -> Thrown {
        let message = message.as_ref();
        // SAFETY: copies the message.
        unsafe { ffi::pg_arg_error(n as u32 + 1, message.as_ptr(), message.len()) };
        Thrown
    }

    /// The native part of `$this`; throws when the constructor has not run.
    #[inline]
    pub(crate) fn this<T: 'static>(&self) -> Result<&'a T, Thrown> {
        // SAFETY: a method of a class with native parts runs on an object of that class.
        unsafe { native_of::<T>(self.frame.this) }.ok_or_else(not_constructed)
    }

    /// `$this`, with a reference of its own.
    pub(crate) fn this_value(&self) -> Value {
        // SAFETY: alive during the call; the count goes up by our reference.
        unsafe { (*self.frame.this.as_ptr()).refcount += 1 };
        Value::object(self.frame.this)
    }

    pub(super) fn this_object(&self) -> NonNull<zend_object> {
        self.frame.this
    }
}
