//! PHP values: a borrowed [`Zval`], and [`Value`], [`Str`] and [`Array`], which own a reference and give it back.

use super::elements::Elements;
use super::ffi::{self, zend_array, zend_object, zend_string};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

const UNDEF: u8 = 0;
const NULL: u8 = 1;
const FALSE: u8 = 2;
const TRUE: u8 = 3;
const LONG: u8 = 4;
const DOUBLE: u8 = 5;
const STRING: u8 = 6;
const ARRAY: u8 = 7;
const OBJECT: u8 = 8;
const REFERENCE: u8 = 10;
const INDIRECT: u8 = 12;
const REFCOUNTED: u32 = 1 << 8;
const COLLECTABLE: u32 = 1 << 9;
const INTERNED: u32 = 1 << 6;

/// One PHP value where it lies; copying the bits does not take a reference, so it is never `Clone`.
#[repr(C)]
pub(crate) struct Zval {
    bits: u64,
    info: u32,
    extra: u32,
}

impl Zval {
    /// The undefined value.
    pub(crate) const UNDEF: Zval = Zval { bits: 0, info: 0, extra: 0 };

    fn kind(&self) -> u8 {
        self.info as u8
    }

    /// The value behind a PHP reference, or the value itself.
    pub(crate) fn deref(&self) -> &Zval {
        if self.kind() == REFERENCE {
            // SAFETY: a reference's pointer is to a zend_reference, whose zval lies at offset 8 (asserted by the shim).
            unsafe { &*((self.bits + 8) as *const Zval) }
        } else {
            self
        }
    }

    /// The value where it really lies, for an array of variables or properties whose slots are elsewhere.
    pub(super) fn direct(&self) -> &Zval {
        if self.kind() == INDIRECT {
            // SAFETY: such an element points to a slot that lives as long as the array.
            unsafe { &*(self.bits as *const Zval) }
        } else {
            self
        }
    }

    /// Puts a value in the place of a null; what the engine keeps beside it (the chain of a hash) stays.
    pub(super) fn fill(&mut self, value: Value) {
        let Zval { bits, info, .. } = value.into_zval();
        (self.bits, self.info) = (bits, info);
    }

    pub(crate) fn is_undef(&self) -> bool {
        self.kind() == UNDEF
    }

    /// null or undefined.
    pub(crate) fn is_null(&self) -> bool {
        self.kind() <= NULL
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.kind() {
            FALSE => Some(false),
            TRUE => Some(true),
            _ => None,
        }
    }

    pub(crate) fn as_long(&self) -> Option<i64> {
        (self.kind() == LONG).then_some(self.bits as i64)
    }

    pub(crate) fn as_double(&self) -> Option<f64> {
        (self.kind() == DOUBLE).then(|| f64::from_bits(self.bits))
    }

    /// The bytes of a string value.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        self.as_zend_string().map(|string| {
            // SAFETY: the string lives at least as long as the value that refers to it.
            unsafe { bytes_of(string) }
        })
    }

    /// The text of a string value that is UTF-8.
    pub(crate) fn as_text(&self) -> Option<&str> {
        self.as_bytes().and_then(|b| std::str::from_utf8(b).ok())
    }

    pub(super) fn as_zend_string(&self) -> Option<NonNull<zend_string>> {
        if self.kind() == STRING { NonNull::new(self.bits as *mut zend_string) } else { None }
    }

    /// Takes a reference to a string value.
    pub(crate) fn as_str(&self) -> Option<Str> {
        self.as_zend_string().map(|string| {
            // SAFETY: alive, as above.
            unsafe { Str::retain(string) }
        })
    }

    pub(super) fn as_zend_object(&self) -> Option<NonNull<zend_object>> {
        if self.kind() == OBJECT { NonNull::new(self.bits as *mut zend_object) } else { None }
    }

    pub(super) fn as_zend_array(&self) -> Option<NonNull<zend_array>> {
        if self.kind() == ARRAY { NonNull::new(self.bits as *mut zend_array) } else { None }
    }

    pub(crate) fn is_array(&self) -> bool {
        self.kind() == ARRAY
    }

    pub(crate) fn is_string(&self) -> bool {
        self.kind() == STRING
    }

    /// The elements of an array value, borrowed for as long as the value stays as it is.
    pub(crate) fn elements(&self) -> Option<Elements<'_>> {
        self.as_zend_array().map(Elements::new)
    }

    /// How many elements an array value has.
    pub(crate) fn count(&self) -> Option<usize> {
        let array = self.as_zend_array()?;
        // SAFETY: alive as long as `self`.
        Some(unsafe { array.as_ref() }.count as usize)
    }

    /// PHP's name of the type ("int", "array", a class is "object"-like as in error messages).
    pub(crate) fn type_name(&self) -> &'static str {
        // SAFETY: returns a string literal of the engine.
        let name = unsafe { std::ffi::CStr::from_ptr(ffi::pg_zval_type_name(self.as_mut_ptr())) };
        name.to_str().unwrap_or("unknown")
    }

    /// `(int) $value`
    pub(crate) fn to_long(&self) -> i64 {
        // SAFETY: reads the value.
        self.as_long().unwrap_or_else(|| unsafe { ffi::pg_zval_long(self.as_mut_ptr()) })
    }

    /// `(string) $value`; None when that threw.
    pub(crate) fn to_str(&self) -> Option<Str> {
        // SAFETY: returns an owned reference or null with an exception pending.
        NonNull::new(unsafe { ffi::pg_zval_string(self.as_mut_ptr()) }).map(Str)
    }

    /// The value as a parameter of type int would take it without strict_types, so never null; None when it does not fit
    /// (an exception is pending only if PHP code that this ran threw). A fraction is cut off with PHP's deprecation
    /// notice.
    pub(crate) fn coerced_long(&self) -> Option<i64> {
        let mut to = 0;
        // SAFETY: reads the value.
        self.as_long().or_else(|| (!self.is_null() && unsafe { ffi::pg_weak_long(self, &mut to) }).then_some(to))
    }

    /// As [`Zval::coerced_long`], for float.
    pub(crate) fn coerced_double(&self) -> Option<f64> {
        let mut to = 0.0;
        // SAFETY: reads the value.
        self.as_double().or_else(|| (!self.is_null() && unsafe { ffi::pg_weak_double(self, &mut to) }).then_some(to))
    }

    /// As [`Zval::coerced_long`], for string.
    pub(crate) fn coerced_str(&self) -> Option<Str> {
        if self.is_null() {
            return None;
        }
        // SAFETY: reads the value; the result is owned or null.
        self.as_str().or_else(|| unsafe { Str::own(ffi::pg_weak_string(self)) })
    }

    /// Takes a reference to the value (behind a PHP reference).
    pub(crate) fn to_value(&self) -> Value {
        let from = self.deref();
        if from.info & REFCOUNTED != 0 {
            // SAFETY: every refcounted structure begins with its u32 count.
            unsafe { *(from.bits as *mut u32) += 1 };
        }
        Value(Zval { bits: from.bits, info: from.info, extra: 0 })
    }

    pub(super) fn as_mut_ptr(&self) -> *mut Zval {
        std::ptr::from_ref(self).cast_mut()
    }
}

/// A value with one reference of its own.
#[repr(transparent)]
pub(crate) struct Value(Zval);

impl Value {
    pub(crate) const fn null() -> Value {
        Value(Zval { bits: 0, info: NULL as u32, extra: 0 })
    }

    pub(crate) const fn undef() -> Value {
        Value(Zval::UNDEF)
    }

    /// `[]`, without memory of its own.
    pub(crate) fn empty_array() -> Value {
        Value(Zval { bits: &raw const ffi::zend_empty_array as u64, info: u32::from(ARRAY), extra: 0 })
    }

    pub(super) fn object(object: NonNull<zend_object>) -> Value {
        Value(Zval { bits: object.as_ptr() as u64, info: u32::from(OBJECT) | REFCOUNTED | COLLECTABLE, extra: 0 })
    }

    /// Gives the reference away as bare bits.
    pub(super) fn into_zval(self) -> Zval {
        let Zval { bits, info, .. } = ManuallyDrop::new(self).0;
        Zval { bits, info, extra: 0 }
    }

    /// Takes over the reference that `zval`'s bits hold.
    pub(super) fn from_zval(zval: Zval) -> Value {
        Value(zval)
    }

    pub(super) fn as_mut(&mut self) -> *mut Zval {
        &mut self.0
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        self.0.to_value()
    }
}

impl std::ops::Deref for Value {
    type Target = Zval;
    fn deref(&self) -> &Zval {
        &self.0
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if self.0.info & REFCOUNTED != 0 {
            // SAFETY: this reference is ours and given back once.
            unsafe { ffi::pg_zval_release(&mut self.0) };
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value(Zval { bits: 0, info: u32::from(if b { TRUE } else { FALSE }), extra: 0 })
    }
}
impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value(Zval { bits: n as u64, info: u32::from(LONG), extra: 0 })
    }
}
impl From<f64> for Value {
    fn from(n: f64) -> Value {
        Value(Zval { bits: n.to_bits(), info: u32::from(DOUBLE), extra: 0 })
    }
}
impl From<Str> for Value {
    fn from(s: Str) -> Value {
        let string = ManuallyDrop::new(s).0;
        // SAFETY: alive; interned strings are not counted.
        let interned = unsafe { string.as_ref() }.type_info & INTERNED != 0;
        let info = u32::from(STRING) | if interned { 0 } else { REFCOUNTED };
        Value(Zval { bits: string.as_ptr() as u64, info, extra: 0 })
    }
}
impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Value {
        Str::new(bytes).into()
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Str::new(text.as_bytes()).into()
    }
}
impl From<String> for Value {
    fn from(text: String) -> Value {
        text.as_str().into()
    }
}
impl From<Array> for Value {
    fn from(array: Array) -> Value {
        let array = ManuallyDrop::new(array).0;
        Value(Zval { bits: array.as_ptr() as u64, info: u32::from(ARRAY) | REFCOUNTED | COLLECTABLE, extra: 0 })
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Value {
        option.map_or(Value::null(), Into::into)
    }
}

/// The bytes of a string.
///
/// # Safety
/// The string must live for `'a`.
pub(super) unsafe fn bytes_of<'a>(string: NonNull<zend_string>) -> &'a [u8] {
    // SAFETY: `len` bytes follow the head.
    unsafe { std::slice::from_raw_parts((&raw const (*string.as_ptr()).bytes).cast(), string.as_ref().len) }
}

/// A PHP string with one reference of its own.
#[repr(transparent)]
pub(crate) struct Str(NonNull<zend_string>);

impl Str {
    /// A new string of these bytes.
    pub(crate) fn new(bytes: &[u8]) -> Str {
        // SAFETY: copies the bytes; the result is never null.
        Str(unsafe { NonNull::new_unchecked(ffi::pg_string_new(bytes.as_ptr(), bytes.len())) })
    }

    /// A string that lives as long as the process and is not counted; only at start-up.
    pub(crate) fn permanent(text: &str) -> Str {
        // SAFETY: as `new`.
        Str(unsafe { NonNull::new_unchecked(ffi::pg_string_permanent(text.as_ptr(), text.len())) })
    }

    /// The same text as a string that lives as long as the request and is not counted: PHP has one of each, the literals
    /// of scripts are such.
    pub(crate) fn interned(self) -> Str {
        let string = ManuallyDrop::new(self);
        // SAFETY: takes over our reference; never null.
        Str(unsafe { NonNull::new_unchecked(ffi::pg_string_intern(string.as_ptr())) })
    }

    /// # Safety
    /// The string must be alive.
    pub(super) unsafe fn retain(string: NonNull<zend_string>) -> Str {
        // SAFETY: the caller's promise.
        let head = unsafe { &mut *string.as_ptr() };
        if head.type_info & INTERNED == 0 {
            head.refcount += 1;
        }
        Str(string)
    }

    /// # Safety
    /// `string` must be an owned reference.
    pub(super) unsafe fn own(string: *mut zend_string) -> Option<Str> {
        NonNull::new(string).map(Str)
    }

    pub(super) fn as_ptr(&self) -> *mut zend_string {
        self.0.as_ptr()
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: our reference keeps it alive.
        unsafe { bytes_of(self.0) }
    }

    /// Where it lies; for caches that compare the bytes after.
    pub(crate) fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    /// The text, with what is not UTF-8 replaced.
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }
}

impl Clone for Str {
    fn clone(&self) -> Str {
        // SAFETY: alive by our own reference.
        unsafe { Str::retain(self.0) }
    }
}

impl Drop for Str {
    fn drop(&mut self) {
        // SAFETY: alive; an interned string is not counted.
        let head = unsafe { self.0.as_mut() };
        if head.type_info & INTERNED != 0 {
            return;
        }
        if head.refcount > 1 {
            head.refcount -= 1;
        } else {
            // SAFETY: the last reference, given back once.
            unsafe { ffi::pg_string_release(self.0.as_ptr()) };
        }
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

/// A PHP array under construction, with one reference of its own.
pub(crate) struct Array(pub(super) NonNull<zend_array>);

impl Array {
    /// An empty array with room for `capacity` elements.
    pub(crate) fn new(capacity: usize) -> Array {
        // SAFETY: never null.
        Array(unsafe { NonNull::new_unchecked(ffi::pg_array_new(capacity as u32)) })
    }

    /// `$array[] = $value`
    pub(crate) fn push(&mut self, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the array takes over the reference.
        unsafe { ffi::pg_array_push(self.0.as_ptr(), &mut zval) };
    }

    /// `$array[$key] = $value`; "7" is the index 7, as in PHP.
    pub(crate) fn set(&mut self, key: impl AsRef<[u8]>, value: impl Into<Value>) {
        let (key, mut zval) = (key.as_ref(), value.into().into_zval());
        // SAFETY: copies the key, takes over the value's reference.
        unsafe { ffi::pg_array_set(self.0.as_ptr(), key.as_ptr(), key.len(), &mut zval) };
    }

    /// `$array[$index] = $value`
    pub(crate) fn set_index(&mut self, index: i64, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: takes over the reference.
        unsafe { ffi::pg_array_set_index(self.0.as_ptr(), index as u64, &mut zval) };
    }

    /// `$array[$key] = $value` with a key made by [`Str::permanent`] that is not a number: its hash is known.
    pub(crate) fn set_known(&mut self, key: &Str, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the array takes its own reference to the key and takes over the value's.
        unsafe { ffi::pg_array_set_interned(self.0.as_ptr(), key.as_ptr(), &mut zval) };
    }

    /// As [`Array::set`], without a copy of the key.
    pub(super) fn set_symbol(&mut self, key: Str, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: as in `set_known`.
        unsafe { ffi::pg_array_set_symbol(self.0.as_ptr(), key.as_ptr(), &mut zval) };
    }

    /// The element of `key`.
    pub(crate) fn get(&self, key: impl AsRef<[u8]>) -> Option<&Zval> {
        let key = key.as_ref();
        // SAFETY: points into the array or is null.
        unsafe { ffi::pg_array_get(self.0.as_ptr(), key.as_ptr(), key.len()).as_ref() }
    }

    /// How many elements it has.
    pub(crate) fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { self.0.as_ref() }.count as usize
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        // SAFETY: our reference, given back once.
        unsafe { ffi::pg_array_release(self.0.as_ptr()) };
    }
}
