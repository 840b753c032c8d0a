//! TLS of the server, with clients of rustls: versions, names, client certificates, tickets, limits.

mod http2_support;
mod http_support;
mod tls_support;

use http_support::{echo, get, with_listeners};
use http2_support::{Client, http2};
use peregrine::http::{Exchange, Settings};
use peregrine::net::tls::{Files, Material, Settings as Tls, TicketKeys};
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tls_support::{Authority, connect, context};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, HandshakeKind, ProtocolVersion};

/// One request; the body, or the error the connection ended with.
async fn ask(stream: &mut TlsStream<TcpStream>, request: &str) -> std::io::Result<String> {
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
            if body.len() >= length.parse().unwrap() {
                return Ok(body.to_owned());
            }
        }
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn facts(exchange: Rc<Exchange>) {
    let tls = exchange.tls().unwrap();
    let certificate = tls.certificate.map_or("none".to_owned(), |c| format!("{} bytes", c.len()));
    let name = tls.server_name.unwrap_or_default();
    exchange.end(format!("{} {} {name} {certificate}", tls.version, tls.cipher).as_bytes()).unwrap();
}

#[test]
fn both_versions_are_spoken_and_others_refused() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let keys = TicketKeys::new().unwrap();
    let only13 = Tls { tls12: false, ..Tls::new(files.clone()) };
    let ciphers = Tls { ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384".into(), tls13: false, ..Tls::new(files.clone()) };
    let contexts = [&Tls::new(files), &only13, &ciphers].map(|settings| Some(context(settings, keys)));
    with_listeners(Settings::default(), contexts.into(), facts, |servers| async move {
        let [new, old] = [&TLS13, &TLS12].map(|version| Arc::new(authority.client(&[version])));
        let mut stream = connect(new.clone(), "localhost", servers[0].address).await.unwrap();
        for _ in 0..3 {
            let text = ask(&mut stream, &get("/", "")).await.unwrap();
            assert!(text.starts_with("TLSv1.3 TLS_") && text.ends_with(" localhost none"), "{text}");
        }
        let mut stream = connect(old.clone(), "localhost", servers[0].address).await.unwrap();
        let text = ask(&mut stream, &get("/", "")).await.unwrap();
        assert!(text.starts_with("TLSv1.2 ECDHE-ECDSA-"), "{text}");
        assert!(connect(old.clone(), "localhost", servers[1].address).await.is_err());
        assert!(connect(new, "localhost", servers[2].address).await.is_err());
        let stream = connect(old, "localhost", servers[2].address).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_2));
        assert!(format!("{:?}", stream.get_ref().1.negotiated_cipher_suite()).contains("AES_256_GCM_SHA384"));
    });
}

#[test]
fn each_name_gets_its_certificate() {
    let authority = Authority::new();
    let made = ["localhost", "one.example", "*.two.example"].map(|name| authority.certificate(name));
    let mut settings = Tls::new(made[0].0.clone());
    settings.names = [("One.example", 1), ("*.two.example", 2)].map(|(n, at)| (n.into(), made[at].0.clone())).into();
    let context = context(&settings, TicketKeys::new().unwrap());
    with_listeners(Settings::default(), vec![Some(context)], echo, |servers| async move {
        let config = Arc::new(authority.client(&[&TLS13]));
        for (name, at) in [("localhost", 0), ("one.example", 1), ("a.two.example", 2)] {
            let stream = connect(config.clone(), name, servers[0].address).await.unwrap();
            assert_eq!(stream.get_ref().1.peer_certificates().unwrap()[0], made[at].1, "{name}");
        }
        for other in ["other.example", "a.b.two.example", "two.example", "127.0.0.1"] {
            let error = connect(config.clone(), other, servers[0].address).await.unwrap_err().to_string();
            assert!(error.contains("not valid for name"), "{other}: {error}");
        }
    });
}

#[test]
fn clients_prove_themselves_where_they_must() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (files, ..) = authority.certificate("localhost");
    let asks = Tls { client_authorities: Some(authority.own_file()), ..Tls::new(files) };
    let demands = Tls { client_must_prove: true, ..asks.clone() };
    let keys = TicketKeys::new().unwrap();
    let contexts = vec![Some(context(&asks, keys)), Some(context(&demands, keys))];
    with_listeners(Settings::default(), contexts, facts, |servers| async move {
        for version in [&TLS12, &TLS13] {
            let with = |from: &Authority| {
                let (_, certificate, key) = from.certificate("client");
                let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
                let builder = builder.with_protocol_versions(&[version]).unwrap();
                let builder = builder.with_root_certificates(authority.roots());
                Arc::new(builder.with_client_auth_cert(vec![certificate], key).unwrap())
            };
            let (known, foreign) = (with(&authority), with(&other));
            let anonymous = Arc::new(authority.client(&[version]));
            for (config, server, expected) in [
                (&known, 0, Some("bytes")),
                (&known, 1, Some("bytes")),
                (&anonymous, 0, Some("none")),
                (&anonymous, 1, None),
                (&foreign, 0, None),
                (&foreign, 1, None),
            ] {
                let answer = match connect(config.clone(), "localhost", servers[server].address).await {
                    Ok(mut stream) => ask(&mut stream, &get("/", "")).await.ok(),
                    Err(_) => None,
                };
                let kind = answer.map(|text| text.rsplit(' ').next().unwrap().to_owned());
                assert_eq!(kind.as_deref(), expected, "server {server}");
            }
        }
    });
}

#[test]
fn sessions_are_resumed_by_other_workers_with_the_same_trust() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let plain = Tls::new(files);
    let asks = Tls { client_authorities: Some(authority.own_file()), ..plain.clone() };
    let keys = TicketKeys::new().unwrap();
    let other_keys = TicketKeys::new().unwrap();
    let contexts = [(&plain, keys), (&plain, keys), (&asks, keys), (&plain, other_keys)];
    let contexts = contexts.map(|(settings, keys)| Some(context(settings, keys)));
    with_listeners(Settings::default(), contexts.into(), echo, |servers| async move {
        for version in [&TLS12, &TLS13] {
            for (second, expected) in [(1, HandshakeKind::Resumed), (2, HandshakeKind::Full), (3, HandshakeKind::Full)]
            {
                let config = Arc::new(authority.client(&[version]));
                let mut first = connect(config.clone(), "localhost", servers[0].address).await.unwrap();
                // With the answer the tickets have arrived.
                ask(&mut first, &get("/", "")).await.unwrap();
                assert_eq!(first.get_ref().1.handshake_kind(), Some(HandshakeKind::Full));
                let mut again = connect(config, "localhost", servers[second].address).await.unwrap();
                assert_eq!(ask(&mut again, &get("/again", "")).await.unwrap(), "GET /again ");
                assert_eq!(again.get_ref().1.handshake_kind(), Some(expected), "at {second}");
            }
        }
    });
}

#[test]
fn http2_is_chosen_where_it_is_offered() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let keys = TicketKeys::new().unwrap();
    let both = Tls { http2: true, ..Tls::new(files.clone()) };
    let contexts = vec![Some(context(&both, keys)), Some(context(&Tls::new(files), keys))];
    with_listeners(http2(Settings::default(), |_| {}), contexts, echo, |servers| async move {
        let offers = |protocols: &[&[u8]]| {
            let mut config = authority.client(&[&TLS13]);
            config.alpn_protocols = protocols.iter().map(|p| p.to_vec()).collect();
            Arc::new(config)
        };
        let stream = connect(offers(&[b"http/1.1", b"h2"]), "localhost", servers[0].address).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut client = Client::over(stream, &h2::client::Builder::new()).await;
        let body = vec![b'x'; 500_000];
        assert_eq!(client.post("/", &body).await.body.len(), body.len() + "POST / ".len());
        for (server, config) in [(1, offers(&[b"h2", b"http/1.1"])), (0, offers(&[b"http/1.1"])), (0, offers(&[]))] {
            let mut stream = connect(config, "localhost", servers[server].address).await.unwrap();
            assert_eq!(ask(&mut stream, &get("/", "")).await.unwrap(), "GET / ");
        }
        assert!(connect(offers(&[b"spdy/3"]), "localhost", servers[0].address).await.is_err());
    });
}

#[test]
fn large_messages_and_files_go_through() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let context = context(&Tls::new(files), TicketKeys::new().unwrap());
    let content = Rc::new("0123456789abcdef".repeat(200_000));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    let handler = move |exchange: Rc<Exchange>| {
        let file = file.try_clone().unwrap();
        async move {
            match exchange.head().path() {
                b"/file" => exchange.send_file(file, 16, None).unwrap(),
                _ => echo(exchange).await,
            }
        }
    };
    with_listeners(http_support::limits(|l| l.body = 10_000_000), vec![Some(context)], handler, |servers| async move {
        let config = Arc::new(authority.client(&[&TLS13]));
        let mut stream = connect(config, "localhost", servers[0].address).await.unwrap();
        for _ in 0..2 {
            let post = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{content}", content.len());
            assert!(ask(&mut stream, &post).await.unwrap() == format!("POST / {content}"));
            assert!(ask(&mut stream, &get("/file", "")).await.unwrap() == content[16..]);
        }
        // Pipelined answers leave in order, and the end is told before the socket closes.
        let two = format!("{}{}", get("/1", ""), get("/2", "Connection: close\r\n"));
        stream.write_all(two.as_bytes()).await.unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await.unwrap();
        assert!(rest.find("GET /1 ") < rest.find("GET /2 ") && rest.ends_with("GET /2 "), "{rest}");
    });
}

#[test]
fn handshakes_have_a_time_and_a_turn() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let quick = Tls { handshake_time: Duration::from_millis(100), ..Tls::new(files.clone()) };
    let patient = Tls { handshakes: 1, ..Tls::new(files) };
    let keys = TicketKeys::new().unwrap();
    let contexts = [&quick, &patient].map(|settings| Some(context(settings, keys)));
    with_listeners(Settings::default(), contexts.into(), echo, |servers| async move {
        // Half a record, and nothing more.
        let mut silent = TcpStream::connect(servers[0].address).await.unwrap();
        silent.write_all(&[22, 3, 1]).await.unwrap();
        silent.read_to_end(&mut Vec::new()).await.unwrap();
        servers[0].worker.closed().await;

        let mut first = TcpStream::connect(servers[1].address).await.unwrap();
        first.write_all(&[22, 3, 1]).await.unwrap();
        http_support::until(|| servers[1].worker.counters().active == 1).await;
        let config = Arc::new(authority.client(&[&TLS13]));
        let waiting = tokio::task::spawn_local(connect(config, "localhost", servers[1].address));
        http_support::until(|| servers[1].worker.counters().active == 2).await;
        tokio::time::sleep(3 * http_support::SWEEP).await;
        assert!(!waiting.is_finished());
        drop(first);
        let mut second = waiting.await.unwrap().unwrap();
        assert_eq!(ask(&mut second, &get("/", "")).await.unwrap(), "GET / ");
        drop(second);
        servers[1].worker.closed().await;
    });
}

#[test]
fn plain_http_is_told_so_in_plain_http() {
    let authority = Authority::new();
    let (files, ..) = authority.certificate("localhost");
    let contexts = vec![Some(context(&Tls { http2: true, ..Tls::new(files) }, TicketKeys::new().unwrap()))];
    with_listeners(http2(Settings::default(), |_| {}), contexts, echo, |servers| async move {
        let small = get("/", "");
        let large = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n{}", "x".repeat(200_000));
        for request in [&small[..], &large, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
            let stream = TcpStream::connect(servers[0].address).await.unwrap();
            let mut plain = http_support::Client { stream, input: Vec::new() };
            let answer = plain.ask(request).await;
            assert_eq!((answer.status, answer.field("Connection")), (400, Some("close")));
            assert!(answer.text().contains("https://"), "{answer:?}");
            // An end, and no reset that could have destroyed the answer.
            assert_eq!(plain.rest().await, b"");
        }
        // What is neither gets an alert record.
        let mut other = TcpStream::connect(servers[0].address).await.unwrap();
        other.write_all(&[0; 100]).await.unwrap();
        let mut rest = Vec::new();
        other.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest.first(), Some(&21));
        drop(other);
        servers[0].worker.closed().await;
        let counters = servers[0].worker.counters();
        assert_eq!((counters.refused, counters.requests), (3, 0));
        // The port goes on.
        let mut stream = connect(Arc::new(authority.client(&[&TLS13])), "localhost", servers[0].address).await.unwrap();
        assert_eq!(ask(&mut stream, &small).await.unwrap(), "GET / ");
    });
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let authority = Authority::new();
    let (one, ..) = authority.certificate("one.example");
    let (two, ..) = authority.certificate("two.example");
    let error = |change: &dyn Fn(&mut Tls)| {
        let mut settings = Tls::new(one.clone());
        change(&mut settings);
        Material::read(&settings).unwrap_err().message
    };
    let mixed = error(&|s| s.files.key = two.key.clone());
    assert!(
        mixed.contains("one.example.pem") && mixed.contains("two.example.key") && mixed.contains("is not that of"),
        "{mixed}"
    );
    let named = error(&|s| s.names = vec![("x.example".into(), Files { key: one.key.clone(), ..two.clone() })]);
    assert!(named.contains("two.example.pem"), "{named}");
    let none = error(&|s| s.files.certificate = "/nowhere/c.pem".into());
    assert!(none.contains("/nowhere/c.pem") && none.contains("No such file"), "{none}");
    assert!(error(&|s| s.files.certificate = one.key.clone()).contains("no certificate in PEM"));
    assert!(error(&|s| s.files.key = one.certificate.clone()).contains("no private key in PEM"));
    let encrypted =
        authority.file("e.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assert!(error(&|s| s.files.key = encrypted.clone()).contains("openssl pkey"));
    assert!(error(&|s| s.client_must_prove = true).contains("ssl_client_cert_file"));
    let garbage = authority.file("g.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let broken = error(&|s| s.files.certificate = garbage.clone());
    assert!(broken.contains("g.pem"), "{broken}");
    assert!(error(&|s| s.client_authorities = Some(garbage.clone())).contains("no authority"));
    assert!(error(&|s| s.names = vec![("not a name".into(), one.clone())]).contains("'not a name'"));
    assert!(Path::new(&one.key).exists());
}
