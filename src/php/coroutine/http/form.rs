//! A PHP array as `application/x-www-form-urlencoded`, by the rules of PHP's `http_build_query()`: nested keys in
//! brackets, true as 1, false as 0, null left out.

use super::outgoing::Wrong;
use crate::http::cookie::url_encode;
use crate::zend::{Thrown, Zval};

/// Arrays may hold themselves through references.
const MAX_DEPTH: usize = 64;

/// The form of an array value.
pub(super) fn encode(array: &Zval) -> Result<Vec<u8>, Wrong> {
    let mut form = Vec::new();
    add(&mut form, None, array, 0)?;
    Ok(form)
}

fn add(form: &mut Vec<u8>, prefix: Option<&[u8]>, array: &Zval, depth: usize) -> Result<(), Wrong> {
    if depth > MAX_DEPTH {
        return Err(Wrong::Because(format!("its arrays are nested more than {MAX_DEPTH} deep")));
    }
    // A reference of our own: converting an element may run PHP code that changes the array.
    let array = array.to_value();
    for (key, value) in array.elements().into_iter().flatten() {
        let name = nested(prefix, &key.text_bytes());
        if value.is_array() {
            add(form, Some(&name), value, depth + 1)?;
        } else if !value.is_null() {
            if !form.is_empty() {
                form.push(b'&');
            }
            form.extend_from_slice(&name);
            form.push(b'=');
            match value.as_bool() {
                Some(yes) => form.push(if yes { b'1' } else { b'0' }),
                None => url_encode(value.to_str().ok_or(Wrong::Thrown(Thrown))?.bytes(), form),
            }
        }
    }
    Ok(())
}

/// `prefix[key]`, or the key alone at the top.
fn nested(prefix: Option<&[u8]>, key: &[u8]) -> Vec<u8> {
    let mut name = prefix.unwrap_or_default().to_vec();
    if prefix.is_none() {
        url_encode(key, &mut name);
    } else {
        name.extend_from_slice(b"%5B");
        url_encode(key, &mut name);
        name.extend_from_slice(b"%5D");
    }
    name
}
