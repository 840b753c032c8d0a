//! Which certificate a client gets: by the host it names (SNI, RFC 6066 3), else the default one. In workers.

use std::collections::HashMap;
use std::sync::Arc;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// The certificates of a listener by host name.
#[derive(Debug)]
pub(super) struct Names {
    /// Names in lower case; a wildcard without its asterisk: `.example.org`.
    names: HashMap<String, Arc<CertifiedKey>>,
    default: Arc<CertifiedKey>,
}

impl Names {
    pub(super) fn new(default: Arc<CertifiedKey>, named: Vec<(String, Arc<CertifiedKey>)>) -> Names {
        let names = named.into_iter().map(|(name, key)| (name.trim_start_matches('*').to_owned(), key)).collect();
        Names { names, default }
    }

    fn find(&self, host: &str) -> &Arc<CertifiedKey> {
        let host = host.to_ascii_lowercase();
        // A wildcard stands for exactly one label (RFC 9525 6.3).
        let parent = host.find('.').and_then(|dot| self.names.get(&host[dot..]));
        self.names.get(&host).or(parent).unwrap_or(&self.default)
    }
}

impl ResolvesServerCert for Names {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(hello.server_name().map_or(&self.default, |host| self.find(host)).clone())
    }
}
