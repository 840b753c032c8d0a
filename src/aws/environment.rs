//! The process's environment, as everything in this module asks it, so that a test can bring another one.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

/// Where variables are looked up.
#[derive(Clone, Default)]
pub struct Environment(Option<Rc<HashMap<String, String>>>);

impl Environment {
    /// The process's own, asked anew each time.
    pub fn of_process() -> Environment {
        Environment(None)
    }

    /// These variables and no others.
    pub fn of<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Environment {
        Environment(Some(Rc::new(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect())))
    }

    /// A variable; an empty one counts as not set.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Some(given) => given.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// Whether a variable says yes.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A file that a variable names, or one below the home directory.
    pub(super) fn file(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        let named = self.get(name).map(PathBuf::from);
        named.or_else(|| Some(PathBuf::from(self.get("HOME")?).join(below_home)))
    }

    /// What replaces the address of a service (`STS`, `S3`), for all or for this one.
    pub(super) fn endpoint(&self, service: &str) -> Option<String> {
        let ignored = self.is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        let found = || self.get(&format!("AWS_ENDPOINT_URL_{service}")).or_else(|| self.get("AWS_ENDPOINT_URL"));
        if ignored { None } else { found() }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment") // its values are secrets
    }
}
