//! Walking the elements of an array that stays as it is: reads the engine's own layout (asserted by the shim), because a
//! call into C for each step costs more than most of what is done with an element.

use super::ffi::{Bucket, zend_array};
use super::value::{Zval, bytes_of};
use std::marker::PhantomData;
use std::ptr::NonNull;

const PACKED: u32 = 1 << 2;

/// Walks an array's elements in order.
pub(crate) struct Elements<'a> {
    array: NonNull<zend_array>,
    position: usize,
    life: PhantomData<&'a Zval>,
}

/// An element's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    /// A string key.
    Name(&'a [u8]),
    /// An integer key.
    Index(i64),
}

impl Key<'_> {
    /// The key as bytes.
    pub(crate) fn text_bytes(&self) -> std::borrow::Cow<'_, [u8]> {
        match self {
            Key::Name(name) => (*name).into(),
            Key::Index(index) => index.to_string().into_bytes().into(),
        }
    }

    /// The key as text ("7" for an index).
    pub(crate) fn text(&self) -> String {
        match self {
            Key::Name(name) => String::from_utf8_lossy(name).into_owned(),
            Key::Index(index) => index.to_string(),
        }
    }
}

impl Elements<'_> {
    /// The caller sees to it that the array outlives the walk.
    pub(super) fn new(array: NonNull<zend_array>) -> Self {
        Elements { array, position: 0, life: PhantomData }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (Key<'a>, &'a Zval);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        // SAFETY: the array outlives 'a.
        let array = unsafe { self.array.as_ref() };
        while self.position < array.used as usize {
            let at = self.position;
            self.position += 1;
            let (key, value) = if array.flags & PACKED != 0 {
                // SAFETY: a packed array has `used` zvals.
                (Key::Index(at as i64), unsafe { &*array.elements.add(at) })
            } else {
                // SAFETY: any other has `used` buckets.
                let bucket = unsafe { &*array.elements.cast::<Bucket>().add(at) };
                let key = match NonNull::new(bucket.name) {
                    // SAFETY: the key string belongs to the array.
                    Some(name) => Key::Name(unsafe { bytes_of(name) }),
                    None => Key::Index(bucket.index as i64),
                };
                (key, &bucket.value)
            };
            let value = value.direct();
            if !value.is_undef() {
                return Some((key, value.deref()));
            }
        }
        None
    }
}
