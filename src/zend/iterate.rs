//! foreach over an object of ours: what the shim's `iterator.c` calls. Each loop has a walk of its own, which is dropped
//! when the loop is left, also by `break`, `return` or an exception.

use super::call::panic_text;
use super::ffi::{self, zend_object};
use super::native::walk_of;
use super::throw::{Stop, throw};
use super::value::{Value, Zval};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

/// A native part whose objects foreach walks.
pub(crate) trait Iterable: 'static {
    /// A walk of its own for one loop; `rewind` comes first.
    fn iterate(&self) -> Result<Box<dyn Walk>, Stop>;
}

/// One walk.
pub(crate) trait Walk {
    /// Goes to the first element.
    fn rewind(&mut self) -> Result<(), Stop>;
    /// Whether it is at an element.
    fn valid(&self) -> bool;
    /// The element; null when it is at none.
    fn current(&self) -> Value;
    /// The element's key; null when it is at none.
    fn key(&self) -> Value;
    /// Goes on.
    fn next(&mut self) -> Result<(), Stop>;
}

/// A new walk, or why there is none.
pub(super) type Begun = Result<Box<dyn Walk>, Stop>;

type RawWalk = *mut Box<dyn Walk>;

/// What `body` gives; a panic becomes an exception, and a bailout that ended below goes on.
fn guarded<T>(otherwise: T, body: impl FnOnce() -> Result<T, Stop>) -> T {
    let bail = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => return value,
        Ok(Err(stop)) => matches!(stop, Stop::Bailout),
        Err(panic) => {
            throw("Peregrine\\Error", format!("internal error: {}", panic_text(&*panic)), 0);
            false
        }
    };
    if bail {
        // SAFETY: as in `call::enter`: no Rust frame with live destructors is left.
        unsafe { ffi::pg_bailout() }
    }
    otherwise
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_iterate(object: NonNull<zend_object>) -> RawWalk {
    guarded(std::ptr::null_mut(), || {
        // SAFETY: only classes whose native parts are iterable get this handler.
        let walk = unsafe { walk_of(object) }?;
        Ok(Box::into_raw(Box::new(walk)))
    })
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_free(walk: RawWalk) {
    guarded((), || {
        // SAFETY: made by `peregrine_iterate`, given back once.
        drop(unsafe { Box::from_raw(walk) });
        Ok(())
    });
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_rewind(walk: RawWalk) {
    // SAFETY: made by `peregrine_iterate` and not given back; the engine makes one call at a time.
    guarded((), || unsafe { &mut *walk }.rewind());
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_valid(walk: RawWalk) -> bool {
    // SAFETY: as above.
    guarded(false, || Ok(unsafe { &*walk }.valid()))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_current(walk: RawWalk, to: NonNull<Zval>) {
    // SAFETY: as above.
    let value = guarded(Value::null(), || Ok(unsafe { &*walk }.current()));
    // SAFETY: the shim's slot is undefined: nothing to release.
    unsafe { to.write(value.into_zval()) };
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_key(walk: RawWalk, to: NonNull<Zval>) {
    // SAFETY: as above.
    let value = guarded(Value::null(), || Ok(unsafe { &*walk }.key()));
    // SAFETY: the engine's slot is undefined.
    unsafe { to.write(value.into_zval()) };
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_walk_next(walk: RawWalk) {
    // SAFETY: as above.
    guarded((), || unsafe { &mut *walk }.next());
}
