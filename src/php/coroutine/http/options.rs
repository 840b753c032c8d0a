//! The options of `Client::set()`.

use crate::client::Settings;
use crate::options::{Kind, Spec};
use crate::php::coroutine::timeout;
use crate::php::options::{self, Options};
use crate::zend::{Call, Stop};

/// From "for ever" to a year.
const SECONDS: Kind = Kind::Float(-1.0, 31_536_000.0);

/// Every option of `Client::set()`.
pub(crate) const OPTIONS: &[Spec] = &[
    Spec { name: "timeout", kind: SECONDS, doc: "Sets connect_timeout and read_timeout, in seconds." },
    Spec {
        name: "connect_timeout",
        kind: SECONDS,
        doc: "Seconds for name, TCP and TLS together; 0 or less: for ever. Default 10.",
    },
    Spec {
        name: "read_timeout",
        kind: SECONDS,
        doc: "Seconds from the request to the end of the answer; 0 or less: for ever. Default 60.",
    },
    Spec { name: "keep_alive", kind: Kind::Bool, doc: "Keep the connection for the next request. Default true." },
    Spec {
        name: "package_max_length",
        kind: Kind::Int(1, i64::MAX),
        doc: "The longest body taken into memory, in bytes. Default 67,108,864 (64 MiB).",
    },
    Spec { name: "ssl_verify_peer", kind: Kind::Bool, doc: "Check the server's certificate. Default true." },
    Spec {
        name: "ssl_cafile",
        kind: Kind::Text,
        doc: "A PEM file of the authorities to trust instead of the system's; '' is the system's. Default ''.",
    },
    Spec {
        name: "ssl_host_name",
        kind: Kind::Text,
        doc: "The name to ask for and to find in the certificate; '' is the host. Default ''.",
    },
];

/// Reads argument `n` of the call into the settings; true when how TLS is checked changed.
pub(super) fn read(call: &Call<'_>, n: usize, settings: &mut Settings) -> Result<bool, Stop> {
    let given = options::read(call, n, OPTIONS)?;
    read_limits(&given, settings);
    let mut tls = settings.tls.clone();
    given.bool("ssl_verify_peer", |verify| tls.verify_peer = verify);
    given.text("ssl_cafile", |file| tls.ca_file = (!file.is_empty()).then(|| file.into()));
    given.text("ssl_host_name", |name| tls.host_name = (!name.is_empty()).then(|| name.to_owned()));
    let changed = tls != settings.tls;
    settings.tls = tls;
    Ok(changed)
}

fn read_limits(given: &Options, settings: &mut Settings) {
    given.float("timeout", |seconds| {
        settings.connect_timeout = timeout(seconds);
        settings.read_timeout = timeout(seconds);
    });
    given.float("connect_timeout", |seconds| settings.connect_timeout = timeout(seconds));
    given.float("read_timeout", |seconds| settings.read_timeout = timeout(seconds));
    given.bool("keep_alive", |keep| settings.keep_alive = keep);
    given.long("package_max_length", |bytes| settings.max_body = bytes as u64);
}
