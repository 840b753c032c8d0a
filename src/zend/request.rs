//! PHP's own rules for queries, forms and uploaded files.

use super::ffi;
use super::value::Value;
use std::ffi::CString;

/// What `parse_str()` makes of a query or an urlencoded form; None when it has no variable.
pub(crate) fn parse_query(text: &[u8]) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let mut result = Value::undef();
    // SAFETY: copies the text; fills `result` with an owned array.
    unsafe { ffi::pg_parse_query(text.as_ptr(), text.len(), result.as_mut()) };
    (result.count() != Some(0)).then_some(result)
}

/// Variables gathered under names that may have brackets (`a[b][]`).
pub(crate) struct Variables(Value);

impl Variables {
    /// None yet.
    pub(crate) fn new() -> Variables {
        Variables(Value::undef())
    }

    /// Adds a text. A name with a NUL byte ends there, as in PHP.
    pub(crate) fn text(&mut self, name: &[u8], value: &[u8]) {
        let name = c_name(name);
        // SAFETY: copies name and value into the array.
        unsafe { ffi::pg_register_text(name.as_ptr(), value.as_ptr(), value.len(), self.0.as_mut()) };
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, name: &[u8], value: i64) {
        let name = c_name(name);
        // SAFETY: copies the name.
        unsafe { ffi::pg_register_long(name.as_ptr(), value, self.0.as_mut()) };
    }

    /// The array; None when nothing was added.
    pub(crate) fn into_value(self) -> Option<Value> {
        self.0.is_array().then_some(self.0)
    }
}

fn c_name(name: &[u8]) -> CString {
    CString::new(name.split(|b| *b == 0).next().unwrap_or_default()).unwrap_or_default()
}

/// `is_uploaded_file()` says yes to the path from now on.
pub(crate) fn add_upload(path: &[u8]) {
    // SAFETY: copies the path.
    unsafe { ffi::pg_upload_add(path.as_ptr(), path.len()) };
}

/// `is_uploaded_file()` says no to the path from now on.
pub(crate) fn remove_upload(path: &[u8]) {
    // SAFETY: looks the path up.
    unsafe { ffi::pg_upload_remove(path.as_ptr(), path.len()) };
}
