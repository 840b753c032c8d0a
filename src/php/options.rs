//! Option arrays of PHP, read against their specification.

use crate::options::{self, Given, Spec};
use crate::zend::{Call, Stop, Zval};
use std::time::Duration;

/// Options that were given, checked.
pub(super) struct Options(Vec<(&'static str, Given)>);

/// Arrays in arrays in arrays; deeper ones, also those that contain themselves, are no option.
const DEPTH: usize = 3;

fn given(value: &Zval, depth: usize) -> Given {
    if let (Some(elements), 1..) = (value.elements(), depth) {
        return array(elements.map(|(key, value)| (key.text(), given(value, depth - 1))).collect());
    }
    if value.is_null() {
        Given::Null
    } else if let Some(b) = value.as_bool() {
        Given::Bool(b)
    } else if let Some(n) = value.as_long() {
        Given::Int(n)
    } else if let Some(n) = value.as_double() {
        Given::Float(n)
    } else if let Some(text) = value.as_bytes() {
        Given::Text(String::from_utf8_lossy(text).into_owned())
    } else {
        Given::Other(value.type_name().to_owned())
    }
}

fn array(elements: Vec<(String, Given)>) -> Given {
    let is_list = elements.iter().enumerate().all(|(n, (key, _))| *key == n.to_string());
    if is_list { Given::List(elements.into_iter().map(|(_, value)| value).collect()) } else { Given::Map(elements) }
}

/// Reads argument `n` of the call; throws a ValueError for the first option that is unknown or wrong.
pub(super) fn read(call: &Call<'_>, n: usize, specs: &'static [Spec]) -> Result<Options, Stop> {
    let mut read = Vec::new();
    for (key, value) in call.array(n)?.elements().into_iter().flatten() {
        let checked = options::find(specs, &key.text())
            .and_then(|spec| Ok((spec.name, options::check(spec, given(value, DEPTH))?)));
        match checked {
            Ok(option) => read.push(option),
            Err(error) => return Err(call.invalid(n, format!("is wrong: {}", error.message)).into()),
        }
    }
    Ok(Options(read))
}

impl Options {
    /// Whether it was given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&Given> {
        self.0.iter().rev().find(|(n, _)| *n == name).map(|(_, given)| given)
    }

    /// Passes on an int option that was given.
    pub(super) fn long(&self, name: &str, mut to: impl FnMut(i64)) {
        if let Some(Given::Int(n)) = self.find(name) {
            to(*n);
        }
    }

    /// Passes on a bool option that was given.
    pub(super) fn bool(&self, name: &str, mut to: impl FnMut(bool)) {
        if let Some(Given::Bool(b)) = self.find(name) {
            to(*b);
        }
    }

    /// Passes on an option in seconds that was given.
    pub(super) fn seconds(&self, name: &str, mut to: impl FnMut(Duration)) {
        if let Some(Given::Float(seconds)) = self.find(name) {
            to(Duration::from_secs_f64(*seconds));
        }
    }

    /// Passes on a float option that was given.
    pub(super) fn float(&self, name: &str, mut to: impl FnMut(f64)) {
        if let Some(Given::Float(n)) = self.find(name) {
            to(*n);
        }
    }

    /// Passes on a list option that was given.
    pub(super) fn list(&self, name: &str, mut to: impl FnMut(Vec<String>)) {
        if let Some(Given::List(all)) = self.find(name) {
            let text = |one: &Given| if let Given::Text(text) = one { Some(text.clone()) } else { None };
            to(all.iter().filter_map(text).collect());
        }
    }

    /// An option that is an array by text keys.
    pub(super) fn map(&self, name: &str) -> Option<&[(String, Given)]> {
        match self.find(name) {
            Some(Given::Map(all)) => Some(all),
            _ => None,
        }
    }

    /// Passes on a text option that was given.
    pub(super) fn text(&self, name: &str, mut to: impl FnMut(&str)) {
        if let Some(Given::Text(text)) = self.find(name) {
            to(text);
        }
    }
}
