//! Whom a client asks, and its limits.

use crate::error::{Error, Result};
use std::path::PathBuf;
use std::time::Duration;

/// The server a client talks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// A host name or an IP address, without brackets.
    pub host: String,
    /// 1 to 65,535.
    pub port: u16,
    /// Whether to speak TLS.
    pub tls: bool,
}

impl Origin {
    /// The origin of that host; port 0 is the scheme's own, 80 or 443. Refuses what is neither a name nor an address.
    pub fn new(host: &str, port: u16, tls: bool) -> Result<Self> {
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'%');
        if host.is_empty() || !host.bytes().all(allowed) {
            return Err(Error::invalid("must be a host name or an IP address, without scheme, port and path"));
        }
        if host.contains(':') && host.split('%').next().is_none_or(|h| h.parse::<std::net::Ipv6Addr>().is_err()) {
            return Err(Error::invalid("must be a host name or an IP address: the port is an argument of its own"));
        }
        let port = if port == 0 { Self::own_port(tls) } else { port };
        Ok(Origin { host: host.to_owned(), port, tls })
    }

    fn own_port(tls: bool) -> u16 {
        if tls { 443 } else { 80 }
    }

    /// The value of a Host field (RFC 9110 7.2).
    pub fn authority(&self) -> String {
        // A zone is of this machine and does not travel (RFC 6874).
        let host = self.host.split('%').next().unwrap_or_default();
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        if self.port == Self::own_port(self.tls) { host } else { format!("{host}:{}", self.port) }
    }
}

/// How a server's certificate is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Whether the certificate must be valid for the name and signed by an authority that is trusted. Default true.
    pub verify_peer: bool,
    /// A PEM file of the authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// The name to ask for and to check, instead of the origin's host.
    pub host_name: Option<String>,
}

/// A client's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// For name, TCP and TLS together; None: for ever. Default 10 s.
    pub connect_timeout: Option<Duration>,
    /// From the first byte of the request to the last of the answer; None: for ever. Default 60 s.
    pub read_timeout: Option<Duration>,
    /// Whether the connection stays open for the next request. Default true.
    pub keep_alive: bool,
    /// The longest body taken into memory, in bytes. Default 64 MiB.
    pub max_body: u64,
    /// How a server's certificate is checked.
    pub tls: Tls,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            connect_timeout: Some(Duration::from_secs(10)),
            read_timeout: Some(Duration::from_secs(60)),
            keep_alive: true,
            max_body: 64 << 20,
            tls: Tls { verify_peer: true, ca_file: None, host_name: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities() {
        let of = |host, port, tls| Origin::new(host, port, tls).map(|o| o.authority()).ok();
        assert_eq!(of("example.org", 0, true).as_deref(), Some("example.org"));
        assert_eq!(of("example.org", 80, true).as_deref(), Some("example.org:80"));
        assert_eq!(of("::1", 8080, false).as_deref(), Some("[::1]:8080"));
        assert_eq!(of("[fe80::1%eth0]", 80, false).as_deref(), Some("[fe80::1]"));
        for wrong in ["", "http://a", "a b", "a:80", "a/b", "a\r\nb", "user@a"] {
            assert_eq!(of(wrong, 80, false), None, "{wrong:?}");
        }
    }
}
