//! The options of TLS and HTTP/2, and what the master keeps of them for its workers: files as bytes, read and checked
//! before the first fork and again before each reload, and the keys of session tickets.

use crate::error::{Error, Result};
use crate::http::{self, h2};
use crate::log::{self, Level};
use crate::net::tls::{Context, Files, Material, Settings, TicketKeys};
use crate::options::{Given, Kind, Spec};
use crate::php::options::Options;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// TLS 1.2 in `ssl_protocols`, Swoole's number.
const TLS12: i64 = 32;
/// TLS 1.3 in `ssl_protocols`.
const TLS13: i64 = 64;

/// The options of this file.
pub(super) const OPTIONS: &[Spec] = &[
    Spec {
        name: "ssl_cert_file",
        kind: Kind::Text,
        doc: "The server's certificate and those that lead to its authority, PEM. Needs the socket type SSL.",
    },
    Spec { name: "ssl_key_file", kind: Kind::Text, doc: "The private key of the certificate, PEM, not encrypted." },
    Spec {
        name: "ssl_sni_certs",
        kind: Kind::Map,
        doc: "Certificates by host name: ['example.org' => ['ssl_cert_file' => …, 'ssl_key_file' => …], '*.example.org' => …].",
    },
    Spec {
        name: "ssl_client_cert_file",
        kind: Kind::Text,
        doc: "Clients are asked for a certificate; one that they give must come from an authority in this PEM file.",
    },
    Spec {
        name: "ssl_verify_peer",
        kind: Kind::Bool,
        doc: "true: clients without a certificate are refused; needs ssl_client_cert_file (default false).",
    },
    Spec {
        name: "ssl_protocols",
        kind: Kind::Int(1, 255),
        doc: "Versions that are spoken: SSL_TLSv1_2, SSL_TLSv1_3 or both (default); older ones are not.",
    },
    Spec {
        name: "ssl_ciphers",
        kind: Kind::Text,
        doc: "Ciphers by OpenSSL's names with colons between them, in the server's order (default: all that rustls has).",
    },
    Spec {
        name: "ssl_ecdh_curve",
        kind: Kind::Text,
        doc: "Groups of the key exchange with colons between them: X25519, prime256v1, secp384r1 (default auto: all).",
    },
    Spec {
        name: "ssl_prefer_server_ciphers",
        kind: Kind::Bool,
        doc: "Whether the server's order of ciphers counts, not the client's (default true).",
    },
    Spec {
        name: "ssl_handshake_timeout",
        kind: Kind::Float(0.0, 3600.0),
        doc: "Seconds from accept to the end of the TLS handshake; 0: no limit (default 10).",
    },
    Spec {
        name: "ssl_max_handshakes",
        kind: Kind::Int(1, 1_000_000),
        doc: "TLS handshakes a worker has under way at once; others wait, within their time (default 256).",
    },
    Spec {
        name: "open_http2_protocol",
        kind: Kind::Bool,
        doc: "HTTP/2 beside HTTP/1.1: over TLS when the client chooses it (ALPN), else by prior knowledge (default false).",
    },
    Spec {
        name: "http2_max_concurrent_streams",
        kind: Kind::Int(1, 1_000_000),
        doc: "Requests under way at once on an HTTP/2 connection, refused above (default 128).",
    },
    Spec {
        name: "http2_init_window_size",
        kind: Kind::Int(65_535, 0x7fff_ffff),
        doc: "Bytes of a body that may be on their way to the server, for each stream and for all (default 1,048,576).",
    },
    Spec {
        name: "http2_max_frame_size",
        kind: Kind::Int(16_384, 16_777_215),
        doc: "Largest frame that is taken, in bytes (default 16,384).",
    },
    Spec {
        name: "http2_header_table_size",
        kind: Kind::Int(0, 1 << 20),
        doc: "Bytes for the compression of a client's header fields (default 4,096).",
    },
    Spec {
        name: "http2_max_control_frames",
        kind: Kind::Int(10, 1_000_000),
        doc: "SETTINGS, PING, RST_STREAM, PRIORITY, CONTINUATION and empty DATA frames in a row, 33 more each second; the connection ends above (default 1,000).",
    },
];

/// What was chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// The socket type has SSL in it.
    pub(super) speaks_tls: bool,
    /// The first ssl_ option that was given.
    given: Option<&'static str>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    names: Vec<(String, Files)>,
    client_authorities: Option<PathBuf>,
    client_must_prove: bool,
    protocols: Option<i64>,
    ciphers: String,
    curves: String,
    client_order: bool,
    handshake_time: Option<Duration>,
    handshakes: Option<usize>,
    http2: bool,
    numbers: h2::Settings,
}

impl Chosen {
    /// Takes over the options that were given.
    pub(super) fn take(&mut self, given: &Options) -> Result<()> {
        let of_tls = OPTIONS.iter().map(|spec| spec.name).filter(|name| name.starts_with("ssl_"));
        self.given = self.given.or(of_tls.into_iter().find(|name| given.has(name)));
        given.text("ssl_cert_file", |t| self.certificate = Some(PathBuf::from(t)));
        given.text("ssl_key_file", |t| self.key = Some(PathBuf::from(t)));
        if let Some(names) = given.map("ssl_sni_certs") {
            self.names = names.iter().map(named_files).collect::<Result<_>>()?;
        }
        given.text("ssl_client_cert_file", |t| self.client_authorities = (!t.is_empty()).then(|| PathBuf::from(t)));
        given.bool("ssl_verify_peer", |b| self.client_must_prove = b);
        given.long("ssl_protocols", |n| self.protocols = Some(n));
        given.text("ssl_ciphers", |t| self.ciphers = t.to_owned());
        given.text("ssl_ecdh_curve", |t| self.curves = t.to_owned());
        given.bool("ssl_prefer_server_ciphers", |b| self.client_order = !b);
        given.seconds("ssl_handshake_timeout", |d| self.handshake_time = Some(d));
        given.long("ssl_max_handshakes", |n| self.handshakes = Some(n as usize));
        given.bool("open_http2_protocol", |b| self.http2 = b);
        let http2 = &mut self.numbers;
        given.long("http2_max_concurrent_streams", |n| http2.max_concurrent_streams = n as u32);
        given.long("http2_init_window_size", |n| http2.window = n as u32);
        given.long("http2_max_frame_size", |n| http2.max_frame_size = n as u32);
        given.long("http2_header_table_size", |n| http2.header_table_size = n as u32);
        given.long("http2_max_control_frames", |n| http2.control_frames = n as u32);
        Ok(())
    }

    /// The settings of HTTP/2, where it is spoken.
    pub(super) fn http2(&self) -> Option<h2::Settings> {
        self.http2.then_some(self.numbers)
    }

    /// The settings of TLS; `None` without it.
    fn settings(&self) -> Result<Option<Settings>> {
        if !self.speaks_tls {
            return self.given.map_or(Ok(None), |option| {
                let text = "needs a socket type with TLS: new Server($host, $port, Peregrine\\BASE, Peregrine\\SOCK_TCP | Peregrine\\SSL)";
                Err(Error::invalid(format!("option '{option}' {text}")))
            });
        }
        let (Some(certificate), Some(key)) = (&self.certificate, &self.key) else {
            return Err(Error::invalid("a server with TLS needs the options ssl_cert_file and ssl_key_file"));
        };
        let mut settings = Settings::new(Files { certificate: certificate.clone(), key: key.clone() });
        settings.names.clone_from(&self.names);
        settings.client_authorities.clone_from(&self.client_authorities);
        settings.client_must_prove = self.client_must_prove;
        let protocols = self.protocols.unwrap_or(TLS12 | TLS13);
        (settings.tls12, settings.tls13) = (protocols & TLS12 != 0, protocols & TLS13 != 0);
        settings.ciphers.clone_from(&self.ciphers);
        settings.curves.clone_from(&self.curves);
        settings.server_order = !self.client_order;
        settings.http2 = self.http2;
        settings.handshake_time = self.handshake_time.unwrap_or(settings.handshake_time);
        settings.handshakes = self.handshakes.unwrap_or(settings.handshakes);
        Ok(Some(settings))
    }
}

fn named_files((name, given): &(String, Given)) -> Result<(String, Files)> {
    let wrong = || {
        let text = "must be an array with 'ssl_cert_file' and 'ssl_key_file', both paths, and nothing else";
        Error::invalid(format!("option 'ssl_sni_certs': '{name}' {text}"))
    };
    let Given::Map(options) = given else { return Err(wrong()) };
    let path = |wanted: &str| {
        let found = options.iter().find(|(key, _)| key == wanted);
        match found {
            Some((_, Given::Text(path))) => Ok(PathBuf::from(path)),
            _ => Err(wrong()),
        }
    };
    let files = Files { certificate: path("ssl_cert_file")?, key: path("ssl_key_file")? };
    if options.len() == 2 { Ok((name.clone(), files)) } else { Err(wrong()) }
}

/// What the master has for its workers.
pub(super) struct Kept {
    settings: Settings,
    keys: TicketKeys,
    material: RefCell<Rc<Material>>,
}

impl Kept {
    /// Reads and checks the files, in the master before the first fork; `None` for a server without TLS.
    pub(super) fn read(chosen: &Chosen) -> Result<Option<Kept>> {
        let Some(settings) = chosen.settings()? else { return Ok(None) };
        let material = RefCell::new(Rc::new(Material::read(&settings)?));
        Ok(Some(Kept { settings, keys: TicketKeys::new()?, material }))
    }

    /// Reads the files again, in the master before a reload. When they cannot be used, the former ones stay.
    pub(super) fn renew(&self) {
        match Material::read(&self.settings) {
            Ok(material) => *self.material.borrow_mut() = Rc::new(material),
            Err(error) => {
                let text = format!("the certificates in use stay, because the new ones cannot be used: {error}");
                log::write(Level::Error, &text);
            }
        }
    }

    /// What a worker's listeners speak TLS with; in the worker.
    pub(super) fn context(&self) -> Result<Rc<Context>> {
        Context::new(&self.settings, &self.material.borrow(), self.keys).map(Rc::new)
    }
}

/// The HTTP settings with what was chosen here.
pub(super) fn applied(chosen: &Chosen, http: &http::Settings) -> http::Settings {
    http::Settings { http2: chosen.http2(), ..http.clone() }
}
