//! Objects of our classes: made by us and not by `new` (`Instance`), their class and their properties, declared ones by
//! their place. What an object carries besides is `native`'s.

use super::call::Call;
use super::ffi::{self, zend_object};
use super::native::{Lazy, attach_lazy};
use super::throw::{ClassRef, Thrown, class_of};
use super::value::{Value, Zval};
use std::ffi::CString;
use std::ptr::NonNull;

/// Declared property `index` of an object of ours whose class has that many; lazy ones may be undefined.
pub(crate) fn declared(object: &Zval, index: u32) -> Option<&Zval> {
    let object = object.as_zend_object()?;
    // SAFETY: alive as long as the value; null past the end.
    unsafe { ffi::pg_property_at(object.as_ptr(), index).as_ref() }
}

/// Whether `value` is an object of `class` or of one below it.
pub(crate) fn is_instance(value: &Zval, class: &str) -> bool {
    // SAFETY: both are alive.
    value.as_zend_object().is_some_and(|o| unsafe { ffi::pg_instance_of(o.as_ptr(), class_of(class).0.as_ptr()) })
}

impl Call<'_> {
    /// Sets declared property `index` of `$this` (counted over the class's own declarations).
    pub(crate) fn set_property(&self, index: u32, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the object takes over the reference; the index is of a declared property.
        unsafe { ffi::pg_property_set(self.this_object().as_ptr(), index, &mut zval) };
    }

    /// Declared property `index` of `$this`.
    pub(crate) fn property(&self, index: u32) -> &Zval {
        // SAFETY: as above.
        unsafe { &*ffi::pg_property_slot(self.this_object().as_ptr(), index) }
    }

    /// Throws the TypeError of an argument that is not an object of `class`.
    pub(crate) fn wrong_class(&self, n: usize, class: &str) -> Thrown {
        let name = CString::new(class).unwrap_or_default();
        if let Some(arg) = self.arg(n) {
            // SAFETY: copies the name into the message.
            unsafe { ffi::pg_arg_class_error(n as u32 + 1, name.as_ptr(), arg.as_mut_ptr()) };
        }
        Thrown
    }
}

/// An object with a native part, made by us and not by `new`.
pub(crate) struct Instance(Value);

impl Instance {
    /// An object of a lazy `class` that carries `value`.
    pub(crate) fn lazy<T: Lazy>(class: &str, value: T) -> Instance {
        Instance::lazy_of(class_of(class), value)
    }

    /// As [`Instance::lazy`], of a class that was looked up before.
    pub(crate) fn lazy_of<T: Lazy>(class: ClassRef, value: T) -> Instance {
        let instance = Instance::bare(class);
        instance.carry(value);
        instance
    }

    /// An object of a class without a native part; no constructor runs.
    pub(crate) fn plain(class: &str) -> Instance {
        Instance::bare(class_of(class))
    }

    /// As [`Instance::plain`] of a class with a native part, with the values of its declared properties, all of them in
    /// their order; what is undefined is filled when it is read.
    pub(crate) fn filled<const N: usize>(class: ClassRef, properties: [Value; N]) -> Instance {
        let properties = properties.map(Value::into_zval);
        // SAFETY: the object takes over the references; as many as the class declares, which the shim asserts.
        let object = unsafe { ffi::pg_object_filled(class.0.as_ptr(), N as u32, properties.as_ptr()) };
        // SAFETY: a new object, never null, with one reference.
        Instance(Value::object(unsafe { NonNull::new_unchecked(object) }))
    }

    /// Gives an object that has none a native part.
    pub(crate) fn carry<T: Lazy>(&self, value: T) {
        attach_lazy(self.object(), value);
    }

    fn bare(class: ClassRef) -> Instance {
        let mut object = Value::null();
        // SAFETY: fills `object` with an owned reference (or leaves null with an exception pending).
        unsafe { ffi::pg_object_new(object.as_mut(), class.0.as_ptr()) };
        Instance(object)
    }

    /// A reference to an object that exists.
    pub(crate) fn of(object: Value) -> Instance {
        Instance(object)
    }

    /// An object of `class` whose constructor ran with these arguments.
    pub(crate) fn constructed(class: &str, mut params: Vec<Value>) -> Result<Value, super::Stop> {
        let mut instance = Instance::plain(class);
        let mut bailed = false;
        // SAFETY: the parameters live for the call; a bailout is caught inside and passed on.
        let ok = unsafe {
            ffi::pg_construct(instance.0.as_mut(), params.len() as u32, params.as_mut_ptr().cast(), &mut bailed)
        };
        match (ok, bailed) {
            (true, _) => Ok(instance.0),
            (false, false) => Err(super::Stop::Thrown),
            (false, true) => Err(super::Stop::Bailout),
        }
    }

    fn object(&self) -> NonNull<zend_object> {
        self.0.as_zend_object().expect("an instance is an object")
    }

    /// Writes a property by name.
    pub(crate) fn set(&self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        // SAFETY: the object takes its own reference.
        unsafe { ffi::pg_property_write(self.object().as_ptr(), name.as_ptr(), name.len(), value.as_mut_ptr()) };
    }

    /// Sets declared property `index`.
    pub(crate) fn set_index(&self, index: u32, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the object takes over the reference.
        unsafe { ffi::pg_property_set(self.object().as_ptr(), index, &mut zval) };
    }

    /// The object.
    pub(crate) fn into_value(self) -> Value {
        self.0
    }

    /// A reference to the object.
    pub(crate) fn value(&self) -> Value {
        self.0.clone()
    }
}

impl Value {
    /// Whether it is an object that nobody else holds.
    pub(crate) fn is_unshared_object(&self) -> bool {
        // SAFETY: alive by our reference.
        self.as_zend_object().is_some_and(|object| unsafe { object.as_ref() }.refcount == 1)
    }

    /// Forgets what an object's lazy properties were filled with.
    pub(crate) fn forget_properties(&self) {
        if let Some(object) = self.as_zend_object() {
            // SAFETY: alive; releases the values, leaves the slots undefined.
            unsafe { ffi::pg_object_forget(object.as_ptr()) };
        }
    }
}
