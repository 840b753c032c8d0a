//! Credentials of a container: ECS tasks and EKS pod identity give the address of an endpoint in the environment.

use super::credentials::Credentials;
use super::environment::Environment;
use super::fetch::{Question, read};
use super::instance::from_json;
use super::skew::Skew;
use crate::client::Url;
use crate::error::{Error, Result};
use std::cell::RefCell;
use std::net::IpAddr;

const WHAT: &str = "AWS container credentials";
/// Where ECS serves relative addresses.
const ECS: &str = "http://169.254.170.2";
/// ECS and EKS (pod identity), where plain HTTP does not leave the machine.
const LINK_LOCAL: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];

/// Asks the endpoint; `None` when the environment names none.
pub(super) async fn credentials(from: &Environment, skew: &RefCell<Option<Skew>>) -> Result<Option<Credentials>> {
    let Some(url) = endpoint(from)? else { return Ok(None) };
    let mut question = Question::get(WHAT, url);
    if let Some(token) = authorization(from).await? {
        question.fields.push(("authorization", token));
    }
    let answer = question.ask(skew).await?;
    if answer.status != 200 {
        return Err(question.refused(answer.status, "it must be 200"));
    }
    from_json(WHAT, &answer.body).map(Some)
}

fn endpoint(from: &Environment) -> Result<Option<Url>> {
    if let Some(path) = from.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
        return Ok(Some(Url::parse(&format!("{ECS}{path}"))?));
    }
    let Some(full) = from.get("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return Ok(None) };
    let url =
        Url::parse(&full).map_err(|e| Error::invalid(format!("AWS_CONTAINER_CREDENTIALS_FULL_URI {}", e.message)))?;
    if url.origin.tls || is_of_this_machine(&url.origin.host) {
        return Ok(Some(url));
    }
    let sentence = "is http to another machine; it takes https, or http to loopback or the addresses of ECS and EKS";
    Err(Error::invalid(format!("AWS_CONTAINER_CREDENTIALS_FULL_URI {sentence}")))
}

fn is_of_this_machine(host: &str) -> bool {
    let loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    loopback || host.eq_ignore_ascii_case("localhost") || LINK_LOCAL.contains(&host)
}

/// What the endpoint wants to see: a file's contents, which change, or a variable's.
async fn authorization(from: &Environment) -> Result<Option<String>> {
    let token = match from.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(file) => Some(read(WHAT, file.into()).await?.trim_end().to_owned()),
        None => from.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    };
    match token {
        Some(token) if token.contains(['\r', '\n']) => {
            Err(Error::invalid(format!("{WHAT}: the authorization token has a line break")))
        }
        token => Ok(token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        let of = |name: &str, value: &str| endpoint(&Environment::of([(name, value)]));
        let relative = of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1").unwrap().unwrap();
        assert_eq!((relative.origin.host.as_str(), relative.target.as_str()), ("169.254.170.2", "/v2/credentials/1"));
        for good in [
            "http://127.0.0.1:1/x",
            "http://localhost/",
            "http://169.254.170.23/v1/credentials",
            "https://far.example/x",
        ] {
            assert!(of("AWS_CONTAINER_CREDENTIALS_FULL_URI", good).unwrap().is_some(), "{good}");
        }
        for bad in ["http://far.example/x", "http://10.0.0.1/", "no url"] {
            let error = of("AWS_CONTAINER_CREDENTIALS_FULL_URI", bad).unwrap_err();
            assert!(error.message.starts_with("AWS_CONTAINER_CREDENTIALS_FULL_URI is "), "{}", error.message);
        }
        assert!(endpoint(&Environment::of([("PATH", "/")])).unwrap().is_none());
    }
}
