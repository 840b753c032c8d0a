//! Tokens for SASL OAUTHBEARER: where they come from, and handing librdkafka a new one before the old one ends. librdkafka
//! asks (at four fifths of a token's life, or ten seconds after a failure) through a queue of its own, which a task on the
//! loop reads, so an idle client is asked too. Loop thread. Tokens and secrets are never printed or logged.

mod jwt;
mod msk_iam;
mod oidc;
mod plan;
mod refresher;
mod unsecured;

pub use jwt::claims;
pub(super) use plan::{is_ours, own_keys, plan};
pub(super) use refresher::Refresher;

use crate::error::Result;
use std::fmt;
use std::pin::Pin;
use std::time::SystemTime;

/// What a broker is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The token itself.
    pub value: String,
    /// When it ends.
    pub expires: SystemTime,
    /// Whom it is for, in librdkafka's log.
    pub principal: String,
    /// SASL extensions (RFC 7628 3.1).
    pub extensions: Vec<(String, String)>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Token");
        shown.field("principal", &self.principal).field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// A token that is on its way.
pub type Asked = Pin<Box<dyn Future<Output = Result<Token>>>>;
/// A reason that is being looked for.
pub type Reason = Pin<Box<dyn Future<Output = Option<String>>>>;

/// Gives tokens.
pub trait TokenSource {
    /// A new token, valid from now on.
    fn token(&self) -> Asked;

    /// Why a broker may have refused the last one, when this source can find that out.
    fn explain_refusal(&self) -> Option<Reason> {
        None
    }
}
