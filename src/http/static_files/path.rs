//! From a request's path to a path below the root. Everything that could mean something else to the file system than to
//! the rules above it is no file: dot segments, empty segments, encoded slashes, NUL, hidden names, PHP source.

use super::mime;
use std::ffi::CString;

/// A path below the root.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Without slashes at its ends; empty for the root.
    pub(super) path: CString,
    /// The request's path ended with a slash: a directory is meant.
    pub(super) is_directory: bool,
}

/// The request's path without its escapes; `None` when an escape is broken or hides a slash or NUL.
pub(super) fn decode(path: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.iter();
    while let Some(byte) = rest.next() {
        if *byte != b'%' {
            decoded.push(*byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(*b).to_digit(16));
        let byte = (digit()? * 16 + digit()?) as u8;
        if matches!(byte, 0 | b'/') {
            return None;
        }
        decoded.push(byte);
    }
    Some(decoded)
}

/// The place a decoded path names; `None` when it can be none.
pub(super) fn place(decoded: &[u8]) -> Option<Place> {
    let inside = decoded.strip_prefix(b"/")?;
    let (path, is_directory) = match inside.strip_suffix(b"/") {
        Some(path) => (path, true),
        None => (inside, inside.is_empty()),
    };
    if path.is_empty() {
        return (inside.is_empty()).then(|| Place { path: CString::default(), is_directory: true });
    }
    for (n, segment) in path.split(|b| *b == b'/').enumerate() {
        // RFC 8615: what certificate authorities and others look up.
        let is_well_known = n == 0 && segment == b".well-known";
        if segment.is_empty() || (segment[0] == b'.' && !is_well_known) {
            return None;
        }
    }
    if is_php(path) {
        return None;
    }
    Some(Place { path: CString::new(path).ok()?, is_directory })
}

/// Source that must never be sent: a document root often holds `index.php`, and what editors and people leave beside it
/// (`index.php.bak`, `.old`, `.1`: endings of no known type).
pub(super) fn is_php(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    let Some(dot) = name.iter().rposition(|b| *b == b'.') else { return false };
    if is_source_ending(&name[dot + 1..]) {
        return true;
    }
    let inner = name[..dot].iter().rposition(|b| *b == b'.');
    inner.is_some_and(|inner| is_source_ending(&name[inner + 1..dot])) && mime::of(name) == mime::UNKNOWN
}

fn is_source_ending(ending: &[u8]) -> bool {
    let ending = ending.to_ascii_lowercase();
    ending.starts_with(b"php") || ending == b"phtml" || ending == b"phar"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<(String, bool)> {
        let place = place(&decode(path.as_bytes())?)?;
        Some((place.path.into_string().unwrap(), place.is_directory))
    }

    #[test]
    fn plain_paths_name_places() {
        let is = |path: &str, directory| Some((path.to_owned(), directory));
        assert_eq!(found("/"), is("", true));
        assert_eq!(found("/a"), is("a", false));
        assert_eq!(found("/a/b.css"), is("a/b.css", false));
        assert_eq!(found("/a/"), is("a", true));
        assert_eq!(found("/a%20b/%C3%A9"), is("a b/é", false));
        assert_eq!(found("/.well-known/acme-challenge/x"), is(".well-known/acme-challenge/x", false));
        assert_eq!(found("/a..b/c.."), is("a..b/c..", false));
        assert_eq!(found("/a%5Cb"), is("a\\b", false));
        // Reports of coverage are named like this.
        assert_eq!(found("/a.php.html"), is("a.php.html", false));
        assert_eq!(found("/a.b.zzz"), is("a.b.zzz", false));
    }

    #[test]
    fn nothing_else_does() {
        for bad in [
            "",
            "a",
            "*",
            "//",
            "//a",
            "/a//b",
            "/a//",
            "/.",
            "/..",
            "/../a",
            "/a/../b",
            "/a/..",
            "/a/.",
            "/%2e%2e/a",
            "/%2E/a",
            "/.env",
            "/a/.git/config",
            "/a/.well-known/x",
            "/a%2Fb",
            "/a%2fb",
            "/a%00",
            "/a%00.css",
            "/a%",
            "/a%2",
            "/a%zz",
            "/index.php",
            "/INDEX.PHP",
            "/a.php5",
            "/a.phtml",
            "/a.phar",
            "/a/b.php/",
            "/a.php.bak",
            "/a.PHP.1",
        ] {
            assert_eq!(found(bad), None, "{bad}");
        }
    }
}
