//! Arrays that begin as a copy of one: what is the same in all of them is copied as it lies, what differs has its place.

use super::elements::{Elements, Key};
use super::ffi::{self, Bucket};
use super::value::{Array, Str, Value};
use std::ptr::NonNull;

/// What such arrays begin with.
pub(crate) struct Template {
    array: Array,
}

impl Template {
    /// Keys that differ ("7" is no key here), with their values; those to be filled have null. `spare`:
    /// for how many more a copy has room.
    pub(crate) fn new(elements: Vec<(Str, Value)>, spare: usize) -> Template {
        let capacity = u32::try_from(elements.len() + spare).expect("an array's size");
        // SAFETY: never null.
        let mut array = Array(unsafe { NonNull::new_unchecked(ffi::pg_array_new_hash(capacity)) });
        elements.into_iter().for_each(|(key, value)| array.set_known(&key, value));
        Template { array }
    }

    /// The place of a key; None when there is none.
    pub(crate) fn place(&self, key: &[u8]) -> Option<usize> {
        // Nothing was removed: they lie in the order of the walk.
        Elements::new(self.array.0).position(|(name, _)| matches!(name, Key::Name(name) if name == key))
    }

    /// A copy.
    pub(crate) fn copy(&self) -> Copy {
        // SAFETY: copies a live array; never null.
        Copy(Array(unsafe { NonNull::new_unchecked(ffi::pg_array_copy(self.array.0.as_ptr())) }))
    }
}

/// A copy whose places are being filled.
pub(crate) struct Copy(Array);

impl Copy {
    /// Puts a value in a place whose value is null.
    pub(crate) fn fill(&mut self, place: usize, value: impl Into<Value>) {
        // SAFETY: alive, nobody else's yet, and not packed.
        let (buckets, used) = unsafe { (self.0.0.as_ref().elements.cast::<Bucket>(), self.0.0.as_ref().used) };
        assert!(place < used as usize, "a place of the template");
        // SAFETY: inside the array.
        unsafe { &mut (*buckets.add(place)).value }.fill(value.into());
    }

    /// The array, which may grow from here.
    pub(crate) fn into_array(self) -> Array {
        self.0
    }
}
