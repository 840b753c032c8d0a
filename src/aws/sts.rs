//! AWS's Security Token Service: a role's credentials for a web identity's token (IRSA), or for another access key.

use super::calendar::from_rfc3339;
use super::credentials::Credentials;
use super::environment::Environment;
use super::fetch::Question;
use super::sigv4::{Request, Scope, escape, sign};
use super::skew::Skew;
use crate::client::Url;
use crate::error::{Error, Kind, Result};
use std::cell::RefCell;
use std::time::SystemTime;

const WHAT: &str = "AWS STS";

/// Where roles are assumed, and how far its clock is away.
pub(super) struct Sts<'a> {
    pub(super) from: &'a Environment,
    pub(super) region: Option<&'a str>,
    pub(super) skew: &'a RefCell<Option<Skew>>,
}

/// The role to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    /// `arn:aws:iam::123456789012:role/name`.
    pub(super) arn: String,
    /// Names the session in AWS's logs.
    pub(super) session: String,
    pub(super) external_id: Option<String>,
}

impl Sts<'_> {
    /// Whoever has this token of an identity provider may be the role. Needs no credentials.
    pub(super) async fn with_web_identity(&self, role: &Role, token: &str) -> Result<Credentials> {
        let body = form("AssumeRoleWithWebIdentity", role, &[("WebIdentityToken", token)]);
        self.assume(self.question(body)?).await
    }

    /// Whoever has these credentials may be the role.
    pub(super) async fn with_credentials(&self, role: &Role, credentials: &Credentials) -> Result<Credentials> {
        let extra: Vec<(&str, &str)> = role.external_id.iter().map(|id| ("ExternalId", id.as_str())).collect();
        let mut question = self.question(form("AssumeRole", role, &extra))?;
        let scope = Scope { region: self.region.unwrap_or("us-east-1"), service: "sts", time: SystemTime::now() };
        let host = question.url.origin.authority();
        let request = Request {
            method: "POST",
            host: &host,
            target: &question.url.target,
            fields: &[],
            body: question.body.as_deref().unwrap_or_default().as_bytes(),
        };
        let signed = sign(&request, scope, credentials);
        question.fields.extend(signed);
        self.assume(question).await
    }

    /// Asks for nothing, to see its clock.
    pub(super) async fn look_at_clock(&self) -> Result<()> {
        Question::get(WHAT, self.url()?).ask(self.skew).await.map(drop)
    }

    async fn assume(&self, question: Question<'_>) -> Result<Credentials> {
        let answer = question.ask(self.skew).await?;
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status != 200 {
            let why = [element(&text, "Code"), element(&text, "Message")];
            let why: Vec<String> = why.into_iter().flatten().collect();
            let skew = self.skew.borrow().as_ref().and_then(Skew::explanation);
            let skew = skew.map_or(String::new(), |skew| format!(" ({skew})"));
            return Err(question.refused(answer.status, &format!("{}{skew}", why.join(": "))));
        }
        let wanted = |name: &str| {
            element(&text, name).ok_or_else(|| Error::new(Kind::Protocol, format!("{WHAT}: the answer has no {name}")))
        };
        Ok(Credentials {
            access_key: wanted("AccessKeyId")?,
            secret_key: wanted("SecretAccessKey")?,
            session_token: Some(wanted("SessionToken")?),
            expires: from_rfc3339(&wanted("Expiration")?),
        })
    }

    fn question(&self, body: String) -> Result<Question<'static>> {
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned());
        let question = Question::get(WHAT, self.url()?);
        Ok(Question { method: "POST", fields: vec![form], body: Some(body), ..question })
    }

    fn url(&self) -> Result<Url> {
        let text = self.from.endpoint("STS").unwrap_or_else(|| match self.region {
            Some(region) if region.starts_with("cn-") => format!("https://sts.{region}.amazonaws.com.cn/"),
            Some(region) => format!("https://sts.{region}.amazonaws.com/"),
            None => "https://sts.amazonaws.com/".to_owned(),
        });
        Url::parse(&text).map_err(|e| Error::invalid(format!("AWS_ENDPOINT_URL_STS or AWS_ENDPOINT_URL {}", e.message)))
    }
}

fn form(action: &str, role: &Role, extra: &[(&str, &str)]) -> String {
    let own = [
        ("Action", action),
        ("Version", "2011-06-15"),
        ("RoleArn", role.arn.as_str()),
        ("RoleSessionName", role.session.as_str()),
    ];
    let pairs = own.iter().chain(extra).map(|(name, value)| format!("{name}={}", escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The text of the first element of that name. What STS says has no element within another of the same name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(plain.iter().fold(text.trim().to_owned(), |text, (entity, char)| text.replace(entity, char)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements() {
        let xml = "<R><Code>A</Code><Message>a &lt;b&gt; &amp;amp;</Message></R>";
        assert_eq!(element(xml, "Code").as_deref(), Some("A"));
        assert_eq!(element(xml, "Message").as_deref(), Some("a <b> &amp;"));
        assert_eq!(element(xml, "Mess"), None);
    }

    #[test]
    fn addresses() {
        let skew = RefCell::new(None);
        let none = Environment::of([("HOME", "/")]);
        let url = |from: &Environment, region| Sts { from, region, skew: &skew }.url().unwrap().origin.authority();
        assert_eq!(url(&none, Some("eu-west-1")), "sts.eu-west-1.amazonaws.com");
        assert_eq!(url(&none, Some("cn-north-1")), "sts.cn-north-1.amazonaws.com.cn");
        assert_eq!(url(&none, None), "sts.amazonaws.com");
        assert_eq!(url(&Environment::of([("AWS_ENDPOINT_URL", "http://a:1")]), None), "a:1");
    }
}
