//! Range requests for bytes (RFC 9110 14): which part of a file is asked for.

use crate::http::answer::number;

/// What a Range field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: no range, one that cannot be read (14.2: ignored), or several parts. Several are answered whole, which
    /// 14.2 allows: multipart/byteranges costs more than it saves and is an old way to overload servers.
    Whole,
    /// This many bytes from this offset on.
    Part(u64, u64),
    /// Nothing there is: 416.
    Nothing,
}

/// Reads the field's value for a file of `size` bytes.
pub(super) fn wanted(value: &[u8], size: u64) -> Wanted {
    let Some((unit, ranges)) = value.iter().position(|b| *b == b'=').map(|at| (&value[..at], &value[at + 1..])) else {
        return Wanted::Whole;
    };
    if !unit.trim_ascii().eq_ignore_ascii_case(b"bytes") {
        return Wanted::Whole;
    }
    let mut ranges = ranges.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|r| !r.is_empty());
    match (ranges.next(), ranges.next()) {
        (Some(range), None) => part(range, size).unwrap_or(Wanted::Whole),
        _ => Wanted::Whole,
    }
}

/// `None` when the range cannot be read.
fn part(range: &[u8], size: u64) -> Option<Wanted> {
    let dash = range.iter().position(|b| *b == b'-')?;
    let (first, last) = (range[..dash].trim_ascii(), range[dash + 1..].trim_ascii());
    if first.is_empty() {
        let suffix = long(last)?.min(size);
        return Some(if suffix == 0 { Wanted::Nothing } else { Wanted::Part(size - suffix, suffix) });
    }
    let first = long(first)?;
    let last = if last.is_empty() { u64::MAX } else { long(last)? };
    if last < first {
        return None;
    }
    Some(if first >= size { Wanted::Nothing } else { Wanted::Part(first, last.min(size - 1) - first + 1) })
}

/// A decimal number; one that is too long counts as the largest.
fn long(digits: &[u8]) -> Option<u64> {
    let valid = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    valid.then(|| number(digits).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::Wanted::*;
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (value, size, expected) in [
            ("bytes=0-0", 10, Part(0, 1)),
            ("bytes=0-499", 10, Part(0, 10)),
            ("Bytes = 2-", 10, Part(2, 8)),
            ("bytes=-3", 10, Part(7, 3)),
            ("bytes=-30", 10, Part(0, 10)),
            ("bytes=9-9", 10, Part(9, 1)),
            ("bytes=10-", 10, Nothing),
            ("bytes=-0", 10, Nothing),
            ("bytes=0-", 0, Nothing),
            ("bytes=-5", 0, Nothing),
            ("bytes=99999999999999999999-", 10, Nothing),
            ("bytes=0-99999999999999999999", 10, Part(0, 10)),
            ("bytes=5-4", 10, Whole),
            ("bytes=0-1,3-4", 10, Whole),
            ("bytes=", 10, Whole),
            ("bytes=a-b", 10, Whole),
            ("bytes=-", 10, Whole),
            ("bytes=+1-2", 10, Whole),
            ("items=0-1", 10, Whole),
            ("bytes 0-1", 10, Whole),
        ] {
            assert_eq!(wanted(value.as_bytes(), size), expected, "{value} of {size}");
        }
    }
}
