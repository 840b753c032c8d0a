//! Who the client is when proxies stand between: X-Forwarded-* and Forwarded (RFC 7239), believed only from addresses
//! that are listed, and only the fields that are named. Anybody else's are a client's invention.
//!
//! The chain is read from its near end: as long as an address is listed, the proxy that wrote the next one is believed.

use crate::error::{Error, Result};
use crate::http::h1::head::Head;
use std::net::{IpAddr, SocketAddr};

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads CIDR notation (RFC 4632 3.1).
    pub fn parse(text: &str) -> Result<Network> {
        let wrong =
            || Error::invalid(format!("'{text}' is no address or network; write 10.0.0.1, 10.0.0.0/8 or fd00::/8"));
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits: u8 = bits.map_or(Ok(most), |b| b.parse().map_err(|_| wrong()))?;
        match address.to_canonical() {
            _ if bits > most => Err(wrong()),
            // Addresses are compared as IPv4 where they are IPv4, so the networks are, too.
            v4 @ IpAddr::V4(_) if most == 128 && bits >= 96 => Ok(Network { address: v4, bits: bits - 96 }),
            _ => Ok(Network { address, bits }),
        }
    }

    /// Whether the address is in it. IPv4 addresses mapped into IPv6 count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                u32::from(net) & mask == u32::from(ip) & mask
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                u128::from(net) & mask == u128::from(ip) & mask
            }
            _ => false,
        }
    }
}

/// Which fields are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forwarded {
    /// X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host.
    XForwarded,
    /// Forwarded (RFC 7239).
    Standard,
}

/// The proxies that are believed.
#[derive(Debug, Clone)]
pub struct Proxies {
    /// Where they are.
    pub networks: Vec<Network>,
    /// What they write.
    pub fields: Forwarded,
}

/// Who asks, and for what, as far as it can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The client's address.
    pub address: IpAddr,
    /// Its port; 0 when a proxy did not say.
    pub port: u16,
    /// `http` or `https`, when a proxy said so.
    pub scheme: Option<&'static str>,
    /// The host the client asked for, when a proxy said so.
    pub host: Option<Vec<u8>>,
}

impl Client {
    /// Nobody stands between.
    pub fn direct(peer: SocketAddr) -> Client {
        Client { address: peer.ip(), port: peer.port(), scheme: None, host: None }
    }
}

/// What one proxy wrote.
#[derive(Default)]
struct Hop<'a> {
    node: &'a [u8],
    scheme: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
}

impl Proxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }

    /// Who the client behind `peer` is.
    pub fn client(&self, head: &Head, peer: SocketAddr) -> Client {
        let mut client = Client::direct(peer);
        if !self.trusts(peer.ip()) {
            return client;
        }
        let hops = match self.fields {
            Forwarded::XForwarded => x_forwarded(head),
            Forwarded::Standard => forwarded(head),
        };
        for hop in hops.iter().rev() {
            client.scheme = hop.scheme.and_then(scheme).or(client.scheme);
            if let Some(host) = hop.host.filter(|host| is_host(host)) {
                client.host = Some(host.to_vec());
            }
            // A hidden or unreadable name: nothing before it can be believed to be the client.
            let Some((address, port)) = node(hop.node) else { break };
            (client.address, client.port) = (address, port);
            if !self.trusts(address) {
                break;
            }
        }
        client
    }
}

/// The elements of all lines of a list field.
fn list<'a>(head: &'a Head, name: &'static str) -> Vec<&'a [u8]> {
    head.all(name).flat_map(|line| line.split(|b| *b == b',')).map(<[u8]>::trim_ascii).collect()
}

/// The three fields as one list. Proto and Host have one element for each of For, or the nearest proxy's stands last.
fn x_forwarded(head: &Head) -> Vec<Hop<'_>> {
    let nodes = list(head, "x-forwarded-for");
    let (schemes, hosts) = (list(head, "x-forwarded-proto"), list(head, "x-forwarded-host"));
    let of = |all: &[&'_ [u8]], n: usize| match all.len() {
        len if len == nodes.len() => Some(n),
        0 => None,
        len => (n + 1 == nodes.len()).then_some(len - 1),
    };
    let mut hops: Vec<Hop<'_>> = nodes
        .iter()
        .enumerate()
        .map(|(n, node)| Hop {
            node,
            scheme: of(&schemes, n).map(|at| schemes[at]),
            host: of(&hosts, n).map(|at| hosts[at]),
        })
        .collect();
    if hops.is_empty() {
        hops.push(Hop { node: b"", scheme: schemes.last().copied(), host: hosts.last().copied() });
    }
    hops
}

/// `for=…;proto=…;host=…` elements (RFC 7239 4). A comma inside quotes would be in an IPv6 zone or a host at most, and
/// neither has one.
fn forwarded(head: &Head) -> Vec<Hop<'_>> {
    list(head, "forwarded")
        .into_iter()
        .map(|element| {
            let mut hop = Hop::default();
            for pair in element.split(|b| *b == b';') {
                let Some(at) = pair.iter().position(|b| *b == b'=') else { continue };
                let (name, value) = (pair[..at].trim_ascii(), unquote(pair[at + 1..].trim_ascii()));
                if name.eq_ignore_ascii_case(b"for") {
                    hop.node = value;
                } else if name.eq_ignore_ascii_case(b"proto") {
                    hop.scheme = Some(value);
                } else if name.eq_ignore_ascii_case(b"host") {
                    hop.host = Some(value);
                }
            }
            hop
        })
        .collect()
}

fn unquote(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|v| v.strip_suffix(b"\"")).unwrap_or(value)
}

fn scheme(text: &[u8]) -> Option<&'static str> {
    ["http", "https"].into_iter().find(|known| text.eq_ignore_ascii_case(known.as_bytes()))
}

/// An address with or without a port: `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1`, `[2001:db8::1]:5`.
fn node(text: &[u8]) -> Option<(IpAddr, u16)> {
    let text = std::str::from_utf8(text).ok()?;
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address.to_canonical(), 0));
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some((address.ip().to_canonical(), address.port()));
    }
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    Some((inside.parse::<IpAddr>().ok()?.to_canonical(), 0))
}

fn is_host(text: &[u8]) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':' | b'[' | b']' | b'_');
    !text.is_empty() && text.len() <= 255 && text.iter().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Limits;
    use bytes::BytesMut;

    fn client(fields: Forwarded, peer: &str, lines: &str) -> String {
        let networks = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"].map(|n| Network::parse(n).unwrap()).to_vec();
        let mut head = Head::default();
        let text = format!("GET / HTTP/1.1\r\nHost: x\r\n{lines}\r\n");
        assert!(head.parse(&mut BytesMut::from(text.as_str()), &Limits::default()).unwrap());
        let client = Proxies { networks, fields }.client(&head, peer.parse().unwrap());
        let host = client.host.map_or("-".into(), |h| String::from_utf8(h).unwrap());
        format!("{} {} {} {host}", client.address, client.port, client.scheme.unwrap_or("-"))
    }

    #[test]
    fn networks_are_ranges() {
        let within = |net: &str, ip: &str| Network::parse(net).unwrap().contains(ip.parse().unwrap());
        assert!(within("10.0.0.0/8", "10.255.0.1") && !within("10.0.0.0/8", "11.0.0.1"));
        assert!(within("0.0.0.0/0", "1.2.3.4") && within("::/0", "::1") && !within("::/0", "1.2.3.4"));
        assert!(
            within("10.1.2.3", "10.1.2.3") && within("10.1.2.3", "::ffff:10.1.2.3") && !within("10.1.2.3", "10.1.2.4")
        );
        assert!(within("2001:db8::/33", "2001:db8:7fff::") && !within("2001:db8::/33", "2001:db8:8000::"));
        assert!(within("::ffff:10.0.0.0/104", "10.9.9.9") && !within("::ffff:10.0.0.0/104", "11.0.0.1"));
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0", "a", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_listed_peers_are_believed() {
        let lines = "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example\r\n";
        let x = Forwarded::XForwarded;
        assert_eq!(client(x, "127.0.0.1:9", lines), "1.2.3.4 0 https a.example");
        assert_eq!(client(x, "8.8.8.8:9", lines), "8.8.8.8 9 - -");
        assert_eq!(client(Forwarded::Standard, "127.0.0.1:9", lines), "127.0.0.1 9 - -");
        assert_eq!(client(x, "127.0.0.1:9", "Forwarded: for=1.2.3.4\r\n"), "127.0.0.1 9 - -");
        assert_eq!(client(x, "127.0.0.1:9", "X-Forwarded-Proto: https\r\n"), "127.0.0.1 9 https -");
    }

    #[test]
    fn what_the_client_wrote_itself_is_passed_over() {
        let x = |lines: &str| client(Forwarded::XForwarded, "10.0.0.1:9", lines);
        assert_eq!(x("X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n"), "1.2.3.4 0 - -");
        assert_eq!(x("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4, 10.0.0.2\r\n"), "1.2.3.4 0 - -");
        assert_eq!(x("X-Forwarded-For: 6.6.6.6, unknown, 10.0.0.2\r\n"), "10.0.0.2 0 - -");
        assert_eq!(x("X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n"), "10.0.0.3 0 - -");
        assert_eq!(x("X-Forwarded-For: 1.2.3.4:55\r\nX-Forwarded-Proto: https, http\r\n"), "1.2.3.4 55 http -");
        assert_eq!(x("X-Forwarded-For: 1.2.3.4, 10.0.0.2\r\nX-Forwarded-Proto: https, http\r\n"), "1.2.3.4 0 https -");
        assert_eq!(x("X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https, http\r\n"), "1.2.3.4 0 http -");
        assert_eq!(
            x("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Host: a/b\r\nX-Forwarded-Proto: ftp\r\n"),
            "1.2.3.4 0 - -"
        );
    }

    #[test]
    fn the_standard_field_is_read() {
        let standard = |lines: &str| client(Forwarded::Standard, "10.0.0.1:9", lines);
        assert_eq!(standard("Forwarded: for=1.2.3.4;proto=https;host=a.example\r\n"), "1.2.3.4 0 https a.example");
        assert_eq!(standard("Forwarded: For=\"[2001:db8::1]:4711\"; Proto=HTTP\r\n"), "2001:db8::1 4711 http -");
        assert_eq!(standard("Forwarded: for=6.6.6.6;proto=https, for=\"[2001:db8::2]\"\r\n"), "2001:db8::2 0 - -");
        assert_eq!(standard("Forwarded: for=1.2.3.4, for=10.0.0.2;host=b\r\n"), "1.2.3.4 0 - b");
        assert_eq!(standard("Forwarded: for=_hidden;proto=https\r\n"), "10.0.0.1 9 https -");
    }
}
