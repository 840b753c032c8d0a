//! Keys and certificates as bytes: read and checked by the master before the first fork and again before each reload,
//! with the master's rights; workers inherit the bytes and need not be able to read the files.

use super::{Files, Settings, provider};
use crate::error::{Error, Result};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, InconsistentKeys, RootCertStore};

/// One chain with its key, DER.
#[derive(Debug)]
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    files: Files,
}

/// What was in the files that the settings name.
#[derive(Debug)]
pub struct Material {
    own: Identity,
    names: Vec<(String, Identity)>,
    authorities: Vec<CertificateDer<'static>>,
}

impl Material {
    /// Reads the files and makes sure that a worker can use them. Errors name the file and what to change.
    pub fn read(settings: &Settings) -> Result<Material> {
        settings.versions()?;
        settings.provider()?;
        if settings.client_must_prove && settings.client_authorities.is_none() {
            return Err(Error::invalid(
                "ssl_verify_peer needs ssl_client_cert_file: the authorities that clients' certificates come from",
            ));
        }
        let named = |(name, files): &(String, Files)| Ok((host_name(name)?, Identity::read(files)?));
        let material = Material {
            own: Identity::read(&settings.files)?,
            names: settings.names.iter().map(named).collect::<Result<_>>()?,
            authorities: settings.client_authorities.as_deref().map(read_authorities).transpose()?.unwrap_or_default(),
        };
        material.own.certified()?;
        material.certified_names()?;
        material.roots()?;
        Ok(material)
    }

    /// The default certificate, ready to sign.
    pub(super) fn certified(&self) -> Result<Arc<CertifiedKey>> {
        self.own.certified()
    }

    /// The certificates for host names, ready to sign.
    pub(super) fn certified_names(&self) -> Result<Vec<(String, Arc<CertifiedKey>)>> {
        self.names.iter().map(|(name, identity)| Ok((name.clone(), identity.certified()?))).collect()
    }

    /// Who may vouch for clients.
    pub(super) fn roots(&self) -> Result<RootCertStore> {
        let mut roots = RootCertStore::empty();
        for authority in &self.authorities {
            let added = roots.add(authority.clone());
            added.map_err(|e| {
                Error::invalid(format!("ssl_client_cert_file has a certificate that is no authority: {e}"))
            })?;
        }
        Ok(roots)
    }

    /// What clients had to prove and by whom, as bytes: a ticket that was given for less is not taken.
    pub(super) fn trust(&self, settings: &Settings) -> Vec<u8> {
        let must = [u8::from(settings.client_must_prove)];
        let all = self.authorities.iter().map(|authority| authority.as_ref());
        all.chain([&must[..]]).flatten().copied().collect()
    }
}

impl Identity {
    fn read(files: &Files) -> Result<Identity> {
        let chain = read_chain(&files.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&bytes_of("private key", &files.key)?);
        let key = key.map_err(|e| no_key(&files.key, &e))?;
        Ok(Identity { chain, key, files: files.clone() })
    }

    fn certified(&self) -> Result<Arc<CertifiedKey>> {
        let (certificate, key) = (self.files.certificate.display(), self.files.key.display());
        let made = CertifiedKey::from_der(self.chain.clone(), self.key.clone_key(), &provider());
        let refused = |error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => Error::invalid(format!(
                "the private key in {key} is not that of the certificate in {certificate}: give the two that were made \
                 for each other (the server's own certificate comes first in its file)"
            )),
            rustls::Error::InvalidCertificate(reason) => {
                Error::invalid(format!("the certificate in {certificate} cannot be used: {reason:?}"))
            }
            other => Error::invalid(format!("the private key in {key} cannot be used: {other}")),
        };
        made.map(Arc::new).map_err(refused)
    }
}

fn bytes_of(what: &str, path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::io(format_args!("read the {what} {}", path.display()), e))
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let bytes = bytes_of("certificate", path)?;
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let chain = chain.map_err(|e| Error::invalid(format!("{} is no PEM file: {e}", path.display())))?;
    if chain.is_empty() {
        return Err(Error::invalid(format!("{} has no certificate in PEM", path.display())));
    }
    Ok(chain)
}

fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    read_chain(path).map_err(|e| Error { message: format!("ssl_client_cert_file: {}", e.message), ..e })
}

fn no_key(path: &Path, error: &pem::Error) -> Error {
    let path = path.display();
    let encrypted = std::fs::read(path.to_string()).is_ok_and(|bytes| {
        let text = String::from_utf8_lossy(&bytes);
        text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")
    });
    if encrypted {
        return Error::invalid(format!(
            "the private key in {path} is encrypted, and nobody is there to type its passphrase: decrypt it with \
             openssl pkey -in … -out …, and keep the file readable by the master's user only"
        ));
    }
    Error::invalid(format!("{path} has no private key in PEM (PKCS#8, PKCS#1 or SEC1): {error}"))
}

/// The name in lower case; fails for what no client can name.
fn host_name(name: &str) -> Result<String> {
    let plain = name.strip_prefix("*.").unwrap_or(name);
    let valid = rustls::pki_types::DnsName::try_from(plain).is_ok();
    let text = || Error::invalid(format!("ssl_sni_certs: '{name}' is no host name (example.org or *.example.org)"));
    valid.then(|| name.to_ascii_lowercase()).ok_or_else(text)
}
