//! OpenID Connect's client credentials (RFC 6749 4.4): the token endpoint gives a token for the client's id and secret.
//! librdkafka would do this with libcurl, which is not linked in; the options are librdkafka's, the HTTP is ours.

use super::{Asked, Token, TokenSource, claims};
use crate::client::{Answer, Request, Settings, Tls, Url, ask};
use crate::error::{Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

const PATIENCE: Duration = Duration::from_secs(10);
const MAX_BODY: u64 = 1 << 20;

/// Whom to ask, and as whom.
#[derive(Clone)]
pub(super) struct Oidc {
    pub(super) endpoint: Url,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) scope: Option<String>,
    pub(super) extensions: Vec<(String, String)>,
    /// `https.ca.location`; else the system's authorities.
    pub(super) ca_file: Option<PathBuf>,
}

impl TokenSource for Rc<Oidc> {
    fn token(&self) -> Asked {
        let oidc = self.clone();
        Box::pin(async move { oidc.ask().await })
    }
}

impl Oidc {
    async fn ask(&self) -> Result<Token> {
        let settings = Settings {
            connect_timeout: Some(PATIENCE),
            read_timeout: Some(PATIENCE),
            max_body: MAX_BODY,
            tls: Tls { ca_file: self.ca_file.clone(), ..Settings::default().tls },
            ..Settings::default()
        };
        let asked = SystemTime::now();
        let answer = ask(&self.endpoint.origin, self.request()?, &settings).await;
        let unanswered = |why: &str| self.error(Kind::Closed, why);
        self.read(&answer.map_err(|failure| unanswered(&failure.error.message))?, asked)
    }

    fn request(&self) -> Result<Request> {
        let mut request = Request::new(b"POST", self.endpoint.target.as_bytes())?;
        let login = STANDARD.encode(format!("{}:{}", self.client_id, self.client_secret));
        request.field(b"accept", b"application/json")?;
        request.field(b"content-type", b"application/x-www-form-urlencoded")?;
        request.field(b"authorization", format!("Basic {login}").as_bytes())?;
        let scope = self.scope.as_ref().map_or(String::new(), |scope| format!("&scope={}", form_encoded(scope)));
        request.body(Bytes::from(format!("grant_type=client_credentials{scope}")));
        Ok(request)
    }

    /// The token in an answer. Of an error's body only the fields that RFC 6749 5.2 names are repeated.
    fn read(&self, answer: &Answer, asked: SystemTime) -> Result<Token> {
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let field = |name: &str| body.as_ref().and_then(|body| body.get(name));
        if answer.status != 200 {
            let words = ["error", "error_description"].iter().filter_map(|name| field(name)?.as_str());
            let why = words.map(|word| format!(": {word}")).collect::<String>();
            let kind = if answer.status >= 500 { Kind::Closed } else { Kind::Protocol };
            return Err(self.error(kind, &format!("it answered {}{why}", answer.status)));
        }
        let value = field("access_token").and_then(Value::as_str);
        let value = value.ok_or_else(|| self.error(Kind::Protocol, "its answer is no JSON with an access_token"))?;
        let (expires, subject) = claims(value).unwrap_or_default();
        let seconds = field("expires_in").and_then(Value::as_u64).map(|s| asked + Duration::from_secs(s.min(1 << 32)));
        let unknown =
            || self.error(Kind::Protocol, "its token has no expiry (claim exp), and its answer no expires_in");
        Ok(Token {
            value: value.to_owned(),
            expires: expires.or(seconds).ok_or_else(unknown)?,
            principal: subject.unwrap_or_else(|| self.client_id.clone()),
            extensions: self.extensions.clone(),
        })
    }

    fn error(&self, kind: Kind, why: &str) -> Error {
        Error::new(kind, format!("the token endpoint {}: {why}", self.endpoint.origin.authority()))
    }
}

/// WHATWG's application/x-www-form-urlencoded, a little stricter.
fn form_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        _ if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// `name=value,name=value`.
pub(super) fn extensions(text: &str) -> Result<Vec<(String, String)>> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let split = |pair: &str| {
        let wrong = || Error::invalid("sasl.oauthbearer.extensions takes name=value pairs with commas between them");
        let (name, value) = pair.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(wrong)?;
        Ok((name.to_owned(), value.to_owned()))
    };
    pairs.map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_extensions() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(extensions("a=1, b=x=y,").unwrap(), [pair("a", "1"), pair("b", "x=y")]);
        assert!(extensions("a").is_err() && extensions("=b").is_err());
        assert_eq!(form_encoded("kafka read/ä"), "kafka+read%2F%C3%A4");
    }
}
