//! Sockets in tokio's readiness watch. tokio calls registering unsafe because a descriptor's owner may close it or
//! change which one it names while it is registered; std's sockets do neither.

use super::signal::Signals;
use std::fs::File;
use std::io;
use std::net::{TcpListener, TcpStream};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A non-blocking stream, watched in both directions. Must run within a tokio runtime.
pub fn stream(stream: TcpStream) -> io::Result<AsyncFd<TcpStream>> {
    // SAFETY: a TcpStream names the same open descriptor from here until AsyncFd drops it, after deregistering it.
    unsafe { AsyncFd::register(stream) }.map_err(io::Error::from)
}

/// A non-blocking listener, watched for connections. Must run within a tokio runtime.
pub fn listener(listener: TcpListener) -> io::Result<AsyncFd<TcpListener>> {
    // SAFETY: a TcpListener names the same open descriptor from here until AsyncFd drops it, after deregistering it.
    unsafe { AsyncFd::register_with_interest(listener, Interest::READABLE) }.map_err(io::Error::from)
}

/// A timer of `sys::clock::ticker`, watched for its expiry. Must run within a tokio runtime.
pub fn ticker(ticker: File) -> io::Result<AsyncFd<File>> {
    // SAFETY: a File names the same open descriptor from here until AsyncFd drops it, after deregistering it.
    unsafe { AsyncFd::register_with_interest(ticker, Interest::READABLE) }.map_err(io::Error::from)
}

/// What [`Signals`] wake, watched. Must run within a tokio runtime.
pub fn signals(signals: Signals) -> io::Result<AsyncFd<Signals>> {
    // SAFETY: Signals name the same open descriptor from here until AsyncFd drops them, after deregistering it.
    unsafe { AsyncFd::register_with_interest(signals, Interest::READABLE) }.map_err(io::Error::from)
}
