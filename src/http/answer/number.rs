//! Numbers as messages write them: decimal in fields and status lines (RFC 9110 8.6), hexadecimal before a chunk
//! (RFC 9112 7.1). Appends to buffers or reads bytes; knows no field.

/// A decimal number without sign or blanks; `None` when it is none or does not fit.
pub(crate) fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// Appends `n` in decimal.
pub(crate) fn write_number(n: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let start = put_number(n, &mut digits);
    out.extend_from_slice(&digits[start..]);
}

/// Puts `n` in decimal at the end of `room`, which has 20 bytes or more; returns where it starts.
#[inline]
pub(super) fn put_number(mut n: u64, room: &mut [u8]) -> usize {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            return at;
        }
    }
}

/// Appends the line that opens a chunk of `n` bytes.
pub(crate) fn write_chunk_line(n: usize, out: &mut Vec<u8>) {
    use std::io::Write;
    // Writing to a Vec cannot fail.
    let _ = write!(out, "{n:x}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal_and_bounded() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        for bad in ["", "18446744073709551616", "+1", "-1", " 1", "1 ", "0x1", "1_0"] {
            assert_eq!(number(bad.as_bytes()), None, "{bad:?}");
        }
        let mut out = Vec::new();
        write_number(0, &mut out);
        write_number(u64::MAX, &mut out);
        write_chunk_line(255, &mut out);
        assert_eq!(out, b"018446744073709551615ff\r\n");
    }
}
