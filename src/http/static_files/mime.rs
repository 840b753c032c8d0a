//! Content types of files by their names.

use std::path::Path;

/// The type of what has no known one.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// The type of a file of that name (bytes of a path).
pub(super) fn of(path: &[u8]) -> &'static str {
    ending(path).and_then(|e| mime_guess::from_ext(e).first_raw()).unwrap_or(UNKNOWN)
}

fn ending(path: &[u8]) -> Option<&str> {
    Path::new(std::str::from_utf8(path).ok()?).extension()?.to_str()
}

/// Whether files of that type come smaller: text, code, vector graphics, fonts without compression of their own.
pub(super) fn is_compressible(path: &[u8]) -> bool {
    let type_ = of(path);
    type_.starts_with("text/")
        || type_.ends_with("+xml")
        || type_.ends_with("+json")
        || matches!(
            type_,
            "application/javascript"
                | "application/json"
                | "application/wasm"
                | "application/xml"
                | "application/vnd.ms-fontobject"
                | "font/ttf"
                | "font/otf"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_follow_names() {
        assert_eq!(of(b"a/b.html"), "text/html");
        assert_eq!(of(b"A.CSS"), "text/css");
        assert_eq!(of(b"a.b/c"), "application/octet-stream");
        assert_eq!(of(b"\xff.css"), "application/octet-stream");
        for (name, compressible) in
            [("a.js", true), ("a.svg", true), ("a.json", true), ("a.woff2", false), ("a.png", false), ("a", false)]
        {
            assert_eq!(is_compressible(name.as_bytes()), compressible, "{name}");
        }
    }
}
