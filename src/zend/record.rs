//! Arrays that all have the same keys, as the rows of a table: the keys are hashed once, each array is a copy of the
//! finished layout with values filled in by position.

use super::ffi::{self, Bucket};
use super::value::{Array, Str, Value};
use std::ptr::NonNull;

/// The keys of such arrays, in order.
pub(crate) struct Record {
    template: Array,
}

impl Record {
    /// For these keys, which differ ("7" is the index 7).
    pub(crate) fn new(names: &[Str]) -> Record {
        // SAFETY: never null.
        let array = unsafe { NonNull::new_unchecked(ffi::pg_array_new_hash(names.len() as u32)) };
        let mut template = Array(array);
        for name in names {
            template.set_symbol(name.clone().interned(), Value::null());
        }
        assert_eq!(template.len(), names.len(), "the keys of a record differ");
        Record { template }
    }

    /// A new array whose values are what `value` gives for each position.
    #[inline]
    pub(crate) fn array(&self, mut value: impl FnMut(usize) -> Value) -> Array {
        // SAFETY: copies the template; never null.
        let array = Array(unsafe { NonNull::new_unchecked(ffi::pg_array_like(self.template.0.as_ptr())) });
        // SAFETY: alive, and nobody else's yet.
        let (buckets, used) = unsafe { (array.0.as_ref().elements.cast::<Bucket>(), array.0.as_ref().used) };
        for at in 0..used as usize {
            let value = value(at);
            // SAFETY: a copy of the template has its `used` buckets.
            unsafe { &mut (*buckets.add(at)).value }.fill(value);
        }
        array
    }
}
