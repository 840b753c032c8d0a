//! The two claims of a JSON Web Token (RFC 7519) that a client needs. The signature is the broker's business.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// When the token ends (`exp`) and whom it is for (`sub`), each when the token says so. `None`: it is no JWT.
pub fn claims(token: &str) -> Option<(Option<SystemTime>, Option<String>)> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let seconds = claims.get("exp").and_then(Value::as_f64).filter(|seconds| (0.0..1e11).contains(seconds));
    let expires = seconds.map(|seconds| UNIX_EPOCH + Duration::from_secs_f64(seconds));
    Some((expires, claims.get("sub").and_then(Value::as_str).map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_and_subject() {
        let token = |payload: &str| format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(payload));
        let end = UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        let (expires, subject) = claims(&token(r#"{"exp":1767323045,"sub":"me"}"#)).unwrap();
        assert_eq!((expires, subject.as_deref()), (Some(end), Some("me")));
        assert_eq!(claims(&token(r#"{"sub":7}"#)), Some((None, None)));
        for text in ["opaque", "a.b.c", "", "e30.e30"] {
            assert_eq!(claims(text), None, "{text}");
        }
    }
}
