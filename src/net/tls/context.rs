//! What a worker's TLS listeners share: the configuration made of the master's bytes, and the limits of handshakes.
//! Made after the fork; it has locks and counters of its own.

use super::names::Names;
use super::tickets::Sealer;
use super::{Material, Settings, TicketKeys, shared};
use crate::error::{Error, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::{NoClientAuth, NoServerSessionStorage, WebPkiClientVerifier};

/// The TLS side of a worker.
#[derive(Debug)]
pub struct Context {
    pub(super) config: Arc<ServerConfig>,
    /// One permit for each handshake that may be under way.
    pub(super) handshakes: Semaphore,
    pub(super) handshake_time: Duration,
}

impl Context {
    /// Of material that the master has read and checked, after the fork.
    pub fn new(settings: &Settings, material: &Material, keys: TicketKeys) -> Result<Context> {
        let unusable = |e: &dyn std::fmt::Display| Error::invalid(format!("the TLS settings cannot be used: {e}"));
        let provider = shared(settings.provider()?);
        let verifier = match &settings.client_authorities {
            None => Arc::new(NoClientAuth),
            Some(_) => {
                let builder =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(material.roots()?), provider.clone());
                let builder = if settings.client_must_prove { builder } else { builder.allow_unauthenticated() };
                builder.build().map_err(|e| unusable(&e))?
            }
        };
        let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&settings.versions()?);
        let names = Names::new(material.certified()?, material.certified_names()?);
        let mut config =
            builder.map_err(|e| unusable(&e))?.with_client_cert_verifier(verifier).with_cert_resolver(Arc::new(names));
        config.ignore_client_order = settings.server_order;
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.ticketer = Arc::new(Sealer::new(keys, &material.trust(settings)));
        // A client that offers HTTP/1.0 alone would be refused otherwise; it is served like one in cleartext.
        let protocols = ["h2", "http/1.1", "http/1.0"].into_iter().skip(usize::from(!settings.http2));
        config.alpn_protocols = protocols.map(|name| name.as_bytes().to_vec()).collect();
        let handshakes = Semaphore::new(settings.handshakes.clamp(1, Semaphore::MAX_PERMITS));
        Ok(Context { config: Arc::new(config), handshakes, handshake_time: settings.handshake_time })
    }
}
