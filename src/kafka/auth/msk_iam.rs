//! AWS MSK's IAM login: the token is a presigned URL, good for fifteen minutes, that says "may connect to the cluster".

use super::{Asked, Reason, Token, TokenSource};
use crate::aws::{Credentials, Provider, Scope, presign};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

/// The longest that AWS takes.
const LIFE: Duration = Duration::from_secs(900);
const AGENT: &str = concat!("peregrine%2F", env!("CARGO_PKG_VERSION"));

/// Signs for the region of the brokers.
pub(super) struct MskIam {
    provider: Rc<Provider>,
    /// The region in the brokers' names, when they have one.
    brokers: Option<String>,
}

impl MskIam {
    pub(super) fn new(provider: Provider, bootstrap_servers: &str) -> MskIam {
        MskIam { provider: Rc::new(provider), brokers: region_of(bootstrap_servers) }
    }
}

impl TokenSource for MskIam {
    fn token(&self) -> Asked {
        let (provider, brokers) = (self.provider.clone(), self.brokers.clone());
        Box::pin(async move {
            let region = provider.region(brokers.as_deref()).await?;
            let credentials = provider.credentials().await?;
            Ok(token(&region, &credentials, SystemTime::now()))
        })
    }

    fn explain_refusal(&self) -> Option<Reason> {
        let provider = self.provider.clone();
        Some(Box::pin(async move { provider.explain_refusal().await }))
    }
}

fn token(region: &str, credentials: &Credentials, now: SystemTime) -> Token {
    let value = URL_SAFE_NO_PAD.encode(url(region, credentials, now, AGENT));
    // The brokers go by the signature's end; it is worth nothing after that of the key it was made with.
    let expires = credentials.expires.map_or(now + LIFE, |end| end.min(now + LIFE));
    Token { value, expires, principal: credentials.access_key.clone(), extensions: Vec::new() }
}

/// The agent is no part of what is signed.
fn url(region: &str, credentials: &Credentials, now: SystemTime, agent: &str) -> String {
    let scope = Scope { region, service: "kafka-cluster", time: now };
    let host = format!("kafka.{region}.amazonaws.com");
    let url = presign(&host, &[("Action", "kafka-cluster:Connect")], LIFE.as_secs() as u32, scope, credentials);
    format!("{url}&User-Agent={agent}")
}

/// `b-1.name.x.c2.kafka.eu-west-1.amazonaws.com:9098` and `boot-x.c1.kafka-serverless.eu-west-1.amazonaws.com:9098`.
fn region_of(bootstrap_servers: &str) -> Option<String> {
    let host = bootstrap_servers.split(',').next()?.trim().rsplit_once(':')?.0;
    let host = host.strip_suffix(".cn").unwrap_or(host).strip_suffix(".amazonaws.com")?;
    let (rest, region) = host.rsplit_once('.')?;
    let is_msk = [".kafka", ".kafka-serverless"].iter().any(|end| rest.ends_with(end));
    is_msk.then(|| region.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::from_rfc3339;

    /// Made with AWS's own signer for Python at a frozen clock.
    #[test]
    fn the_url_is_that_of_awss_own_signer() {
        let token = "FwoGZXIvYXdzEBYaDE/+==".to_owned();
        let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Some(token));
        let now = from_rfc3339("2026-01-02T03:04:05Z").unwrap();
        let made = url("us-east-1", &credentials, now, "aws-msk-iam-sasl-signer-python%2F1.0.2");
        let expected = "https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256\
            &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fkafka-cluster%2Faws4_request&X-Amz-Date=20260102T030405Z\
            &X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEBYaDE%2F%2B%3D%3D\
            &X-Amz-Signature=399ee8e3af3538722129a30b06bc1e4b3063313428fad1c8a20b706d84b8dfe1\
            &User-Agent=aws-msk-iam-sasl-signer-python%2F1.0.2";
        assert_eq!(made, expected);
    }

    #[test]
    fn a_token_ends_with_the_key_that_made_it() {
        let now = from_rfc3339("2026-01-02T03:04:05Z").unwrap();
        let mut credentials = Credentials::new("AKIDEXAMPLE", "secret", None);
        let made = token("us-east-1", &credentials, now);
        assert_eq!(made.expires.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis(), 1_767_323_945_000);
        assert!(!made.value.contains('=') && !format!("{made:?}").contains(&made.value));
        credentials.expires = Some(now + Duration::from_secs(30));
        assert_eq!(token("us-east-1", &credentials, now).expires, now + Duration::from_secs(30));
    }

    #[test]
    fn brokers_tell_their_region() {
        let msk = "b-1.demo.abc123.c2.kafka.eu-west-1.amazonaws.com:9098,b-2.demo.abc123.c2.kafka.eu-west-1.amazonaws.com:9098";
        assert_eq!(region_of(msk).as_deref(), Some("eu-west-1"));
        assert_eq!(region_of("boot-x.c1.kafka-serverless.us-east-2.amazonaws.com:9098").as_deref(), Some("us-east-2"));
        assert_eq!(region_of("b.kafka.cn-north-1.amazonaws.com.cn:9098").as_deref(), Some("cn-north-1"));
        assert_eq!(region_of("127.0.0.1:9098"), None);
        assert_eq!(region_of("ec2-1.eu-west-1.compute.amazonaws.com:9098"), None);
    }
}
