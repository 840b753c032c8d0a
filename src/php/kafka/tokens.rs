//! OAUTHBEARER's tokens from a PHP callback: called in a coroutine of its own whenever librdkafka wants a new one, also while
//! the client is idle. Loop thread of the process that made the client.

use crate::coroutine::{Answer, ask};
use crate::error::{Error, Kind, Result};
use crate::kafka::{Asked, Token, TokenSource, claims};
use crate::zend::{Callable, Value, Zval};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SHAPE: &str =
    "it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]";

/// The callback, and what it is called with.
pub(super) struct Callback {
    pub(super) callable: Callable,
    /// `sasl.oauthbearer.config`, as librdkafka's own callback gets it.
    pub(super) config: String,
}

impl TokenSource for Callback {
    fn token(&self) -> Asked {
        let (callable, params) = (self.callable.clone(), vec![Value::from(self.config.as_str())]);
        Box::pin(async move {
            match ask(callable, params).await {
                Answer::Returned(value) => token(&value),
                Answer::Threw(exception) => Err(failed(&message(&exception))),
                Answer::CutOff(why) => Err(failed(why)),
            }
        })
    }
}

fn failed(why: &str) -> Error {
    Error::new(Kind::Invalid, format!("oauthbearer_token_refresh_cb: {why}"))
}

/// The exception's own sentence, without a trace, which would have arguments.
pub(super) fn message(exception: &Value) -> String {
    let said = Callable::method(exception, "getMessage").and_then(|get| get.call(&[]).ok());
    let said = said.and_then(|said| said.to_str().map(|text| text.text().into_owned()));
    said.filter(|text| !text.is_empty()).unwrap_or_else(|| "it threw an exception without a message".to_owned())
}

fn token(returned: &Zval) -> Result<Token> {
    if let Some(value) = returned.as_text() {
        return build(value.to_owned(), None, None, Vec::new());
    }
    if !returned.is_array() {
        return Err(failed(&format!("it returned {}; {SHAPE}", returned.type_name())));
    }
    let (mut value, mut expires, mut principal, mut extensions) = (None, None, None, Vec::new());
    for (key, element) in returned.elements().into_iter().flatten() {
        let wrong = || failed(&format!("'{}' is {}; {SHAPE}", key.text(), element.type_name()));
        match key.text().as_str() {
            "token" => value = Some(element.as_text().ok_or_else(wrong)?.to_owned()),
            "lifetime_ms" => {
                let ms = element.as_long().and_then(|ms| u64::try_from(ms).ok()).ok_or_else(wrong)?;
                expires = Some(UNIX_EPOCH + Duration::from_millis(ms));
            }
            "principal" => principal = Some(element.as_text().ok_or_else(wrong)?.to_owned()),
            "extensions" => {
                for (name, value) in element.elements().ok_or_else(wrong)? {
                    extensions.push((name.text(), value.as_text().ok_or_else(wrong)?.to_owned()));
                }
            }
            _ => return Err(failed(&format!("there is no '{}'; {SHAPE}", key.text()))),
        }
    }
    build(value.ok_or_else(|| failed(&format!("'token' is missing; {SHAPE}")))?, expires, principal, extensions)
}

/// What was not said, the token itself may say.
fn build(
    value: String,
    expires: Option<SystemTime>,
    principal: Option<String>,
    extensions: Vec<(String, String)>,
) -> Result<Token> {
    let (said, subject) = claims(&value).unwrap_or_default();
    let unknown =
        "the token is no JWT with an expiry (claim exp); return its end in 'lifetime_ms', milliseconds since 1970";
    let expires = expires.or(said).ok_or_else(|| failed(unknown))?;
    Ok(Token { value, expires, principal: principal.or(subject).unwrap_or_default(), extensions })
}
