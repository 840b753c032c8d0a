//! Header rules: fields of answers that are set, added or removed by the path of the request. They come last, after
//! the program's own fields.

use crate::error::{Error, Result};
use crate::http::answer::{Prepared, is_field_value, is_token};

/// What happens to the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It has this value and no other.
    Set(String),
    /// These values come besides those it has, a line each.
    Add(Vec<String>),
    /// It is removed.
    Remove,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRule {
    /// For paths (as sent) that begin with this; `/` is all.
    pub prefix: String,
    /// The field's name.
    pub name: String,
    /// What happens to it.
    pub action: Action,
}

/// The framing and the date are the server's.
const SERVERS: [&str; 5] = ["content-length", "transfer-encoding", "connection", "date", "content-encoding"];

impl HeaderRule {
    /// Refuses what would break an answer.
    pub fn check(&self) -> Result<()> {
        let HeaderRule { prefix, name, action } = self;
        if !prefix.starts_with('/') {
            return Err(Error::invalid(format!("'{prefix}' is no path prefix; begin it with /")));
        }
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error::invalid(format!("'{name}' is no header name")));
        }
        if SERVERS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return Err(Error::invalid(format!("{name} is the server's to write")));
        }
        let values = match action {
            Action::Set(value) => std::slice::from_ref(value),
            Action::Add(values) => values,
            Action::Remove => &[],
        };
        if values.iter().any(|value| !is_field_value(value.as_bytes())) {
            return Err(Error::invalid(format!("the value of {name} has a line end or another control character")));
        }
        Ok(())
    }

    /// Does it to the answer to a request for `path`.
    pub(in crate::http) fn apply(&self, path: &[u8], answer: &mut Prepared) {
        if !path.starts_with(self.prefix.as_bytes()) {
            return;
        }
        match &self.action {
            Action::Set(value) => answer.replace(&self.name, value.as_bytes()),
            Action::Add(values) => values.iter().for_each(|value| answer.add(&self.name, value.as_bytes())),
            Action::Remove => answer.remove(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(prefix: &str, name: &str, action: Action) -> HeaderRule {
        HeaderRule { prefix: prefix.into(), name: name.into(), action }
    }

    #[test]
    fn rules_apply_below_their_prefix() {
        let mut answer = Prepared::default();
        answer.add("X-Powered-By", b"PHP");
        answer.add("A", b"own");
        let rules = [
            rule("/", "x-powered-by", Action::Remove),
            rule("/api/", "A", Action::Set("1".into())),
            rule("/api/", "B", Action::Add(vec!["2".into(), "3".into()])),
            rule("/other", "A", Action::Remove),
        ];
        for rule in &rules {
            rule.check().unwrap();
            rule.apply(b"/api/x", &mut answer);
        }
        let fields: Vec<_> = answer.fields().collect();
        assert_eq!(fields, [(&b"A"[..], &b"1"[..]), (b"B", b"2"), (b"B", b"3")]);
    }

    #[test]
    fn what_would_break_an_answer_is_refused() {
        let set = |value: &str| Action::Set(value.into());
        for bad in [
            rule("api", "A", set("1")),
            rule("/", "A b", set("1")),
            rule("/", "", set("1")),
            rule("/", "A", set("1\r\nB: 2")),
            rule("/", "Content-LENGTH", set("1")),
            rule("/", "Date", Action::Remove),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
