//! What a TLS listener is set up with. Names, types and ranges of the options are the caller's; what rustls can do with
//! the values is checked here, by whoever builds something of them.

use super::provider;
use crate::error::{Error, Result};
use std::path::PathBuf;
use std::time::Duration;
use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{CipherSuite, NamedGroup, SupportedCipherSuite, SupportedProtocolVersion};

/// A certificate chain and the private key of its first certificate, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The server's certificate, then those that lead to its authority.
    pub certificate: PathBuf,
    /// The private key: PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key: PathBuf,
}

/// How TLS is spoken.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The certificate for clients that name no host, or one that is not in `names`.
    pub files: Files,
    /// Certificates for host names (SNI, RFC 6066 3): `example.org`, or `*.example.org` for each name one label longer.
    pub names: Vec<(String, Files)>,
    /// The authorities (PEM) that a client's certificate must come from; `None`: clients are not asked for one.
    pub client_authorities: Option<PathBuf>,
    /// Whether a client without a certificate is refused.
    pub client_must_prove: bool,
    /// TLS 1.2 is spoken.
    pub tls12: bool,
    /// TLS 1.3 is spoken.
    pub tls13: bool,
    /// Cipher suites by their OpenSSL or IANA names, colons between them, in the server's order; empty: all there are.
    pub ciphers: String,
    /// Key exchange groups by name, colons between them, in the server's order; empty or `auto`: all there are.
    pub curves: String,
    /// Whether the server's order of ciphers counts, not the client's.
    pub server_order: bool,
    /// HTTP/2 is offered before HTTP/1.1 (ALPN, RFC 7301).
    pub http2: bool,
    /// Time from accept to the end of the handshake; zero: no limit. Default 10 s.
    pub handshake_time: Duration,
    /// Handshakes a worker has under way at once; others wait, within their time. Default 256.
    pub handshakes: usize,
}

impl Settings {
    /// TLS 1.2 and 1.3 with these files and nothing asked of clients.
    pub fn new(files: Files) -> Settings {
        Settings {
            files,
            names: Vec::new(),
            client_authorities: None,
            client_must_prove: false,
            tls12: true,
            tls13: true,
            ciphers: String::new(),
            curves: String::new(),
            server_order: true,
            http2: false,
            handshake_time: Duration::from_secs(10),
            handshakes: 256,
        }
    }

    /// The versions that are spoken, newest first.
    pub(super) fn versions(&self) -> Result<Vec<&'static SupportedProtocolVersion>> {
        let wanted = [self.tls13.then_some(&TLS13), self.tls12.then_some(&TLS12)];
        let versions: Vec<_> = wanted.into_iter().flatten().collect();
        if versions.is_empty() {
            return Err(Error::invalid(
                "ssl_protocols leaves no version: give SSL_TLSv1_2, SSL_TLSv1_3 or both (older ones are not spoken)",
            ));
        }
        Ok(versions)
    }

    /// The cryptography with the suites and groups chosen.
    pub(super) fn provider(&self) -> Result<CryptoProvider> {
        let mut provider = provider();
        if !self.ciphers.is_empty() {
            provider.cipher_suites = chosen("ssl_ciphers", &self.ciphers, &provider.cipher_suites, suite_names)?;
            self.check_suites(&provider.cipher_suites)?;
        }
        if !self.curves.is_empty() && self.curves != "auto" {
            provider.kx_groups = chosen("ssl_ecdh_curve", &self.curves, &provider.kx_groups, group_names)?;
        }
        Ok(provider)
    }

    /// Each version that is to be spoken needs a suite of its own.
    fn check_suites(&self, suites: &[SupportedCipherSuite]) -> Result<()> {
        for version in self.versions()? {
            if !suites.iter().any(|suite| suite.version().version == version.version) {
                let name = if version.version == TLS13.version { "1.3" } else { "1.2" };
                return Err(Error::invalid(format!(
                    "ssl_ciphers has no cipher of TLS {name}: add one, or leave the version out of ssl_protocols"
                )));
            }
        }
        Ok(())
    }
}

/// The items of `all` that `text` names, in its order.
fn chosen<T: Copy>(option: &str, text: &str, all: &[T], names: fn(&T) -> Vec<String>) -> Result<Vec<T>> {
    let find = |name: &str| {
        let found = all.iter().find(|item| names(item).iter().any(|n| n.eq_ignore_ascii_case(name)));
        found.copied().ok_or_else(|| {
            let known: Vec<String> = all.iter().filter_map(|item| names(item).into_iter().next()).collect();
            Error::invalid(format!("{option}: there is no '{name}'; there are {}", known.join(":")))
        })
    };
    text.split([':', ',', ' ']).filter(|name| !name.is_empty()).map(find).collect()
}

/// OpenSSL's name, then IANA's.
fn suite_names(suite: &SupportedCipherSuite) -> Vec<String> {
    vec![openssl_name(suite.suite()), iana_name(suite.suite())]
}

/// The suite's name as PHP's openssl extension and Swoole write it: `ECDHE-RSA-AES128-GCM-SHA256`; TLS 1.3's have IANA's.
pub(super) fn openssl_name(suite: CipherSuite) -> String {
    let iana = iana_name(suite);
    let Some((exchange, cipher)) = iana.strip_prefix("TLS_").and_then(|n| n.split_once("_WITH_")) else { return iana };
    let cipher = cipher.replace("AES_", "AES").replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305");
    format!("{exchange}_{cipher}").replace('_', "-")
}

/// `TLS_AES_128_GCM_SHA256`
fn iana_name(suite: CipherSuite) -> String {
    suite.as_str().unwrap_or_default().replace("TLS13_", "TLS_")
}

fn group_names(group: &&'static dyn SupportedKxGroup) -> Vec<String> {
    let names: &[&str] = match group.name() {
        NamedGroup::X25519 => &["X25519"],
        NamedGroup::secp256r1 => &["prime256v1", "P-256", "secp256r1"],
        NamedGroup::secp384r1 => &["secp384r1", "P-384"],
        _ => &[],
    };
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = Settings::new(Files { certificate: "c".into(), key: "k".into() });
        change(&mut settings);
        settings
    }

    #[test]
    fn ciphers_have_openssls_names_and_ianas() {
        let text = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:TLS_AES_256_GCM_SHA384";
        let provider = settings(|s| s.ciphers = text.into()).provider().unwrap();
        let names: Vec<_> = provider.cipher_suites.iter().map(|s| openssl_name(s.suite())).collect();
        assert_eq!(names.join(":"), text);
        let iana = settings(|s| {
            (s.ciphers, s.tls13) = ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384".into(), false);
        });
        assert_eq!(openssl_name(iana.provider().unwrap().cipher_suites[0].suite()), "ECDHE-RSA-AES256-GCM-SHA384");
    }

    #[test]
    fn what_rustls_cannot_do_is_named() {
        let error = |change: fn(&mut Settings)| settings(change).provider().unwrap_err().message;
        let unknown = error(|s| s.ciphers = "RC4-MD5".into());
        assert!(unknown.contains("'RC4-MD5'") && unknown.contains("ECDHE-RSA-AES128-GCM-SHA256"), "{unknown}");
        let only12 = error(|s| s.ciphers = "ECDHE-RSA-AES128-GCM-SHA256".into());
        assert!(only12.contains("no cipher of TLS 1.3"), "{only12}");
        assert!(error(|s| s.curves = "brainpool".into()).contains("X25519:prime256v1:secp384r1"));
        assert!(settings(|s| s.curves = "P-256:X25519".into()).provider().is_ok());
        assert!(settings(|s| (s.tls12, s.tls13) = (false, false)).versions().is_err());
    }
}
