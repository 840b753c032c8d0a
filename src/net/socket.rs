//! Listening sockets, bound by the master before the first fork (or by a test). No runtime is needed.

use crate::error::{Error, Kind, Result};
use crate::sys;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

/// The first address `host:port` resolves to. `host` is an address without brackets or a name; port 0 picks a free one.
pub fn resolve(host: &str, port: u16) -> Result<SocketAddr> {
    let mut found = (host, port).to_socket_addrs().map_err(|e| Error::io(format_args!("resolve {host}"), e))?;
    found.next().ok_or_else(|| Error::new(Kind::Invalid, format!("{host} has no address; give an IP address")))
}

/// One listener that nobody can share: fails with EADDRINUSE when anybody, also another server with SO_REUSEPORT,
/// listens on the address.
pub fn listen(address: SocketAddr, backlog: i32) -> Result<TcpListener> {
    sys::socket::listen(address, false, backlog).map_err(|e| Error::io(format_args!("listen on {address}"), e))
}

/// `count` listeners of one address with SO_REUSEPORT, among which the kernel spreads new connections. An address that
/// is taken, also by another SO_REUSEPORT server of the same user, is EADDRINUSE: a listener without the option is
/// tried first. With port 0 all share the port the first one got.
pub fn listen_many(address: SocketAddr, count: usize, backlog: i32) -> Result<Vec<TcpListener>> {
    drop(listen(address, 1)?);
    let mut at = address;
    let mut listeners = Vec::with_capacity(count);
    for _ in 0..count {
        let listener =
            sys::socket::listen(at, true, backlog).map_err(|e| Error::io(format_args!("listen on {at}"), e))?;
        at = listener.local_addr().map_err(|e| Error::io(format_args!("address of the listener on {at}"), e))?;
        listeners.push(listener);
    }
    Ok(listeners)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_listeners_share_one_port_and_keep_others_out() {
        let all = listen_many(resolve("127.0.0.1", 0).unwrap(), 3, 16).unwrap();
        let address = all[0].local_addr().unwrap();
        assert!(all.iter().all(|l| l.local_addr().unwrap() == address));
        assert_eq!(listen_many(address, 1, 16).unwrap_err().errno(), libc::EADDRINUSE);
        assert_eq!(listen(address, 16).unwrap_err().errno(), libc::EADDRINUSE);
    }
}
