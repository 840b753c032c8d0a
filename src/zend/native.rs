//! Native parts: the Rust value an object of ours carries in front of its PHP half. Attached by the constructor or by
//! `Instance`, found again by type, asked by the shim to fill properties and to walk, dropped with the object.

use super::call::Call;
use super::ffi::{self, zend_object};
use super::iterate::{Begun, Iterable};
use super::throw::{Thrown, throw};
use super::value::{Value, Zval};
use std::any::TypeId;
use std::ffi::c_void;
use std::ptr::NonNull;

/// A native part that fills properties when PHP code first reads them.
pub(crate) trait Lazy: 'static {
    /// The value of declared property `index`.
    fn fill(&self, index: u32) -> Value;
}

/// What the shim asks a native part for without knowing its type; each is stored with the part it is for.
#[derive(Clone, Copy, Default)]
struct Hooks {
    fill: Option<unsafe fn(*const c_void, u32) -> Value>,
    iterate: Option<unsafe fn(*const c_void) -> Begun>,
}

#[repr(C)]
struct Native<T> {
    tag: TypeId,
    hooks: Hooks,
    value: T,
}

/// # Safety
/// `native` points to a `Native<T>`.
unsafe fn fill_native<T: Lazy>(native: *const c_void, index: u32) -> Value {
    // SAFETY: the caller's promise.
    unsafe { &*native.cast::<Native<T>>() }.value.fill(index)
}

/// # Safety
/// `native` points to a `Native<T>`.
unsafe fn iterate_native<T: Iterable>(native: *const c_void) -> Begun {
    // SAFETY: the caller's promise.
    unsafe { &*native.cast::<Native<T>>() }.value.iterate()
}

/// A walk over the object; throws when its constructor has not run.
///
/// # Safety
/// The object's class (or an ancestor) was registered with a native part.
pub(super) unsafe fn walk_of(object: NonNull<zend_object>) -> Begun {
    // SAFETY: as in `native_of`; the head does not depend on T.
    let native = unsafe { *object.as_ptr().cast::<*const Native<()>>().sub(2) };
    // SAFETY: null or a native part.
    let Some(iterate) = unsafe { native.as_ref() }.and_then(|native| native.hooks.iterate) else {
        return Err(not_constructed().into());
    };
    // SAFETY: stored together with the T it is for.
    unsafe { iterate(native.cast()) }
}

/// Called by the shim when an undefined lazy property is looked at.
#[unsafe(no_mangle)]
extern "C" fn peregrine_fill(native: *const c_void, object: *mut zend_object, index: u32) {
    // SAFETY: the shim passes the native pointer of one of our objects; the head does not depend on T.
    let fill = unsafe { (*native.cast::<Native<()>>()).hooks.fill };
    let (Some(fill), Some(held)) = (fill, NonNull::new(object)) else { return };
    // SAFETY: alive; filling may wait, and others may let go of the object meanwhile.
    unsafe { (*object).refcount += 1 };
    let _held = Value::object(held);
    // SAFETY: stored together with the T it is for.
    let filled = std::panic::catch_unwind(|| unsafe { fill(native, index) });
    let mut zval = filled.unwrap_or(Value::null()).into_zval();
    // SAFETY: the object takes over the reference.
    unsafe { ffi::pg_property_set(object, index, &mut zval) };
}

extern "C" fn drop_native<T>(native: *mut c_void) {
    // SAFETY: attached by `attach::<T>` as this box, dropped once by the object's free handler.
    drop(unsafe { Box::from_raw(native.cast::<Native<T>>()) });
}

/// Throws that `$this` has no native part.
#[cold]
pub(super) fn not_constructed() -> Thrown {
    let text = "the object was not constructed: a subclass's constructor must call parent::__construct()";
    throw("Error", text, 0)
}

/// The native part of an object of a class that has one, if it is a `T`.
///
/// # Safety
/// The object's class (or an ancestor) was registered with a native part.
#[inline]
pub(super) unsafe fn native_of<'a, T: 'static>(object: NonNull<zend_object>) -> Option<&'a T> {
    // SAFETY: two words precede such an object (asserted by the shim): the native pointer and its drop function.
    let native = unsafe { *object.as_ptr().cast::<*mut Native<T>>().sub(2) };
    // SAFETY: null or a Native of some type, whose tag comes first.
    let native = unsafe { native.as_ref() }?;
    (native.tag == TypeId::of::<T>()).then_some(&native.value)
}

/// The native part of any value that is an object with one of this type.
#[inline]
pub(crate) fn native<T: 'static>(value: &Zval) -> Option<&T> {
    let object = value.as_zend_object()?;
    // SAFETY: alive as long as the value; only our classes have these handlers, and they have native parts.
    unsafe {
        let handlers = object.as_ref().handlers;
        if !std::ptr::eq(handlers, &raw const ffi::pg_plain) && !std::ptr::eq(handlers, &raw const ffi::pg_lazy) {
            return None;
        }
        native_of(object)
    }
}

fn attach<T: 'static>(object: NonNull<zend_object>, value: T, hooks: Hooks) {
    let native = Box::into_raw(Box::new(Native { tag: TypeId::of::<T>(), hooks, value }));
    // SAFETY: the object owns the box from here.
    unsafe { ffi::pg_object_attach(object.as_ptr(), native.cast(), Some(drop_native::<T>)) };
}

/// Gives an object that has none a native part that fills its properties.
pub(super) fn attach_lazy<T: Lazy>(object: NonNull<zend_object>, value: T) {
    attach(object, value, Hooks { fill: Some(fill_native::<T>), ..Hooks::default() });
}

impl Call<'_> {
    /// Gives `$this` its native part; a second constructor call is refused.
    pub(crate) fn construct<T: 'static>(&self, value: T) -> Result<(), Thrown> {
        self.construct_with(value, Hooks::default())
    }

    /// As [`Call::construct`], in a class of kind [`super::Kind::Iterable`].
    pub(crate) fn construct_iterable<T: Iterable>(&self, value: T) -> Result<(), Thrown> {
        self.construct_with(value, Hooks { iterate: Some(iterate_native::<T>), ..Hooks::default() })
    }

    fn construct_with<T: 'static>(&self, value: T, hooks: Hooks) -> Result<(), Thrown> {
        // SAFETY: a constructor of a class with a native part.
        if unsafe { native_of::<T>(self.this_object()) }.is_some() {
            return Err(throw("Error", "the object is constructed already", 0));
        }
        attach(self.this_object(), value, hooks);
        Ok(())
    }
}
