//! Credentials of an EC2 instance's role, from its metadata service, version 2: a session token first, then the role, then
//! its credentials. Version 1, which any program on the machine can be talked into asking, is not used.

use super::calendar::from_rfc3339;
use super::credentials::Credentials;
use super::environment::Environment;
use super::fetch::Question;
use super::skew::Skew;
use crate::client::Url;
use crate::error::{Error, Kind, Result};
use serde_json::Value;
use std::cell::RefCell;
use std::time::Duration;

const WHAT: &str = "AWS instance metadata (IMDSv2)";
const ENDPOINT: &str = "http://169.254.169.254";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
/// It is a link-local address: either it answers at once, or this is no EC2 instance.
const PATIENCE: Duration = Duration::from_secs(1);

/// A session with the metadata service.
struct Session<'a> {
    endpoint: String,
    token: String,
    skew: &'a RefCell<Option<Skew>>,
}

/// The credentials of the instance's role; `None` when the environment forbids to ask.
pub(super) async fn credentials(from: &Environment, skew: &RefCell<Option<Skew>>) -> Result<Option<Credentials>> {
    if from.is_on("AWS_EC2_METADATA_DISABLED") {
        return Ok(None);
    }
    let session = Session::open(from, skew).await?;
    let roles = session.text(ROLES, "there is no role attached to this instance").await?;
    let role = roles.lines().next().unwrap_or_default().trim();
    let answer = session.text(&format!("{ROLES}{role}"), "the role has no credentials").await?;
    from_json(WHAT, answer.as_bytes()).map(Some)
}

/// The region the instance is in.
pub(super) async fn region(from: &Environment, skew: &RefCell<Option<Skew>>) -> Result<Option<String>> {
    if from.is_on("AWS_EC2_METADATA_DISABLED") {
        return Ok(None);
    }
    let session = Session::open(from, skew).await?;
    session.text("/latest/meta-data/placement/region", "it does not know its region").await.map(Some)
}

impl<'a> Session<'a> {
    async fn open(from: &Environment, skew: &'a RefCell<Option<Skew>>) -> Result<Session<'a>> {
        let endpoint = from.get("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or_else(|| ENDPOINT.to_owned());
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        let mut session = Session { endpoint, token: String::new(), skew };
        let mut question = session.question("/latest/api/token")?;
        question.method = "PUT";
        question.fields = vec![("x-aws-ec2-metadata-token-ttl-seconds", "300".to_owned())];
        let answer = question.ask(skew).await?;
        if answer.status != 200 {
            return Err(question.refused(answer.status, "it gives no session token"));
        }
        session.token = text(&answer.body);
        Ok(session)
    }

    fn question(&self, path: &str) -> Result<Question<'static>> {
        let url = Url::parse(&format!("{}{path}", self.endpoint));
        let url = url.map_err(|e| Error::invalid(format!("AWS_EC2_METADATA_SERVICE_ENDPOINT {}", e.message)))?;
        let token = ("x-aws-ec2-metadata-token", self.token.clone());
        Ok(Question { fields: vec![token], patience: PATIENCE, ..Question::get(WHAT, url) })
    }

    async fn text(&self, path: &str, when_not_found: &str) -> Result<String> {
        let question = self.question(path)?;
        let answer = question.ask(self.skew).await?;
        match answer.status {
            200 => Ok(text(&answer.body)),
            404 => Err(Error::new(Kind::Protocol, format!("{WHAT}: {when_not_found}"))),
            status => Err(question.refused(status, "")),
        }
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).trim().to_owned()
}

/// Credentials as containers and instances give them. `what` is for the error, in which nothing of the answer is repeated.
pub(super) fn from_json(what: &str, body: &[u8]) -> Result<Credentials> {
    let wrong = |why: &str| Error::new(Kind::Protocol, format!("{what}: {why}"));
    let all: Value = serde_json::from_slice(body).map_err(|_| wrong("the answer is no JSON"))?;
    let text = |name: &str| all.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(code) = text("Code").filter(|code| code != "Success") {
        return Err(wrong(&format!("{code}: {}", text("Message").unwrap_or_default())));
    }
    let missing = |name: &str| wrong(&format!("the answer has no {name}"));
    Ok(Credentials {
        access_key: text("AccessKeyId").ok_or_else(|| missing("AccessKeyId"))?,
        secret_key: text("SecretAccessKey").ok_or_else(|| missing("SecretAccessKey"))?,
        session_token: text("Token"),
        expires: text("Expiration").as_deref().and_then(from_rfc3339),
    })
}
