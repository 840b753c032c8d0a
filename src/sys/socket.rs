//! System calls on TCP sockets that std and tokio have no safe word for: listening with SO_REUSEPORT, receiving into
//! spare capacity, gathering sends without SIGPIPE, sendfile(2), aborting close. Any process and thread may call them.
//! Nothing here waits when the socket is non-blocking.

use bytes::BytesMut;
use std::io;
use std::mem::size_of;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// Appends up to `max` received bytes to the spare capacity of `into` (which must have some): recv(2).
/// `Ok(0)` is the end of the stream.
pub fn receive(socket: BorrowedFd<'_>, into: &mut BytesMut, max: usize) -> io::Result<usize> {
    let spare = into.spare_capacity_mut();
    let room = spare.len().min(max);
    // SAFETY: `spare` is writable for at least `room` bytes for the length of the call.
    let got = unsafe { libc::recv(socket.as_raw_fd(), spare.as_mut_ptr().cast(), room, 0) };
    let got = usize::try_from(got).map_err(|_| io::Error::last_os_error())?;
    let filled = into.len() + got;
    // SAFETY: recv wrote `got` bytes, at most `room`, directly behind the old length.
    unsafe { into.set_len(filled) };
    Ok(got)
}

/// Receives into `into`: recv(2). `Ok(0)` is the end of the stream.
pub fn receive_into(socket: BorrowedFd<'_>, into: &mut [u8]) -> io::Result<usize> {
    // SAFETY: `into` is writable for its length during the call.
    let got = unsafe { libc::recv(socket.as_raw_fd(), into.as_mut_ptr().cast(), into.len(), 0) };
    usize::try_from(got).map_err(|_| io::Error::last_os_error())
}

/// Sends the parts in order with one sendmsg(2); a peer that is gone is EPIPE, never SIGPIPE. Returns how many bytes
/// the kernel took.
pub fn send(socket: BorrowedFd<'_>, parts: &[io::IoSlice<'_>]) -> io::Result<usize> {
    // SAFETY: msghdr is plain data for which all zeroes is the empty message.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    // IoSlice is guaranteed to have the layout of iovec.
    message.msg_iov = parts.as_ptr().cast_mut().cast();
    message.msg_iovlen = parts.len() as _;
    // SAFETY: the message points at `parts`, which outlive the call and are only read.
    let sent = unsafe { libc::sendmsg(socket.as_raw_fd(), &message, libc::MSG_NOSIGNAL) };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

/// Sends the bytes with one send(2) and MSG_NOSIGNAL.
pub fn send_one(socket: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: `bytes` is readable for its length during the call.
    let sent = unsafe { libc::send(socket.as_raw_fd(), bytes.as_ptr().cast(), bytes.len(), libc::MSG_NOSIGNAL) };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

/// Sends up to `count` bytes of `file` from `offset` on: sendfile(2). `Ok(0)`: the file ends there. The process must
/// ignore SIGPIPE (PHP's CLI does), because sendfile has no flag for it.
pub fn send_file(socket: BorrowedFd<'_>, file: BorrowedFd<'_>, offset: u64, count: usize) -> io::Result<usize> {
    let mut from = offset as libc::off_t;
    // SAFETY: both descriptors are open; `from` is a valid off_t that the call may change.
    let sent = unsafe { libc::sendfile(socket.as_raw_fd(), file.as_raw_fd(), &mut from, count) };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

/// Makes the coming close reset the connection (SO_LINGER 0), so that the peer cannot take a cut answer for a whole one.
pub fn reset_on_close(socket: &TcpStream) -> io::Result<()> {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    set_option(socket.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, &linger)
}

/// A listening, non-blocking, close-on-exec TCP socket with SO_REUSEADDR and, when `reuse_port`, SO_REUSEPORT.
/// `backlog` is what listen(2) gets.
pub fn listen(address: SocketAddr, reuse_port: bool, backlog: i32) -> io::Result<TcpListener> {
    let family = if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: socket(2) takes no pointers.
    let fd = check(unsafe { libc::socket(family, kind, 0) })?;
    // SAFETY: `fd` was just opened and nobody else owns it.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    let on: libc::c_int = 1;
    set_option(fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, &on)?;
    if reuse_port {
        set_option(fd, libc::SOL_SOCKET, libc::SO_REUSEPORT, &on)?;
    }
    bind(fd, address)?;
    // SAFETY: listen(2) takes no pointers.
    check(unsafe { libc::listen(fd, backlog) })?;
    Ok(TcpListener::from(socket))
}

fn bind(fd: i32, address: SocketAddr) -> io::Result<()> {
    match address {
        SocketAddr::V4(v4) => {
            let name = libc::sockaddr_in {
                sin_family: libc::AF_INET as _,
                sin_port: v4.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(v4.ip().octets()) },
                sin_zero: [0; 8],
            };
            bind_to(fd, &name)
        }
        SocketAddr::V6(v6) => {
            let name = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as _,
                sin6_port: v6.port().to_be(),
                sin6_flowinfo: v6.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: v6.ip().octets() },
                sin6_scope_id: v6.scope_id(),
            };
            bind_to(fd, &name)
        }
    }
}

fn bind_to<T>(fd: i32, name: &T) -> io::Result<()> {
    // SAFETY: `name` is a socket address of exactly the given size.
    check(unsafe { libc::bind(fd, std::ptr::from_ref(name).cast(), size_of::<T>() as _) }).map(drop)
}

fn set_option<T>(fd: i32, level: i32, name: i32, value: &T) -> io::Result<()> {
    // SAFETY: `value` is readable for exactly the given size.
    check(unsafe { libc::setsockopt(fd, level, name, std::ptr::from_ref(value).cast(), size_of::<T>() as _) }).map(drop)
}

fn check(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
