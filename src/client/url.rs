//! An http or https URL taken apart, and one request to it on a connection of its own.

use super::failure::Failure;
use super::http::{Answer, Client};
use super::request::Request;
use super::settings::{Origin, Settings};
use crate::error::{Error, Result};
use hyper::Uri;

/// Where a URL leads: no user, no fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// Host, port and whether to speak TLS.
    pub origin: Origin,
    /// Path and query.
    pub target: String,
}

impl Url {
    /// Takes `http://host:port/path?query`; the error says what is wrong with it, without the URL, which may have secrets.
    pub fn parse(text: &str) -> Result<Url> {
        let wrong = |why: &str| Error::invalid(format!("is no URL that can be asked: {why}"));
        let uri: Uri = text.parse().map_err(|_| wrong("it takes http://host/path or https://host/path"))?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong("it begins with http:// or https://")),
        };
        let authority = uri.authority().ok_or_else(|| wrong("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("a user in it is not supported"));
        }
        let origin = Origin::new(authority.host(), authority.port_u16().unwrap_or(0), tls)?;
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        Ok(Url { origin, target: if target.starts_with('/') { target.into() } else { format!("/{target}") } })
    }
}

/// Asks once and closes the connection. The request's own path counts.
pub async fn ask(origin: &Origin, request: Request, settings: &Settings) -> std::result::Result<Answer, Failure> {
    let settings = Settings { keep_alive: false, ..settings.clone() };
    Client::new(origin.clone()).send(request, &settings, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let url = Url::parse("https://Example.org/a/b?c=d#e").unwrap();
        assert_eq!(
            (url.origin.authority().as_str(), url.target.as_str(), url.origin.tls),
            ("Example.org", "/a/b?c=d", true)
        );
        let url = Url::parse("http://127.0.0.1:8080").unwrap();
        assert_eq!((url.origin.port, url.target.as_str()), (8080, "/"));
        assert_eq!(Url::parse("http://[::1]:80/x").unwrap().origin.host, "::1");
        assert_eq!(Url::parse("http://h?a=b").unwrap().target, "/?a=b");
        for wrong in ["", "/x", "ftp://a/", "http://", "http://user:secret@a/", "http://a b/"] {
            let error = Url::parse(wrong).unwrap_err();
            assert!(!error.message.contains("secret"), "{wrong}");
        }
    }
}
