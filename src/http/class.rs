//! Which byte may stand where in a head, request or answer: one table for its parts, and eight bytes at a time for
//! field values.

/// In a path: RFC 3986 3.3, plus what browsers send raw: `[ ] ^ |`.
pub(super) const PATH: u8 = 1;
/// In a query: RFC 3986 3.4, plus what browsers send raw: `[ ] ^ |` and `` ` { } \ ``.
pub(super) const QUERY: u8 = 2;
/// In a registered name (RFC 3986 3.2.2).
pub(super) const HOST: u8 = 4;
/// In a token: methods and field names (RFC 9110 5.6.2).
pub(super) const TOKEN: u8 = 8;

/// Bytes above 126, `"`, `<`, `>` and `#` are in no part of a target (RFC 3986 2).
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = of(at as u8);
        at += 1;
    }
    table
};

const fn of(byte: u8) -> u8 {
    let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let sub_delim = matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=');
    let uri = if unreserved || sub_delim || byte == b'%' {
        PATH | QUERY | HOST
    } else if matches!(byte, b':' | b'@' | b'/' | b'[' | b']' | b'^' | b'|') {
        PATH | QUERY
    } else if matches!(byte, b'?' | b'`' | b'{' | b'}' | b'\\') {
        QUERY
    } else {
        0
    };
    let other = matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'^' | b'`' | b'|');
    if unreserved || other { uri | TOKEN } else { uri }
}

/// Whether the byte is of one of these classes.
#[inline]
pub(crate) fn is(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
}

/// How many bytes at the front are of one of these classes.
#[inline]
pub(super) fn count(bytes: &[u8], class: u8) -> usize {
    bytes.iter().position(|b| !is(*b, class)).unwrap_or(bytes.len())
}

/// Where, from `at` on, the first byte is that a field value cannot have (RFC 9110 5.5): below 32 but HTAB, or 127.
#[inline]
pub(super) fn control(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let first = controls(u64::from_le_bytes(*eight)).trailing_zeros() / 8;
            at += first as usize;
            if first < 8 {
                break;
            }
        }
        match bytes.get(at) {
            Some(b'\t' | b' '..=126 | 128..) => at += 1,
            _ => return at,
        }
    }
}

/// The top bit of the first of eight bytes that is below 32 or 127; higher bits mean nothing.
#[inline]
pub(super) fn controls(eight: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let low = eight.wrapping_sub(ONES * 32) & !eight;
    let delete = eight ^ (ONES * 127);
    (low | (delete.wrapping_sub(ONES) & !delete)) & (ONES * 128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_control_character_is_found_wherever_it_stands() {
        for length in 0..40 {
            for place in 0..length {
                for (byte, found) in [(b'\r', true), (0, true), (127, true), (31, true), (b'\t', false), (255, false)] {
                    let mut text = vec![b'x'; length];
                    text[place] = byte;
                    let expected = if found { place } else { length };
                    assert_eq!(control(&text, 0), expected, "{byte} at {place} of {length}");
                }
            }
        }
        assert_eq!(control(b"\x80\x9f\xa0 ~\t\x7f", 0), 6);
    }
}
