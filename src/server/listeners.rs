//! Listeners, made by the master before the first fork: per TCP address one SO_REUSEPORT listener for each worker slot,
//! so that the kernel spreads connections and a slot's queue outlives its process. A unix stream socket has one queue,
//! which all slots share.

use super::settings::{Address, Settings};
use crate::error::{Error, Result};
use crate::log::{self, Level};
use crate::sys::{fd, packet};
use socket2::{Domain, SockAddr, Socket, Type};
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a server really listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// An IP address with the real port.
    Tcp(SocketAddr),
    /// A path, and the inode it had when it was made (so that only our own socket is removed).
    Unix(PathBuf, u64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Tcp(address) => write!(f, "{address}"),
            Bound::Unix(path, _) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A non-blocking listener, a duplicate of the master's: dropping it ends nothing but this use of it.
#[derive(Debug)]
pub enum Listener {
    /// For `tokio::net::TcpListener::from_std`.
    Tcp(std::net::TcpListener),
    /// For `tokio::net::UnixListener::from_std`.
    Unix(std::os::unix::net::UnixListener),
}

/// All listeners of a server.
#[derive(Debug, Default)]
pub(super) struct Listeners {
    /// For each address one per worker slot; one in all for a unix socket.
    sockets: Vec<Vec<OwnedFd>>,
}

impl Listeners {
    /// Binds all addresses. Fails with "address already in use" when somebody listens there, also another Peregrine
    /// (two servers that both use SO_REUSEPORT would silently share the port).
    pub(super) fn bind(settings: &Settings) -> Result<(Listeners, Vec<Bound>)> {
        let mut listeners = Listeners::default();
        let mut bound = Vec::new();
        for address in &settings.addresses {
            let made = match address {
                Address::Unix(path) => bind_unix(path, settings.backlog),
                _ => bind_tcp(address, settings),
            };
            let (sockets, at) = made.map_err(|e| refused(address, e))?;
            listeners.sockets.push(sockets);
            bound.push(at);
        }
        Ok((listeners, bound))
    }

    /// Duplicates of a slot's listeners, one per address, in the order of the settings.
    pub(super) fn of(&self, slot: usize, bound: &[Bound]) -> Result<Vec<Listener>> {
        let duplicate = |(sockets, at): (&Vec<OwnedFd>, &Bound)| {
            let socket = sockets.get(slot).unwrap_or(&sockets[0]).try_clone()?;
            Ok(match at {
                Bound::Tcp(_) => Listener::Tcp(socket.into()),
                Bound::Unix(..) => Listener::Unix(socket.into()),
            })
        };
        let made: io::Result<_> = self.sockets.iter().zip(bound).map(duplicate).collect();
        made.map_err(|e| Error::io(format_args!("duplicate the listeners of worker {slot}"), e))
    }

    /// Whether connections wait in a slot's queues.
    pub(super) fn has_waiting(&self, slot: usize) -> Result<bool> {
        let sockets: Vec<_> = self.sockets.iter().filter_map(|s| s.get(slot)).map(AsFd::as_fd).collect();
        Ok(fd::wait_readable(&sockets, Some(Duration::ZERO))?.contains(&true))
    }

    /// No new connections from now on, in any process; those in the queues and handshakes under way remain.
    pub(super) fn refuse_new(&self, bound: &[Bound]) {
        for (sockets, at) in self.sockets.iter().zip(bound) {
            match at {
                Bound::Unix(path, inode) => remove(path, *inode),
                Bound::Tcp(_) => {
                    for error in sockets.iter().filter_map(|s| packet::refuse_new(s.as_fd()).err()) {
                        log::write(Level::Warning, &format!("{at} still takes connections while it closes: {error}"));
                    }
                }
            }
        }
    }
}

/// Removes the socket file unless another server has put its own there.
fn remove(path: &Path, inode: u64) {
    if std::fs::metadata(path).is_ok_and(|m| m.ino() == inode) {
        let _ = std::fs::remove_file(path);
    }
}

fn bind_tcp(address: &Address, settings: &Settings) -> io::Result<(Vec<OwnedFd>, Bound)> {
    let wanted = resolve(address)?;
    // The probe: SO_REUSEADDR passes over connections that linger after a restart, but not over a listener.
    let probe = tcp(wanted, false)?;
    let at = probe.local_addr()?.as_socket().ok_or(io::ErrorKind::Unsupported)?;
    drop(probe);
    let mut sockets = Vec::with_capacity(settings.worker_num);
    for _ in 0..settings.worker_num {
        let socket = tcp(at, true)?;
        socket.listen(i32::try_from(settings.backlog).unwrap_or(i32::MAX))?;
        sockets.push(socket.into());
    }
    Ok((sockets, Bound::Tcp(at)))
}

/// One listener of one process; host and port as in [`Address::Tcp4`] or, with a colon in the host, [`Address::Tcp6`].
pub(super) fn bind_alone(host: &str, port: u16) -> Result<std::net::TcpListener> {
    let (host, v6) = (host.to_owned(), host.contains(':'));
    let address = if v6 { Address::Tcp6(host, port) } else { Address::Tcp4(host, port) };
    let bound = resolve(&address).and_then(|at| tcp(at, false)).and_then(|socket| {
        socket.listen(128)?;
        Ok(socket.into())
    });
    bound.map_err(|e| refused(&address, e))
}

fn tcp(at: SocketAddr, share_port: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM.nonblocking().cloexec(), None)?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(share_port)?;
    socket.bind(&at.into())?;
    Ok(socket)
}

fn resolve(address: &Address) -> io::Result<SocketAddr> {
    let (host, port, v6) = match address {
        Address::Tcp4(host, port) => (host, *port, false),
        Address::Tcp6(host, port) => (host, *port, true),
        Address::Unix(_) => return Err(io::ErrorKind::Unsupported.into()),
    };
    let found = (host.as_str(), port).to_socket_addrs()?.find(|a| a.is_ipv6() == v6);
    let (family, hint) =
        if v6 { ("IPv6", "") } else { ("IPv4", "; for an IPv6 address take the socket type SOCK_TCP6") };
    found.ok_or_else(|| io::Error::other(format!("\"{host}\" has no {family} address{hint}")))
}

fn bind_unix(path: &Path, backlog: u32) -> io::Result<(Vec<OwnedFd>, Bound)> {
    if std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_socket()) {
        match std::os::unix::net::UnixStream::connect(path) {
            Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path)?,
            _ => return Err(io::Error::from_raw_os_error(libc::EADDRINUSE)),
        }
    }
    let socket = Socket::new(Domain::UNIX, Type::STREAM.nonblocking().cloexec(), None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    socket.listen(i32::try_from(backlog).unwrap_or(i32::MAX))?;
    let inode = std::fs::metadata(path)?.ino();
    Ok((vec![socket.into()], Bound::Unix(path.to_owned(), inode)))
}

fn refused(address: &Address, error: io::Error) -> Error {
    let hint = match error.raw_os_error() {
        Some(libc::EADDRINUSE) => {
            let code = libc::EADDRINUSE;
            let message = format!(
                "cannot listen on {address}: address already in use; stop the other server or choose another port"
            );
            return Error { kind: crate::error::Kind::Os, message, code };
        }
        Some(libc::EACCES) => "; ports below the system's first unprivileged one (1024) need root",
        Some(libc::EADDRNOTAVAIL) => "; choose an address of this machine",
        _ => "",
    };
    let mut refused = Error::io(format_args!("cannot listen on {address}"), error);
    refused.message.push_str(hint);
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(address: Address, worker_num: usize) -> Settings {
        Settings { addresses: vec![address], worker_num, ..Settings::default() }
    }

    fn local(port: u16) -> Address {
        Address::Tcp4("127.0.0.1".into(), port)
    }

    #[test]
    fn the_port_is_shared_by_the_slots_and_refused_to_others() {
        let (listeners, bound) = Listeners::bind(&settings(local(0), 3)).unwrap();
        assert_eq!(listeners.sockets[0].len(), 3);
        let Bound::Tcp(at) = bound[0] else { panic!("not TCP") };
        let error = Listeners::bind(&settings(local(at.port()), 3)).unwrap_err();
        assert!(error.message.contains("address already in use"), "{error}");
        assert_eq!(error.errno(), libc::EADDRINUSE);
        drop(listeners);
        Listeners::bind(&settings(local(at.port()), 1)).unwrap();
    }

    #[test]
    fn unusable_addresses_are_named() {
        let error = Listeners::bind(&settings(Address::Tcp6("127.0.0.1".into(), 0), 1)).unwrap_err();
        assert!(error.message.contains("[127.0.0.1]:0") && error.message.contains("no IPv6 address"), "{error}");
        let error = Listeners::bind(&settings(Address::Tcp4("::1".into(), 0), 1)).unwrap_err();
        assert!(
            error.message.contains("no IPv4 address; for an IPv6 address take the socket type SOCK_TCP6"),
            "{error}"
        );
        let error = Listeners::bind(&settings(Address::Tcp4("192.0.2.1".into(), 0), 1)).unwrap_err();
        assert!(error.message.contains("choose an address of this machine"), "{error}");
    }

    #[test]
    fn a_stale_unix_socket_is_replaced_and_a_live_one_is_not() {
        let path = std::env::temp_dir().join(format!("peregrine-listeners-{}.sock", std::process::id()));
        let wanted = settings(Address::Unix(path.clone()), 2);
        drop(Listeners::bind(&wanted).unwrap());
        let (listeners, bound) = Listeners::bind(&wanted).unwrap();
        assert!(Listeners::bind(&wanted).unwrap_err().message.contains("address already in use"));
        listeners.refuse_new(&bound);
        assert!(!path.exists());
    }
}
