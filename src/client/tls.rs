//! TLS towards a server, by rustls: who is trusted and which name must be proven. The configuration of the system's
//! trust store is made once per thread; a file of authorities is read for each connection, so that a new one counts.

use super::failure::{code, coded};
use super::settings::Tls;
use crate::error::{Error, Kind, Result};
use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

thread_local! {
    static SYSTEM: RefCell<Option<Arc<ClientConfig>>> = const { RefCell::new(None) };
}

/// Speaks TLS on a connection to `host`; the result proves the name when `tls` asks for that.
pub(super) async fn handshake(tcp: TcpStream, host: &str, tls: &Tls) -> Result<TlsStream<TcpStream>> {
    let name = tls.host_name.as_deref().unwrap_or(host).split('%').next().unwrap_or_default().to_owned();
    let server = ServerName::try_from(name.clone())
        .map_err(|_| Error::invalid(format!("'{name}' is no host name that a certificate could be for")))?;
    let connector = TlsConnector::from(config(tls).await?);
    connector.connect(server, tcp).await.map_err(|error| refused(&name, &error))
}

async fn config(tls: &Tls) -> Result<Arc<ClientConfig>> {
    if !tls.verify_peer {
        return Ok(Arc::new(unverified()));
    }
    if let Some(file) = tls.ca_file.clone() {
        return Ok(Arc::new(trusting(on_blocking_thread(move || authorities(&file)).await?)));
    }
    if let Some(config) = SYSTEM.with_borrow(Clone::clone) {
        return Ok(config);
    }
    let config = Arc::new(trusting(on_blocking_thread(system_authorities).await?));
    SYSTEM.set(Some(config.clone()));
    Ok(config)
}

async fn on_blocking_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    spawn_blocking(work).await.unwrap_or_else(|e| Err(Error::new(Kind::Closed, format!("the event loop ended: {e}"))))
}

fn system_authorities() -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let text = "the system trusts no authority: install its CA certificates (Debian: ca-certificates), or name a \
                    file of them in 'ssl_cafile'";
        return Err(coded(Kind::Invalid, code::CERTIFICATE_REFUSED, text));
    }
    Ok(roots)
}

fn authorities(file: &Path) -> Result<RootCertStore> {
    let unusable = |why: String| {
        coded(
            Kind::Invalid,
            code::CERTIFICATE_REFUSED,
            format!("'ssl_cafile' {} cannot be used: {why}", file.display()),
        )
    };
    let mut roots = RootCertStore::empty();
    for certificate in read_pem(file).map_err(|e| unusable(e.to_string()))? {
        roots.add(certificate).map_err(|e| unusable(e.to_string()))?;
    }
    if roots.is_empty() { Err(unusable("it has no certificate in PEM".into())) } else { Ok(roots) }
}

fn read_pem(file: &Path) -> std::result::Result<Vec<CertificateDer<'static>>, rustls::pki_types::pem::Error> {
    CertificateDer::pem_file_iter(file)?.collect()
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn trusting(roots: RootCertStore) -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    builder.expect("ring has every default version").with_root_certificates(roots).with_no_client_auth()
}

fn unverified() -> ClientConfig {
    let provider = provider();
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let builder = builder.expect("ring has every default version").dangerous();
    builder.with_custom_certificate_verifier(Arc::new(Anybody(provider))).with_no_client_auth()
}

/// Takes every certificate; that the server has its key is still checked.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn refused(name: &str, error: &io::Error) -> Error {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let hint = match tls {
        Some(rustls::Error::InvalidCertificate(reason)) => match reason {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "; to trust its authority, name that one's certificate in 'ssl_cafile'"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "; 'ssl_host_name' sets another name to expect"
            }
            _ => "",
        },
        _ => {
            let code = error.raw_os_error().unwrap_or(code::HANDSHAKE_FAILED);
            return coded(Kind::Protocol, code, format!("TLS with {name} failed: {error}"));
        }
    };
    coded(Kind::Protocol, code::CERTIFICATE_REFUSED, format!("the certificate of {name} is refused: {error}{hint}"))
}
