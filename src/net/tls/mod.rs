//! TLS of accepted connections, by rustls: certificate files as bytes (`material`, read by the master), what a worker
//! makes of them after its fork (`context`, `names`, `tickets`), and one connection's part (`session`, `handshake`).
//! Nothing here makes a thread; the master holds bytes only.

mod context;
mod handshake;
mod material;
mod names;
mod session;
mod settings;
mod tickets;

pub use context::Context;
pub use handshake::{Protocol, handshake};
pub use material::Material;
pub use session::Facts;
pub(super) use session::{Read, Session};
pub use settings::{Files, Settings};
pub use tickets::TicketKeys;

use std::sync::Arc;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};

/// The cryptography, with every suite and group it has.
fn provider() -> CryptoProvider {
    ring::default_provider()
}

/// The same as the configuration wants it.
fn shared(provider: CryptoProvider) -> Arc<CryptoProvider> {
    Arc::new(provider)
}
