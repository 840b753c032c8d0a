//! Tokens without a signature, for brokers in development (`enable.sasl.oauthbearer.unsecure.jwt`). What they say stands in
//! `sasl.oauthbearer.config`, as librdkafka's own builder reads it: `principal=admin scope=a,b lifeSeconds=600
//! extension_x=y principalClaimName=sub scopeClaimName=scope`.

use super::{Asked, Token, TokenSource};
use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The claims of every token.
pub(super) struct Unsecured {
    principal: String,
    claims: Map<String, Value>,
    life: Duration,
    extensions: Vec<(String, String)>,
}

impl Unsecured {
    pub(super) fn new(config: &str) -> Result<Unsecured> {
        let wrong = |why: String| Error::invalid(format!("sasl.oauthbearer.config: {why}"));
        let (mut principal, mut principal_claim, mut scope_claim) = (String::new(), "sub", "scope");
        let (mut scope, mut life, mut extensions) = (Vec::new(), 3600, Vec::new());
        for word in config.split_ascii_whitespace() {
            let (name, value) = word.split_once('=').ok_or_else(|| wrong("takes name=value pairs".into()))?;
            match name {
                "principal" => principal = value.to_owned(),
                "principalClaimName" => principal_claim = value,
                "scope" => scope = value.split(',').collect(),
                "scopeClaimName" => scope_claim = value,
                "lifeSeconds" => {
                    let seconds = value.parse().ok().filter(|n| (1..=86_400_u64).contains(n));
                    life = seconds.ok_or_else(|| wrong("lifeSeconds is 1 to 86400".into()))?;
                }
                _ => match name.strip_prefix("extension_") {
                    Some(name) => extensions.push((name.to_owned(), value.to_owned())),
                    None => return Err(wrong(format!("has no {name:?}"))),
                },
            }
        }
        if principal.is_empty() {
            return Err(wrong("principal is missing; set it to \"principal=NAME\"".into()));
        }
        let mut claims = Map::new();
        claims.insert(principal_claim.into(), json!(principal));
        if !scope.is_empty() {
            claims.insert(scope_claim.into(), json!(scope));
        }
        Ok(Unsecured { principal, claims, life: Duration::from_secs(life), extensions })
    }
}

impl TokenSource for Unsecured {
    fn token(&self) -> Asked {
        let now = SystemTime::now();
        let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let mut claims = self.claims.clone();
        claims.insert("iat".into(), json!(seconds(now)));
        claims.insert("exp".into(), json!(seconds(now + self.life)));
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let value = format!("{}.{}.", part(json!({"alg": "none"})), part(Value::Object(claims)));
        let (principal, extensions) = (self.principal.clone(), self.extensions.clone());
        let token = Token { value, expires: now + self.life, principal, extensions };
        Box::pin(std::future::ready(Ok(token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::auth::claims;

    #[tokio::test]
    async fn what_a_token_says() {
        let source = Unsecured::new("principal=me scope=a,b lifeSeconds=60 extension_org=x").unwrap();
        let token = source.token().await.unwrap();
        let (expires, subject) = claims(&token.value).unwrap();
        assert_eq!(subject.as_deref(), Some("me"));
        assert!(expires.unwrap().duration_since(token.expires).unwrap_or_default() < Duration::from_secs(1));
        assert_eq!(token.extensions, [("org".to_owned(), "x".to_owned())]);
        for wrong in ["", "principal=", "principal=a b", "principal=a x=y", "principal=a lifeSeconds=0"] {
            assert!(Unsecured::new(wrong).is_err(), "{wrong}");
        }
    }
}
