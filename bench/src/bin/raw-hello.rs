//! The least that serves a crowd: epoll_wait(2), recv(2), send(2) of a fixed answer, and no byte of memory for a
//! connection but the kernel's. What `crowd.php` takes as the machine's share: of a request's cost over 10,000
//! connections beside that over 64, no server can do without what this one pays.
//! `raw-hello PORT [EVENTS]`: serves on 127.0.0.1 until killed, taking up to EVENTS (1,024, as tokio does) of one wait. It
//! does not read what it is asked and expects a request in one piece: no server, a measure.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\
    Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nHello, World!";
/// As tokio watches a stream.
const STREAM: i32 = libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLRDHUP | libc::EPOLLET;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let port: u16 = arguments.next().expect("usage: raw-hello PORT [EVENTS]");
    let events = arguments.next().unwrap_or(1024);
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
    listener.set_nonblocking(true).expect("a listener");
    let watch = watch();
    add(&watch, listener.as_raw_fd(), libc::EPOLLIN);
    let mut ready = vec![libc::epoll_event { events: 0, u64: 0 }; usize::from(events)];
    loop {
        // SAFETY: `ready` has room for as many events as are asked for.
        let count = unsafe { libc::epoll_wait(watch.as_raw_fd(), ready.as_mut_ptr(), i32::from(events), -1) };
        for event in &ready[..count.max(0) as usize] {
            match event.u64 as RawFd {
                socket if socket == listener.as_raw_fd() => accept(&listener, &watch),
                socket => answer(socket),
            }
        }
    }
}

fn watch() -> OwnedFd {
    // SAFETY: takes no pointer.
    let watch = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    assert!(watch >= 0, "no epoll");
    // SAFETY: a descriptor just made, that nobody else has.
    unsafe { OwnedFd::from_raw_fd(watch) }
}

fn add(watch: &OwnedFd, socket: RawFd, events: i32) {
    let mut event = libc::epoll_event { events: events as u32, u64: socket as u64 };
    // SAFETY: `event` is only read, during the call.
    let added = unsafe { libc::epoll_ctl(watch.as_raw_fd(), libc::EPOLL_CTL_ADD, socket, &mut event) };
    assert!(added == 0, "epoll_ctl failed");
}

fn accept(listener: &TcpListener, watch: &OwnedFd) {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(true).and_then(|()| stream.set_nodelay(true)).expect("a TCP socket");
                add(watch, stream.into_raw_fd(), STREAM);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(error) => panic!("accept: {error}"),
        }
    }
}

/// One recv and one send; a connection that ended is closed.
fn answer(socket: RawFd) {
    let mut request = [0u8; 4096];
    // SAFETY: `request` is writable for its length.
    let got = unsafe { libc::recv(socket, request.as_mut_ptr().cast(), request.len(), 0) };
    if got > 0 {
        // SAFETY: `ANSWER` is readable for its length.
        unsafe { libc::send(socket, ANSWER.as_ptr().cast(), ANSWER.len(), libc::MSG_NOSIGNAL) };
    } else if got == 0 {
        // SAFETY: `accept` let go of it, and an event names only descriptors that are open.
        drop(unsafe { TcpStream::from_raw_fd(socket) });
    }
}
