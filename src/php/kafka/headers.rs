//! Headers between PHP's arrays and Kafka's list: a name that occurs once is a string or null, one that occurs more often is
//! a list of them.

use crate::kafka::{Header, Headers};
use crate::zend::{Array, Call, Key, Outcome, Str, Value, Zval};
use std::borrow::Cow;

/// Headers of one call; the values hold references of their own, since a coroutine that waits for room may see its
/// array's elements change.
pub(super) struct Given<'a>(Vec<(Cow<'a, [u8]>, Option<Str>)>);

impl<'a> Given<'a> {
    /// Reads argument `n`; throws a ValueError for what is no header.
    pub(super) fn read(call: &Call<'a>, n: usize) -> Outcome<Given<'a>> {
        if call.count() <= n {
            return Ok(Given::none());
        }
        Given::of(call, n, call.array(n)?)
    }

    /// No headers.
    pub(super) fn none() -> Given<'a> {
        Given(Vec::new())
    }

    /// Reads an array that is, or lies in, argument `n`.
    pub(super) fn of(call: &Call<'_>, n: usize, array: &'a Zval) -> Outcome<Given<'a>> {
        let mut given = Vec::new();
        for (key, value) in array.elements().into_iter().flatten() {
            let name = match key {
                Key::Name(name) => Cow::Borrowed(name),
                Key::Index(index) => Cow::Owned(index.to_string().into_bytes()),
            };
            match value.elements() {
                Some(list) => {
                    for (_, value) in list {
                        given.push((name.clone(), text(call, n, &name, value)?));
                    }
                }
                None => {
                    let value = text(call, n, &name, value)?;
                    given.push((name, value));
                }
            }
        }
        Ok(Given(given))
    }

    /// As the core takes them.
    pub(super) fn borrow(&self) -> Vec<Header<'_>> {
        self.0.iter().map(|(name, value)| (&**name, value.as_ref().map(Str::bytes))).collect()
    }
}

fn text(call: &Call<'_>, n: usize, name: &[u8], value: &Zval) -> Outcome<Option<Str>> {
    if value.is_null() {
        return Ok(None);
    }
    if value.is_string() || value.as_long().is_some() || value.as_double().is_some() {
        return Ok(value.to_str());
    }
    let (name, kind) = (String::from_utf8_lossy(name), value.type_name());
    Err(call.invalid(n, format!("must hold strings, nulls or lists of them; {name} holds {kind}")).into())
}

/// As PHP code reads them.
pub(super) fn to_php(headers: &Headers) -> Value {
    let mut array = Array::new(headers.len());
    for (at, (name, value)) in headers.iter().enumerate() {
        let same = |other: &&(Vec<u8>, Option<Vec<u8>>)| other.0 == *name;
        if headers[..at].iter().any(|other| same(&other)) {
            continue;
        }
        let mut rest = headers[at + 1..].iter().filter(same).peekable();
        if rest.peek().is_none() {
            array.set(name, value.as_deref());
            continue;
        }
        let mut list = Array::new(2);
        list.push(value.as_deref());
        rest.for_each(|(_, value)| list.push(value.as_deref()));
        array.set(name, list);
    }
    array.into()
}
