//! Options of what stands in front of the handler: static files, compression, CORS, header rules, proxies, access log.
//! Read in the script's process, before any worker exists.

use crate::error::{Error, Result};
use crate::http::FrontSettings;
use crate::http::access_log::Format;
use crate::http::rules::{Action, Cors, Forwarded, HeaderRule, Network, Proxies};
use crate::http::static_files;
use crate::options::{Given, Kind, Spec};
use crate::php::options::Options;
use std::path::PathBuf;

/// Its options, as part of [`super::settings::OPTIONS`].
pub(super) const OPTIONS: [Spec; 27] = [
    Spec {
        name: "enable_static_handler",
        kind: Kind::Bool,
        doc: "Serve files below document_root before the request callback is asked (default false).",
    },
    Spec {
        name: "document_root",
        kind: Kind::Text,
        doc: "The directory of the files; each worker opens it when it starts.",
    },
    Spec {
        name: "static_handler_locations",
        kind: Kind::List,
        doc: "Paths like /assets below which there are files only: a missing one is 404, other methods 405. Without it a file is \
              served wherever there is one, and everything else goes to the callback.",
    },
    Spec {
        name: "http_index_files",
        kind: Kind::List,
        doc: "Names tried in a directory, in this order, like index.html (default none).",
    },
    Spec {
        name: "http_autoindex",
        kind: Kind::Bool,
        doc: "Refused when true: lists of directories show what nobody meant to; write them in the callback.",
    },
    Spec {
        name: "static_handler_precompressed",
        kind: Kind::Bool,
        doc: "Send name.br, name.zst or name.gz for name to clients that take it, when it is not older (default true).",
    },
    Spec {
        name: "static_handler_cache",
        kind: Kind::Map,
        doc: "Cache-Control of files, by path prefix or ending: ['/build/' => 'max-age=31536000, immutable', '*.css' => 'max-age=600']; \
              the first that fits counts (default none).",
    },
    Spec {
        name: "http_compression",
        kind: Kind::Bool,
        doc: "Compress answers as Accept-Encoding asks: zstd, br or gzip (default false).",
    },
    Spec {
        name: "http_compression_level",
        kind: Kind::Int(1, 11),
        doc: "1 (fast, default) to 11 (small); gzip has 9.",
    },
    Spec { name: "compression_level", kind: Kind::Int(1, 11), doc: "The same as http_compression_level." },
    Spec {
        name: "http_compression_min_length",
        kind: Kind::Int(0, 1 << 40),
        doc: "Bytes below which a body stays as it is (default 256).",
    },
    Spec {
        name: "compression_min_length",
        kind: Kind::Int(0, 1 << 40),
        doc: "The same as http_compression_min_length.",
    },
    Spec {
        name: "http_compression_types",
        kind: Kind::List,
        doc: "Content types that are compressed; text/* is all of a kind (default: HTML, CSS, JavaScript, JSON, XML, SVG, plain text).",
    },
    Spec { name: "compression_types", kind: Kind::List, doc: "The same as http_compression_types." },
    Spec {
        name: "cors_origins",
        kind: Kind::List,
        doc: "Origins whose pages may read answers: https://a.example, https://*.example.com or *. Preflights are then answered \
              without the callback (default: none).",
    },
    Spec {
        name: "cors_methods",
        kind: Kind::List,
        doc: "Methods they may use; * is all (default GET, HEAD, POST, PUT, PATCH, DELETE).",
    },
    Spec { name: "cors_headers", kind: Kind::List, doc: "Request headers they may send; * is all (default *)." },
    Spec { name: "cors_expose_headers", kind: Kind::List, doc: "Answer headers they may read (default none)." },
    Spec {
        name: "cors_credentials",
        kind: Kind::Bool,
        doc: "Whether they may send cookies; needs named origins (default false).",
    },
    Spec {
        name: "cors_max_age",
        kind: Kind::Int(0, 86_400),
        doc: "Seconds a browser may remember a preflight's answer (default 600).",
    },
    Spec {
        name: "response_headers",
        kind: Kind::Map,
        doc: "Headers of answers by path prefix: ['/' => ['X-Frame-Options' => 'DENY', 'X-Powered-By' => null, 'Link' => ['<a>', '<b>']]]. \
              A string is set, an array added line by line, null removed; after the callback's own, in this order.",
    },
    Spec {
        name: "trusted_proxies",
        kind: Kind::List,
        doc: "Addresses and networks (10.0.0.0/8) whose forwarded headers are believed: remote_addr, request_scheme and http_host \
              in $request->server (default none).",
    },
    Spec {
        name: "trusted_proxy_headers",
        kind: Kind::Text,
        doc: "What they write: x-forwarded (X-Forwarded-For, -Proto, -Host; default) or forwarded (RFC 7239).",
    },
    Spec {
        name: "access_log",
        kind: Kind::Text,
        doc: "A line for each request goes to this file, stdout or stderr; the file is opened anew on SIGRTMIN (default: none).",
    },
    Spec {
        name: "access_log_format",
        kind: Kind::Text,
        doc: "common (default), combined (with referrer and user agent) or json. Queries are never logged.",
    },
    Spec {
        name: "metrics_port",
        kind: Kind::Int(0, 65_535),
        doc: "/metrics (Prometheus) and /health are answered here by a process of its own; 0 takes a free port, logged (default: not at all).",
    },
    Spec { name: "metrics_host", kind: Kind::Text, doc: "The address for it (default 127.0.0.1)." },
];

/// What was chosen.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) front: FrontSettings,
    pub(super) log_format: Format,
    files: static_files::Settings,
    has_files: bool,
    metrics_port: Option<u16>,
    metrics_host: Option<String>,
    cors: Cors,
    trusted: Vec<Network>,
    forwarded: Option<Forwarded>,
}

impl Default for Chosen {
    fn default() -> Self {
        Chosen {
            front: FrontSettings::default(),
            log_format: Format::Common,
            files: static_files::Settings { precompressed: true, ..static_files::Settings::default() },
            has_files: false,
            metrics_port: None,
            metrics_host: None,
            cors: Cors::default(),
            trusted: Vec::new(),
            forwarded: None,
        }
    }
}

impl Chosen {
    /// Takes over the options that were given; the error says which is wrong.
    pub(super) fn take(&mut self, given: &Options) -> Result<()> {
        self.take_files(given)?;
        self.take_compression(given)?;
        self.take_cors(given).map_err(|e| about("cors_*", e))?;
        self.take_proxies(given)?;
        if let Some(rules) = given.map("response_headers") {
            self.front.headers = header_rules(rules).map_err(|e| about("response_headers", e))?;
        }
        let mut wrong = None;
        given.text("access_log_format", |name| match Format::named(name) {
            Some(format) => self.log_format = format,
            None => wrong = Some(Error::invalid("option 'access_log_format' must be common, combined or json")),
        });
        given.long("metrics_port", |n| self.metrics_port = Some(n as u16));
        given.text("metrics_host", |host| self.metrics_host = Some(host.to_owned()));
        wrong.map_or(Ok(()), Err)
    }

    /// Where the figures are served.
    pub(super) fn metrics(&self) -> Option<(String, u16)> {
        let host = || self.metrics_host.clone().unwrap_or_else(|| "127.0.0.1".to_owned());
        self.metrics_port.map(|port| (host(), port))
    }

    fn take_files(&mut self, given: &Options) -> Result<()> {
        let (files, mut wrong) = (&mut self.files, None);
        given.bool("http_autoindex", |on| {
            let text = "option 'http_autoindex' is not offered: a list of a directory shows files nobody meant to show; write \
                        it in the request callback";
            wrong = on.then(|| Error::invalid(text));
        });
        given.bool("enable_static_handler", |on| self.has_files = on);
        given.text("document_root", |root| match std::path::absolute(root) {
            // Not resolved: a link that a deployment moves is followed anew by the next worker.
            Ok(path) if path.is_dir() => files.root = path,
            _ => wrong = Some(Error::invalid(format!("option 'document_root' must be a directory, '{root}' is none"))),
        });
        given.list("static_handler_locations", |all| match all.iter().find(|l| !static_files::can_be_location(l)) {
            None => files.locations = all,
            Some(bad) => {
                let text =
                    "takes paths that begin with / and files can have (no dot segments, hidden names, PHP source)";
                wrong = Some(Error::invalid(format!("option 'static_handler_locations' {text}, not '{bad}'")));
            }
        });
        given.list("http_index_files", |names| match names.iter().find(|n| !static_files::can_be_index(n)) {
            None => files.index = names,
            Some(bad) => {
                let text = "takes names of files (no paths, no hidden ones)";
                wrong = Some(Error::invalid(format!("option 'http_index_files' {text}, not '{bad}'")))
            }
        });
        given.bool("static_handler_precompressed", |on| files.precompressed = on);
        if let Some(rules) = given.map("static_handler_cache") {
            files.cache = cache_rules(rules)?;
        }
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        self.front.files = self.has_files.then(|| self.files.clone());
        Ok(())
    }

    /// Refuses what is not complete; at `start()`.
    pub(super) fn check(&self) -> Result<()> {
        if self.has_files && self.files.root == PathBuf::new() {
            return Err(Error::invalid("enable_static_handler needs a directory: set document_root"));
        }
        Ok(())
    }

    fn take_compression(&mut self, given: &Options) -> Result<()> {
        let compression = &mut self.front.compression;
        given.bool("http_compression", |on| compression.enabled = on);
        for name in ["compression_level", "http_compression_level"] {
            given.long(name, |n| compression.level = n as u32);
        }
        for name in ["compression_min_length", "http_compression_min_length"] {
            given.long(name, |n| compression.min_length = n as usize);
        }
        for name in ["compression_types", "http_compression_types"] {
            given.list(name, |types| compression.types = types.iter().map(|t| t.to_ascii_lowercase()).collect());
        }
        match compression.types.iter().find(|t| !crate::http::compress::is_type(t)) {
            None => Ok(()),
            Some(bad) => {
                Err(Error::invalid(format!("option 'http_compression_types' takes types like text/html, not '{bad}'")))
            }
        }
    }

    fn take_cors(&mut self, given: &Options) -> Result<()> {
        let cors = &mut self.cors;
        given.list("cors_origins", |all| cors.origins = all);
        given.list("cors_methods", |all| cors.methods = all);
        given.list("cors_headers", |all| cors.headers = all);
        given.list("cors_expose_headers", |all| cors.exposed = all);
        given.bool("cors_credentials", |on| cors.credentials = on);
        given.long("cors_max_age", |n| cors.max_age = n as u32);
        cors.check()?;
        self.front.cors = (!cors.origins.is_empty()).then(|| cors.clone());
        Ok(())
    }

    fn take_proxies(&mut self, given: &Options) -> Result<()> {
        let mut wrong = None;
        given.list("trusted_proxies", |all| match all.iter().map(|text| Network::parse(text)).collect() {
            Ok(networks) => self.trusted = networks,
            Err(error) => wrong = Some(about("trusted_proxies", error)),
        });
        given.text("trusted_proxy_headers", |name| match name {
            "x-forwarded" => self.forwarded = Some(Forwarded::XForwarded),
            "forwarded" => self.forwarded = Some(Forwarded::Standard),
            _ => wrong = Some(Error::invalid("option 'trusted_proxy_headers' must be x-forwarded or forwarded")),
        });
        let fields = self.forwarded.unwrap_or(Forwarded::XForwarded);
        self.front.proxies = (!self.trusted.is_empty()).then(|| Proxies { networks: self.trusted.clone(), fields });
        wrong.map_or(Ok(()), Err)
    }
}

fn about(option: &str, error: Error) -> Error {
    Error::invalid(format!("option '{option}': {}", error.message))
}

fn cache_rules(rules: &[(String, Given)]) -> Result<Vec<(String, String)>> {
    let rule = |(pattern, value): &(String, Given)| match value {
        Given::Text(value)
            if pattern.starts_with(['/', '*']) && crate::http::answer::is_field_value(value.as_bytes()) =>
        {
            Ok((pattern.clone(), value.clone()))
        }
        _ => Err(Error::invalid(format!(
            "option 'static_handler_cache' takes '/prefix' or '*.ending' => Cache-Control as a string; '{pattern}' is wrong"
        ))),
    };
    rules.iter().map(rule).collect()
}

fn header_rules(rules: &[(String, Given)]) -> Result<Vec<HeaderRule>> {
    let mut read = Vec::new();
    for (prefix, fields) in rules {
        let fields = match fields {
            Given::Map(fields) => fields,
            Given::List(none) if none.is_empty() => continue,
            other => {
                let (wanted, given) = ("needs an array of headers, name => value", other.type_name());
                return Err(Error::invalid(format!("'{prefix}' {wanted}, {given} given")));
            }
        };
        for (name, value) in fields {
            let action = match value {
                Given::Null => Action::Remove,
                Given::Text(value) => Action::Set(value.clone()),
                Given::List(values) => Action::Add(texts(name, values)?),
                other => return Err(bad_value(name, other)),
            };
            let rule = HeaderRule { prefix: prefix.clone(), name: name.clone(), action };
            rule.check()?;
            read.push(rule);
        }
    }
    Ok(read)
}

fn texts(name: &str, values: &[Given]) -> Result<Vec<String>> {
    let text =
        |value: &Given| if let Given::Text(text) = value { Ok(text.clone()) } else { Err(bad_value(name, value)) };
    values.iter().map(text).collect()
}

fn bad_value(name: &str, value: &Given) -> Error {
    Error::invalid(format!("{name} must be a string, a list of strings or null, {} given", value.type_name()))
}
