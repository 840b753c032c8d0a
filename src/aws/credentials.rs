//! An access key, with the token and the end that temporary ones have.

use std::fmt;
use std::time::{Duration, SystemTime};

/// Temporary credentials are renewed so long before their end.
const EARLY: Duration = Duration::from_secs(300);

/// Who signs. Only the key's id is ever printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key's id, which is no secret.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: String,
    /// Goes with temporary keys.
    pub session_token: Option<String>,
    /// When they end; `None`: when somebody ends them.
    pub expires: Option<SystemTime>,
}

impl Credentials {
    /// Credentials without an end.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>, session_token: Option<String>) -> Self {
        let (access_key, secret_key) = (access_key.into(), secret_key.into());
        Credentials { access_key, secret_key, session_token, expires: None }
    }

    /// Whether they are good for some minutes more. Those without an end are looked up anew each time: it costs little, and
    /// whoever replaced them in a file wants that to count.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|end| end > now + EARLY)
    }

    /// Whether they still work.
    pub(super) fn is_valid(&self, now: SystemTime) -> bool {
        self.expires.is_none_or(|end| end > now)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Credentials");
        shown.field("access_key", &self.access_key).field("expires", &self.expires).finish_non_exhaustive()
    }
}
