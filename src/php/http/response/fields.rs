//! The methods of `Http\Response` that set what its head says (status, header fields, cookies) and the fields behind
//! the body. They check the arguments; what they set waits in the object until the head is sent.

use super::names::field_name;
use super::open::{Open, done, open, unsent};
use super::part::Part;
use crate::error::Kind;
use crate::http::answer::{Case, FieldName, is_field_value};
use crate::http::cookie::{self, Cookie};
use crate::http::order::Act;
use crate::php::http::cookie::Prepared;
use crate::zend::{Array, Call, Outcome, Str, Value, native};
use std::borrow::Cow;
use std::rc::Rc;

pub(super) fn status(call: &Call<'_>) -> Outcome<bool> {
    let code = call.long(0)?;
    if !(200..=999).contains(&code) {
        return Err(call.invalid(0, "must be from 200 to 999").into());
    }
    let reason = call.optional_str(1)?.filter(|r| !r.bytes().is_empty());
    if reason.as_ref().is_some_and(|r| breaks_out(r.bytes())) {
        return Err(call.invalid(1, "must not contain CR, LF or NUL").into());
    }
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.status.set(code as u16);
    *part.reason.borrow_mut() = reason;
    Ok(true)
}

fn breaks_out(bytes: &[u8]) -> bool {
    bytes.iter().any(|b| matches!(b, b'\r' | b'\n' | 0))
}

pub(super) fn header(call: &Call<'_>) -> Outcome<bool> {
    let name = call.str(0)?;
    let value = match call.arg(1) {
        Some(value) if value.is_array() || value.is_null() => value.to_value(),
        _ => call.str(1)?.into(),
    };
    let case = if call.bool_or(2, true)? { Case::Capitalised } else { Case::AsIs };
    let Ok(name) = field_name(&name, case) else {
        return Err(call.invalid(0, "must be a header name: letters, digits and !#$%&'*+-.^_`|~").into());
    };
    let value = if is_fine(&value) { value } else { tidied(call, &value)? };
    let Some(part) = unsent(call)? else { return Ok(false) };
    if value.is_null() {
        part.remove_field(&name);
    } else {
        part.set_field(name, value);
    }
    Ok(true)
}

/// Whether the value can be sent as it is.
#[inline]
fn is_fine(value: &Value) -> bool {
    match value.elements() {
        None => value.as_bytes().is_none_or(is_field_value),
        Some(mut lines) => lines.all(|(_, line)| line.as_bytes().is_some_and(is_field_value)),
    }
}

/// Without the white space around it, line ends included (RFC 9110 5.5: no part of the value), and without lines that are
/// null; what cannot be sent then is refused.
#[cold]
fn tidied(call: &Call<'_>, value: &Value) -> Outcome<Value> {
    let tidy = |text: &[u8]| {
        let text = text.trim_ascii();
        is_field_value(text).then(|| Value::from(Str::new(text)))
    };
    let refused = || call.invalid(1, "must not contain CR, LF or NUL").into();
    let Some(lines) = value.elements() else {
        return tidy(value.as_bytes().unwrap_or_default()).ok_or_else(refused);
    };
    let mut kept = Array::new(value.count().unwrap_or_default());
    for (_, line) in lines.filter(|(_, line)| !line.is_null()) {
        let line = line.to_str().and_then(|line| tidy(line.bytes()));
        kept.push(line.ok_or_else(refused)?);
    }
    Ok(kept.into())
}

/// Sets a field whose name is ours.
pub(super) fn set_known(part: &Part, name: &str, value: Value) {
    if let Ok(name) = FieldName::new(name.as_bytes(), Case::AsIs) {
        part.set_field(Rc::new(name), value);
    }
}

fn add_cookie(call: &Call<'_>, value: cookie::Value) -> Outcome<bool> {
    let line = match call.arg(0).and_then(native::<Prepared>) {
        // It says itself how its value is written.
        Some(prepared) => prepared.line(),
        None => from_arguments(call)?.line(value),
    };
    let line = line.map_err(|error| call.invalid(0, format!("makes no cookie: {}", error.message)))?;
    let Some(part) = unsent(call)? else { return Ok(false) };
    part.cookies.borrow_mut().push(line);
    Ok(true)
}

fn from_arguments<'a>(call: &Call<'a>) -> Outcome<Cookie<'a>> {
    let text = |n: usize, default: &'static [u8]| -> Outcome<Cow<'a, [u8]>> {
        Ok(if call.count() > n { call.bytes(n)? } else { default }.into())
    };
    Ok(Cookie {
        name: text(0, b"")?,
        value: text(1, b"")?,
        expires: call.long_or(2, 0)?,
        path: text(3, b"/")?,
        domain: text(4, b"")?,
        secure: call.bool_or(5, false)?,
        http_only: call.bool_or(6, false)?,
        same_site: text(7, b"")?,
        priority: text(8, b"")?,
        partitioned: call.bool_or(9, false)?,
    })
}

pub(super) fn cookie(call: &Call<'_>) -> Outcome<bool> {
    add_cookie(call, cookie::Value::Encoded)
}

pub(super) fn raw_cookie(call: &Call<'_>) -> Outcome<bool> {
    add_cookie(call, cookie::Value::Raw)
}

pub(super) fn trailer(call: &Call<'_>) -> Outcome<bool> {
    let (name, value) = (call.bytes(0)?, call.bytes(1)?);
    if !is_field_value(value) {
        return Err(call.invalid(1, "must not contain CR, LF or NUL").into());
    }
    let exchange = match open(call)? {
        Open::Here(_, exchange) => exchange,
        Open::There(_, remote) => return remote.act(None, Act::Trailer(name.to_vec(), value.to_vec())),
        Open::Not => return Ok(false),
    };
    let was_sent = exchange.is_head_sent();
    match exchange.trailer(name, value, Case::Capitalised) {
        Err(error) if !was_sent && error.kind == Kind::Invalid => {
            Err(call.invalid(0, format!("cannot be a trailer: {}", error.message)).into())
        }
        result => Ok(done(result)),
    }
}
