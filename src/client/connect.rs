//! From an origin to a stream of bytes: its addresses, TCP to the first that takes us, TLS when asked for.

use super::failure::{Failure, Stage, code, coded};
use super::settings::{Origin, Settings, Tls};
use super::tls;
use crate::error::{Error, Kind, Result};
use crate::time::{Instant, timeout, timeout_at};
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

/// A connection's bytes, with or without TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite {}
impl<T: AsyncRead + AsyncWrite> Stream for T {}

/// Connects within the settings' `connect_timeout`.
pub(super) async fn connect(
    origin: &Origin,
    settings: &Settings,
) -> std::result::Result<Pin<Box<dyn Stream>>, Failure> {
    let deadline = settings.connect_timeout.map(|after| Instant::now() + after);
    let attempt = open(origin, &settings.tls, deadline);
    let opened = match deadline {
        Some(deadline) => timeout_at(deadline, attempt).await.unwrap_or_else(|_| Err(too_late(origin))),
        None => attempt.await,
    };
    opened.map_err(|error| Failure::new(Stage::Connect, error))
}

fn too_late(origin: &Origin) -> Error {
    coded(Kind::Timeout, code::TIMED_OUT, format!("connect {}: no connection in time", origin.authority()))
}

async fn open(origin: &Origin, tls: &Tls, deadline: Option<Instant>) -> Result<Pin<Box<dyn Stream>>> {
    let tcp = reach(origin, deadline).await?;
    // A request is one write; waiting for more to send with it would only delay it.
    tcp.set_nodelay(true).map_err(|e| Error::io("set TCP_NODELAY", e))?;
    if !origin.tls {
        return Ok(Box::pin(tcp));
    }
    Ok(Box::pin(tls::handshake(tcp, &origin.host, tls).await?))
}

/// Tries the addresses in order; each gets an equal share of the time that is left, so that one that swallows packets
/// does not use up all of it.
async fn reach(origin: &Origin, deadline: Option<Instant>) -> Result<TcpStream> {
    let addresses = resolve(origin).await?;
    let mut last = too_late(origin);
    for (at, address) in addresses.iter().enumerate() {
        let share = deadline.map(|d| d.saturating_duration_since(Instant::now()) / (addresses.len() - at) as u32);
        match timeout(share.unwrap_or(Duration::MAX), TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => last = Error::io(format!("connect {} ({address})", origin.authority()), error),
            Err(_) => last = too_late(origin),
        }
    }
    Err(last)
}

async fn resolve(origin: &Origin) -> Result<Vec<SocketAddr>> {
    let unknown = |why: String| coded(Kind::Os, code::RESOLVE_FAILED, format!("{} has no address: {why}", origin.host));
    let found = lookup_host((origin.host.as_str(), origin.port)).await.map_err(|e| unknown(e.to_string()))?;
    let addresses: Vec<_> = found.collect();
    if addresses.is_empty() { Err(unknown("the resolver knows none".into())) } else { Ok(addresses) }
}
