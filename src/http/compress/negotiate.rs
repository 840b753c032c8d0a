//! Accept-Encoding (RFC 9110 12.5.3): which of the codings spoken here a client wants. Pure; for compressed answers and
//! for precompressed files.

/// A content coding (RFC 9110 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Zstandard (RFC 8878), with a window of at most 8 MiB (RFC 9659).
    Zstd,
    /// Brotli (RFC 7932).
    Br,
    /// gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// All of them.
    pub const ALL: [Coding; 3] = [Coding::Zstd, Coding::Br, Coding::Gzip];

    /// Its name in Content-Encoding.
    pub fn name(self) -> &'static str {
        ["zstd", "br", "gzip"][self as usize]
    }

    /// The ending of a file that holds another in this coding.
    pub fn suffix(self) -> &'static str {
        [".zst", ".br", ".gz"][self as usize]
    }

    fn named(name: &[u8]) -> Option<Coding> {
        if name.eq_ignore_ascii_case(b"x-gzip") {
            return Some(Coding::Gzip); // RFC 9110 8.4.1.3
        }
        Coding::ALL.into_iter().find(|c| name.eq_ignore_ascii_case(c.name().as_bytes()))
    }
}

/// What a client accepts: how much it likes each coding, in thousandths; 0: not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted {
    codings: [u16; 3],
    identity: u16,
}

impl Accepted {
    /// Reads the field's lines. No line: nothing is asked for.
    pub fn read<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Accepted {
        let (mut named, mut any, mut identity) = ([None; 3], 0, 0);
        for item in lines.flat_map(|line| line.split(|b| *b == b',')) {
            let mut parts = item.split(|b| *b == b';').map(<[u8]>::trim_ascii);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(weight).unwrap_or(1000);
            match Coding::named(name) {
                Some(coding) => named[coding as usize] = Some(weight),
                None if name == b"*" => any = weight,
                None if name.eq_ignore_ascii_case(b"identity") => identity = weight,
                None => {}
            }
        }
        Accepted { codings: named.map(|weight| weight.unwrap_or(any)), identity }
    }

    /// The coding the client likes best; among equals the first of `order`. `None`: as it is.
    pub fn best(&self, order: &[Coding]) -> Option<Coding> {
        let weight = |coding: &Coding| self.codings[*coding as usize];
        // The last of equals wins, so from the back.
        let best = order.iter().rev().copied().max_by_key(weight)?;
        (weight(&best) > 0 && weight(&best) >= self.identity).then_some(best)
    }

    /// Those of `order` that it accepts, best first.
    pub fn in_order(&self, order: [Coding; 3]) -> impl Iterator<Item = Coding> {
        let mut wanted = order;
        wanted.sort_by_key(|coding| std::cmp::Reverse(self.codings[*coding as usize]));
        let this = *self;
        wanted.into_iter().filter(move |coding| this.best(&[*coding]).is_some())
    }
}

/// `q=0.5` in thousandths; `None` for another parameter. A weight that cannot be read counts as 0.
fn weight(parameter: &[u8]) -> Option<u16> {
    let value = parameter.strip_prefix(b"q=").or_else(|| parameter.strip_prefix(b"Q="))?;
    let value: f32 = std::str::from_utf8(value).ok().and_then(|v| v.trim().parse().ok()).unwrap_or(0.0);
    Some(if (0.0..=1.0).contains(&value) { (value * 1000.0).round() as u16 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(lines: &[&str]) -> Option<&'static str> {
        Accepted::read(lines.iter().map(|l| l.as_bytes())).best(&Coding::ALL).map(Coding::name)
    }

    #[test]
    fn the_clients_liking_counts_then_ours() {
        assert_eq!(best(&[]), None);
        assert_eq!(best(&[""]), None);
        assert_eq!(best(&["identity"]), None);
        assert_eq!(best(&["gzip, deflate, br, zstd"]), Some("zstd"));
        assert_eq!(best(&["gzip, deflate", "BR"]), Some("br"));
        assert_eq!(best(&["gzip;q=1.0, br;q=0.5"]), Some("gzip"));
        assert_eq!(best(&["gzip ; q=0.5 , br; q=0"]), Some("gzip"));
        assert_eq!(best(&["*"]), Some("zstd"));
        assert_eq!(best(&["*;q=0.1, zstd;q=0"]), Some("br"));
        assert_eq!(best(&["gzip;q=0"]), None);
        assert_eq!(best(&["identity, gzip;q=0.5"]), None);
        assert_eq!(best(&["identity;q=0.5, x-gzip"]), Some("gzip"));
        assert_eq!(best(&["gzip;q=x"]), None);
        assert_eq!(best(&["gzip;q=7"]), None);
        assert_eq!(best(&["deflate"]), None);
    }

    #[test]
    fn precompressed_files_are_tried_in_the_clients_order() {
        let order = |line: &str| -> Vec<_> {
            let accepted = Accepted::read([line.as_bytes()].into_iter());
            accepted.in_order([Coding::Br, Coding::Zstd, Coding::Gzip]).map(Coding::name).collect()
        };
        assert_eq!(order("gzip, br"), ["br", "gzip"]);
        assert_eq!(order("gzip, br;q=0.5, zstd;q=0"), ["gzip", "br"]);
        assert!(order("").is_empty());
    }
}
