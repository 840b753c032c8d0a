//! Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): over the
//! fields of a request, or as parameters of its URL. Computes only; no clock, no I/O.

use super::calendar::compact;
use super::credentials::Credentials;
use ring::digest::{SHA256, digest};
use ring::hmac;
use std::fmt::Write;
use std::time::SystemTime;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What a signature is good for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Such as `eu-central-1`.
    pub region: &'a str,
    /// Such as `s3`.
    pub service: &'a str,
    /// When it was made; AWS takes it for five minutes before and after.
    pub time: SystemTime,
}

/// A request as it will be sent.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`.
    pub method: &'a str,
    /// The value of the Host field.
    pub host: &'a str,
    /// Path and query, percent-encoded.
    pub target: &'a str,
    /// Fields that are signed beside Host, names in lower case.
    pub fields: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// The fields to add to the request: names in lower case, the last is `authorization`.
pub fn sign(request: &Request<'_>, scope: Scope<'_>, credentials: &Credentials) -> Vec<(&'static str, String)> {
    let hash = hex(digest(&SHA256, request.body).as_ref());
    let mut added = vec![("x-amz-date", compact(scope.time))];
    if scope.service == "s3" {
        added.push(("x-amz-content-sha256", hash.clone()));
    }
    if let Some(token) = &credentials.session_token {
        added.push(("x-amz-security-token", token.clone()));
    }
    let mut fields: Vec<(&str, &str)> = vec![("host", request.host)];
    fields.extend(request.fields);
    fields.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
    fields.sort_unstable();
    let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
    let pairs: Vec<(String, String)> = query.split('&').filter(|pair| !pair.is_empty()).map(decoded_pair).collect();
    let canonical = Canonical { method: request.method, path: &canonical_path(path, scope.service), hash: &hash };
    let names = names(&fields);
    let signature = canonical.signature(&sorted(&pairs), &fields, scope, credentials);
    let key = format!("{}/{}", credentials.access_key, scope.text());
    added
        .push(("authorization", format!("{ALGORITHM} Credential={key}, SignedHeaders={names}, Signature={signature}")));
    added
}

/// A GET of `https://HOST/` with these parameters as a URL that whoever has it may use for `seconds`.
pub fn presign(
    host: &str,
    query: &[(&str, &str)],
    seconds: u32,
    scope: Scope<'_>,
    credentials: &Credentials,
) -> String {
    let mut pairs: Vec<(String, String)> = query.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
    add("X-Amz-Algorithm", ALGORITHM.into());
    add("X-Amz-Credential", format!("{}/{}", credentials.access_key, scope.text()));
    add("X-Amz-Date", compact(scope.time));
    add("X-Amz-Expires", seconds.to_string());
    add("X-Amz-SignedHeaders", "host".into());
    if let Some(token) = &credentials.session_token {
        add("X-Amz-Security-Token", token.clone());
    }
    let hash = hex(digest(&SHA256, b"").as_ref());
    let canonical = Canonical { method: "GET", path: "/", hash: &hash };
    let signature = canonical.signature(&sorted(&pairs), &[("host", host)], scope, credentials);
    format!("https://{host}/?{}&X-Amz-Signature={signature}", joined(&pairs))
}

impl Scope<'_> {
    fn text(&self) -> String {
        format!("{}/{}/{}/aws4_request", &compact(self.time)[..8], self.region, self.service)
    }

    /// The key that is good for this day, region and service only.
    fn key(&self, secret: &str) -> hmac::Tag {
        let first = mac(format!("AWS4{secret}").as_bytes(), &compact(self.time)[..8]);
        [self.region, self.service, "aws4_request"].iter().fold(first, |key, part| mac(key.as_ref(), part))
    }
}

/// The parts of the canonical request that are no list.
struct Canonical<'a> {
    method: &'a str,
    path: &'a str,
    hash: &'a str,
}

impl Canonical<'_> {
    fn signature(&self, query: &str, fields: &[(&str, &str)], scope: Scope<'_>, by: &Credentials) -> String {
        let mut text = format!("{}\n{}\n{query}\n", self.method, self.path);
        for (name, value) in fields {
            let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
            let _ = writeln!(text, "{name}:{}", words.join(" "));
        }
        let _ = write!(text, "\n{}\n{}", names(fields), self.hash);
        let hash = hex(digest(&SHA256, text.as_bytes()).as_ref());
        let to_sign = format!("{ALGORITHM}\n{}\n{}\n{hash}", compact(scope.time), scope.text());
        hex(mac(scope.key(&by.secret_key).as_ref(), &to_sign).as_ref())
    }
}

fn mac(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn names(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";")
}

/// S3 signs the path as it is; everybody else encodes what is encoded already a second time.
fn canonical_path(path: &str, service: &str) -> String {
    let once = if service == "s3" { decoded(path) } else { path.as_bytes().to_vec() };
    encoded(&once, b"/")
}

fn joined(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", escape(name), escape(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn sorted(pairs: &[(String, String)]) -> String {
    let mut pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| (escape(k), escape(v))).collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn decoded_pair(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let text = |part| String::from_utf8_lossy(&decoded(part)).into_owned();
    (text(name), text(value))
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(super) fn escape(text: &str) -> String {
    encoded(text.as_bytes(), b"")
}

fn encoded(bytes: &[u8], kept: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn decoded(text: &str) -> Vec<u8> {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::from_rfc3339;

    fn signature(request: &Request<'_>, scope: Scope<'_>, secret: &str) -> String {
        let signed = sign(request, scope, &Credentials::new("AKIDEXAMPLE", secret, None));
        let authorization = &signed.last().unwrap().1;
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    /// From AWS's test suite: get-vanilla and get-vanilla-query-order-key-case.
    #[test]
    fn fields_as_in_awss_test_suite() {
        let time = from_rfc3339("2015-08-30T12:36:00Z").unwrap();
        let scope = Scope { region: "us-east-1", service: "service", time };
        let mut request = Request { method: "GET", host: "example.amazonaws.com", target: "/", fields: &[], body: b"" };
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
        assert_eq!(signature(&request, scope, secret), vanilla);
        request.target = "/?Param2=value2&Param1=value1";
        let ordered = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
        assert_eq!(signature(&request, scope, secret), ordered);
    }

    /// The example of S3's documentation: a range of an object.
    #[test]
    fn an_object_of_s3() {
        let time = from_rfc3339("2013-05-24T00:00:00Z").unwrap();
        let scope = Scope { region: "us-east-1", service: "s3", time };
        let request = Request {
            method: "GET",
            host: "examplebucket.s3.amazonaws.com",
            target: "/test.txt",
            fields: &[("range", "bytes=0-9")],
            body: b"",
        };
        let signed = signature(&request, scope, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assert_eq!(signed.len(), 64);
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None);
        let all = sign(&request, scope, &credentials);
        let (_, authorization) = all.last().unwrap();
        assert!(authorization.ends_with("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
        assert!(authorization.contains("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"));
        assert_eq!(signed, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    #[test]
    fn paths() {
        assert_eq!(canonical_path("/a%20b/%C3%A4", "s3"), "/a%20b/%C3%A4");
        assert_eq!(canonical_path("/a%20b", "execute-api"), "/a%2520b");
        assert_eq!(canonical_path("/100%/x", "s3"), "/100%25/x");
    }
}
