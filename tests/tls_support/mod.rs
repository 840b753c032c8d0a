//! An authority with certificates in files, and rustls clients that trust it.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use peregrine::net::tls::{Context, Files, Material, Settings as Tls, TicketKeys};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

/// An authority, and certificates it made, as files.
pub struct Authority {
    pub issuer: CertifiedIssuer<'static, KeyPair>,
    pub place: tempfile::TempDir,
}

impl Authority {
    pub fn new() -> Authority {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Authority { issuer, place: tempfile::tempdir().unwrap() }
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.place.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        path
    }

    pub fn own_file(&self) -> PathBuf {
        self.file("authority.pem", &self.issuer.pem())
    }

    pub fn certificate(&self, name: &str) -> (Files, CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let files = Files {
            certificate: self.file(&format!("{name}.pem"), &certificate.pem()),
            key: self.file(&format!("{name}.key"), &key.serialize_pem()),
        };
        let der = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        (files, certificate.der().clone(), der)
    }

    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        roots
    }

    pub fn client(&self, versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        builder.with_protocol_versions(versions).unwrap().with_root_certificates(self.roots()).with_no_client_auth()
    }
}

pub fn context(settings: &Tls, keys: TicketKeys) -> Context {
    Context::new(settings, &Material::read(settings).unwrap(), keys).unwrap()
}

pub async fn connect(
    config: Arc<ClientConfig>,
    name: &str,
    address: SocketAddr,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(config).connect(name, TcpStream::connect(address).await?).await
}

/// A server's context for `localhost` with HTTP/2 beside HTTP/1.1, and what connects to it with one of them.
pub fn localhost() -> (Context, Dialer) {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let context = context(&Tls { http2: true, ..Tls::new(files) }, TicketKeys::new().unwrap());
    (context, Dialer(authority))
}

pub struct Dialer(Authority);

impl Dialer {
    pub async fn dial(&self, protocol: &str, address: SocketAddr) -> TlsStream<TcpStream> {
        let mut config = self.0.client(&[&TLS13]);
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let stream = connect(Arc::new(config), "localhost", address).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol.as_bytes()));
        stream
    }
}
