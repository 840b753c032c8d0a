//! An answer as the properties of a Client object show it.

use crate::client::{Answer, SetCookie};
use crate::php::http::request::percent_decode;
use crate::zend::{Array, Value, Zval};

/// The header fields but Set-Cookie: by name, one that came more than once as an array.
pub(super) fn headers(answer: &Answer) -> Array {
    let mut headers = Array::new(16);
    let mut group: Option<(&str, Vec<&[u8]>)> = None;
    // Fields of one name come together.
    for (name, value) in answer.fields().filter(|(name, _)| *name != "set-cookie") {
        match &mut group {
            Some((earlier, values)) if *earlier == name => values.push(value),
            _ => {
                add_group(&mut headers, group.replace((name, vec![value])));
            }
        }
    }
    add_group(&mut headers, group);
    headers
}

fn add_group(headers: &mut Array, group: Option<(&str, Vec<&[u8]>)>) {
    match group {
        None => {}
        Some((name, values)) if values.len() == 1 => headers.set(name, values[0]),
        Some((name, values)) => headers.set(name, list(&values)),
    }
}

/// The values of the Set-Cookie fields.
pub(super) fn set_cookies(answer: &Answer) -> Vec<&[u8]> {
    answer.fields().filter(|(name, _)| *name == "set-cookie").map(|(_, value)| value).collect()
}

/// A list of strings.
pub(super) fn list(values: &[&[u8]]) -> Array {
    let mut list = Array::new(values.len());
    values.iter().for_each(|value| list.push(*value));
    list
}

/// These cookies after what Set-Cookie fields say; null when none is left. Values are decoded.
pub(super) fn merged(cookies: &Zval, fields: &[&[u8]]) -> Value {
    let received: Vec<SetCookie<'_>> = fields.iter().filter_map(|field| SetCookie::parse(field)).collect();
    let mut all = Array::new(8);
    for (key, value) in cookies.elements().into_iter().flatten() {
        if received.iter().all(|cookie| *cookie.name != *key.text_bytes()) {
            all.set(key.text_bytes(), value.to_value());
        }
    }
    for (at, cookie) in received.iter().enumerate() {
        let is_last = received[at + 1..].iter().all(|later| later.name != cookie.name);
        if is_last && !cookie.removes {
            let spaces: Vec<u8> = cookie.value.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
            all.set(cookie.name, &*percent_decode(&spaces));
        }
    }
    if all.len() == 0 { Value::null() } else { all.into() }
}
