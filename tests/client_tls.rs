//! TLS: whom the client trusts, with an authority and certificates made for the test.
#![allow(missing_docs)]

mod client_origin;

use client_origin::{Peer, get, ok, request, run};
use peregrine::client::{Client, Failure, Origin, Settings, Stage, Tls, code};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn write(&self, file: &Path) {
        std::fs::write(file, self.0.pem()).unwrap();
    }

    fn certify(&self, params: CertificateParams) -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap().der().clone(), key)
    }
}

fn for_name(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

/// Serves any number of requests over TLS with this certificate; gives its port.
async fn serve((certificate, key): (CertificateDer<'static>, KeyPair)) -> u16 {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::task::spawn_local(async move {
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            // A client that refuses the certificate ends the handshake.
            let Ok(stream) = acceptor.accept(tcp).await else { continue };
            let mut peer = Peer::new(stream);
            while let Some((head, _)) = peer.request().await {
                let name = peer.stream.get_ref().1.server_name().unwrap_or("none").to_owned();
                if head.contains("/cut") {
                    // Without close_notify: whoever cuts the wire could do that.
                    peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of the tru").await;
                    break;
                }
                peer.write(ok(&name)).await;
            }
        }
    });
    port
}

fn trusting(file: &Path) -> Settings {
    Settings { tls: Tls { ca_file: Some(file.to_owned()), ..Settings::default().tls }, ..Settings::default() }
}

async fn ask(host: &str, port: u16, settings: &Settings) -> Result<String, Failure> {
    let mut client = Client::new(Origin::new(host, port, true).unwrap());
    let mut body = String::new();
    for _ in 0..2 {
        let answer = client.send(request("GET", "/"), settings, None).await?;
        assert!(client.is_connected());
        body = String::from_utf8(answer.body.to_vec()).unwrap();
    }
    Ok(body)
}

#[track_caller]
fn refused(answer: Result<String, Failure>, word: &str) {
    let failure = answer.unwrap_err();
    assert_eq!((failure.stage, failure.error.code), (Stage::Connect, code::CERTIFICATE_REFUSED), "{failure:?}");
    assert!(failure.error.message.contains(word), "{failure:?}");
}

#[test]
fn an_authority_from_a_file() {
    run(async {
        let directory = tempfile::tempdir().unwrap();
        let (ours, theirs) = (directory.path().join("ours.pem"), directory.path().join("theirs.pem"));
        let authority = Authority::new("ours");
        authority.write(&ours);
        Authority::new("theirs").write(&theirs);
        let port = serve(authority.certify(for_name("localhost"))).await;

        assert_eq!(ask("localhost", port, &trusting(&ours)).await.unwrap(), "localhost");
        refused(ask("localhost", port, &Settings::default()).await, "ssl_cafile");
        refused(ask("localhost", port, &trusting(&theirs)).await, "ssl_cafile");
        refused(ask("127.0.0.1", port, &trusting(&ours)).await, "ssl_host_name");

        let mut named = trusting(&ours);
        named.tls.host_name = Some("localhost".into());
        assert_eq!(ask("127.0.0.1", port, &named).await.unwrap(), "localhost");
        named.tls.host_name = Some("example.org".into());
        refused(ask("localhost", port, &named).await, "example.org");
    });
}

#[test]
fn an_address_as_name() {
    run(async {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ca.pem");
        let authority = Authority::new("ours");
        authority.write(&file);
        let port = serve(authority.certify(for_name("127.0.0.1"))).await;
        assert_eq!(ask("127.0.0.1", port, &trusting(&file)).await.unwrap(), "none");
    });
}

#[test]
fn self_signed_and_expired() {
    run(async {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ca.pem");
        let key = KeyPair::generate().unwrap();
        let certificate = for_name("localhost").self_signed(&key).unwrap();
        let port = serve((certificate.der().clone(), key)).await;
        refused(ask("localhost", port, &Settings::default()).await, "ssl_cafile");
        let anybody = Settings { tls: Tls { verify_peer: false, ..Settings::default().tls }, ..Settings::default() };
        assert_eq!(ask("localhost", port, &anybody).await.unwrap(), "localhost");

        let authority = Authority::new("ours");
        authority.write(&file);
        let mut expired = for_name("localhost");
        expired.not_before = rcgen::date_time_ymd(2001, 1, 1);
        expired.not_after = rcgen::date_time_ymd(2002, 1, 1);
        let port = serve(authority.certify(expired)).await;
        refused(ask("localhost", port, &trusting(&file)).await, "expired");
    });
}

#[test]
fn a_file_that_is_no_authority() {
    run(async {
        let directory = tempfile::tempdir().unwrap();
        let port = serve(Authority::new("ours").certify(for_name("localhost"))).await;
        refused(ask("localhost", port, &trusting(&directory.path().join("none.pem"))).await, "No such file");
        let empty = directory.path().join("empty.pem");
        std::fs::write(&empty, "nothing\n").unwrap();
        refused(ask("localhost", port, &trusting(&empty)).await, "no certificate in PEM");
    });
}

#[test]
fn a_body_that_was_cut_off() {
    run(async {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ca.pem");
        let authority = Authority::new("ours");
        authority.write(&file);
        let port = serve(authority.certify(for_name("localhost"))).await;
        let mut client = Client::new(Origin::new("localhost", port, true).unwrap());
        let failed = client.send(request("GET", "/cut"), &trusting(&file), None).await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Receive, code::RESET), "{failed:?}");
    });
}

#[test]
fn no_tls_at_all() {
    run(async {
        let (plain, _) = client_origin::origin(|mut peer, _| async move {
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n").await;
            peer.ended().await;
        })
        .await;
        let mut client = Client::new(Origin::new("127.0.0.1", plain.origin().port, true).unwrap());
        let failed = get(&mut client, "/").await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Connect, code::HANDSHAKE_FAILED), "{failed:?}");
    });
}
