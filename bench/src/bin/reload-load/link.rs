//! Where a connection goes, and the way there.

use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// A byte stream, sealed or not.
pub(crate) trait Link: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Link for T {}

pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) is_http2: bool,
    address: String,
    tls: Option<TlsConnector>,
}

impl Target {
    /// From `KIND@HOST:PORT`.
    pub(crate) fn parse(text: &str) -> Option<Target> {
        let (kind, address) = text.split_once('@')?;
        let (is_http2, is_tls) = match kind {
            "h1" => (false, false),
            "h2" => (true, false),
            "h1s" => (false, true),
            "h2s" => (true, true),
            _ => return None,
        };
        let tls = is_tls.then(|| TlsConnector::from(Arc::new(config(is_http2))));
        Some(Target { name: kind.to_owned(), is_http2, address: address.to_owned(), tls })
    }

    pub(crate) async fn connect(&self) -> io::Result<Box<dyn Link>> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let name = ServerName::try_from("localhost").expect("a valid name");
                Box::new(tls.connect(name, stream).await?)
            }
        })
    }
}

fn config(is_http2: bool) -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let any = Arc::new(Any(provider.signature_verification_algorithms));
    let builder = ClientConfig::builder_with_provider(provider as Arc<CryptoProvider>);
    let builder = builder.with_safe_default_protocol_versions().expect("versions");
    let mut config = builder.dangerous().with_custom_certificate_verifier(any).with_no_client_auth();
    config.alpn_protocols = vec![if is_http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
    config
}

/// Takes any certificate: the test's own has no authority.
#[derive(Debug)]
struct Any(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Any {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
