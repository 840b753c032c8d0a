//! From the properties of a Client object to a request of the core. The properties are public, so what is in them is
//! checked here, however it came there; the setters call the same functions to say it early.

use super::form;
use crate::client::Request;
use crate::error::Error;
use crate::http::cookie::url_encode;
use crate::zend::{Key, Str, Thrown, Zval, throw};
use bytes::Bytes;

/// Why something cannot be sent.
pub(super) enum Wrong {
    /// A sentence.
    Because(String),
    /// Converting a value threw.
    Thrown(Thrown),
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Wrong::Because(error.message)
    }
}

impl Wrong {
    /// Throws it as the fault of a property.
    pub(super) fn of_property(self, name: &str) -> Thrown {
        match self {
            Wrong::Because(text) => throw("ValueError", format!("Http\\Client::${name} is wrong: {text}"), 0),
            Wrong::Thrown(thrown) => thrown,
        }
    }
}

fn string(value: &Zval) -> Result<Str, Wrong> {
    if value.is_array() {
        return Err(Wrong::Because("there is an array where a string must be".into()));
    }
    value.to_str().ok_or(Wrong::Thrown(Thrown))
}

fn field_name<'a>(key: &Key<'a>) -> Result<&'a [u8], Wrong> {
    match key {
        Key::Name(name) => Ok(name),
        Key::Index(index) => Err(Wrong::Because(format!("the names must be the keys, but there is a key {index}"))),
    }
}

/// Adds header fields: name to value, or to an array of values for one line each; null is left out.
pub(super) fn add_headers(request: &mut Request, headers: &Zval) -> Result<(), Wrong> {
    // A reference of our own: converting a value may run PHP code that changes the array.
    let headers = headers.to_value();
    for (key, value) in headers.elements().into_iter().flatten() {
        let name = field_name(&key)?;
        match value.elements() {
            Some(values) => {
                for (_, value) in values {
                    request.field(name, string(value)?.bytes())?;
                }
            }
            None if value.is_null() => {}
            None => request.field(name, string(value)?.bytes())?,
        }
    }
    Ok(())
}

/// Adds a Cookie field of these cookies, values encoded as `urlencode()` does; empty ones are left out.
pub(super) fn add_cookies(request: &mut Request, cookies: &Zval) -> Result<(), Wrong> {
    let cookies = cookies.to_value();
    let mut field = Vec::new();
    for (key, value) in cookies.elements().into_iter().flatten() {
        let name = key.text_bytes();
        if name.is_empty() || name.iter().any(|b| !b.is_ascii_graphic() || b"=;,\"".contains(b)) {
            return Err(Wrong::Because(format!("'{}' is no name of a cookie", key.text().escape_debug())));
        }
        let value = string(value)?;
        if value.bytes().is_empty() {
            continue;
        }
        if !field.is_empty() {
            field.extend_from_slice(b"; ");
        }
        field.extend_from_slice(&name);
        field.push(b'=');
        url_encode(value.bytes(), &mut field);
    }
    if field.is_empty() { Ok(()) } else { Ok(request.field(b"Cookie", &field)?) }
}

/// Sets the body: an array as a form, anything else as the string it is; null is none.
pub(super) fn set_body(request: &mut Request, body: &Zval) -> Result<(), Wrong> {
    if body.is_null() {
        return Ok(());
    }
    if !body.is_array() {
        request.body(Bytes::copy_from_slice(string(body)?.bytes()));
        return Ok(());
    }
    if !request.has("content-type") {
        request.field(b"Content-Type", b"application/x-www-form-urlencoded")?;
    }
    request.body(Bytes::from(form::encode(body)?));
    Ok(())
}
