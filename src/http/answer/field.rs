//! Field names and values (RFC 9110 5.1, 5.5): which are valid, the case a name is written in, and field lines taken
//! apart. What passes here cannot end a line. Knows nothing of what a field means.

use crate::error::{Error, Result};
use crate::http::class;

/// How a field's name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Each word capitalised, as Swoole does by default: `x-request-ID` becomes `X-Request-Id`.
    Capitalised,
    /// As it is.
    AsIs,
}

/// A field name that was checked and written in its case once, for a program that sends it again and again.
#[derive(Debug)]
pub struct FieldName {
    /// `Content-Type: `
    pub(super) line: Box<[u8]>,
    /// Whether it is one that [`super::HeadWriter`] looks into.
    pub(super) is_special: bool,
    is_type: bool,
}

impl FieldName {
    /// Fails when the name is no token.
    pub fn new(name: &[u8], case: Case) -> Result<FieldName> {
        let mut line = name.to_vec();
        if name.is_empty() || !write_case(&mut line, case) {
            return Err(bad_name(name));
        }
        line.extend_from_slice(b": ");
        let special: [&[u8]; 6] =
            [b"date", b"server", b"upgrade", b"connection", b"content-length", b"transfer-encoding"];
        let is_special = special.iter().any(|s| name.eq_ignore_ascii_case(s));
        let is_type = name.eq_ignore_ascii_case(b"content-type");
        Ok(FieldName { line: line.into_boxed_slice(), is_special, is_type })
    }

    /// Whether it is Content-Type.
    pub fn is_content_type(&self) -> bool {
        self.is_type
    }

    /// The name, in its case.
    pub fn name(&self) -> &[u8] {
        &self.line[..self.line.len() - 2]
    }
}

/// Whether a field may have this value: no control characters but tab (RFC 9110 5.5).
pub fn is_field_value(value: &[u8]) -> bool {
    class::control(value, 0) == value.len()
}

pub(super) fn check_value(name: &[u8], value: &[u8]) -> Result<()> {
    if is_field_value(value) { Ok(()) } else { Err(bad_value(name)) }
}

#[cold]
pub(super) fn bad_name(name: &[u8]) -> Error {
    let name = String::from_utf8_lossy(name);
    let rule = "must be a non-empty token: letters, digits and !#$%&'*+-.^_`|~";
    Error::invalid(format!("header name {name:?} {rule}"))
}

#[cold]
fn bad_value(name: &[u8]) -> Error {
    let name = String::from_utf8_lossy(name);
    Error::invalid(format!("the value of header {name:?} has a line end or another control character; remove it"))
}

/// Writes the name's letters in their case; false when it is no token.
pub(super) fn write_case(name: &mut [u8], case: Case) -> bool {
    if case == Case::AsIs {
        return name.iter().fold(true, |valid, b| valid & is_token(*b));
    }
    let (mut valid, mut start) = (true, true);
    for byte in name {
        valid &= is_token(*byte);
        let case_bit = if byte.is_ascii_alphabetic() { 0x20 } else { 0 };
        *byte = if start { *byte & !case_bit } else { *byte | case_bit };
        start = *byte == b'-';
    }
    valid
}

/// tchar of RFC 9110 5.6.2.
pub(crate) fn is_token(byte: u8) -> bool {
    class::is(byte, class::TOKEN)
}

/// Name and value of each of the field lines, which are whole. White space around a value is none of it: HTTP/2 clients take
/// an answer that has it there for malformed (RFC 9113 8.2.1).
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|b| *b == b'\n').filter_map(|line| {
        let line = line.strip_suffix(b"\r")?;
        let colon = line.iter().position(|b| *b == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_without_the_white_space_around_them() {
        let found: Vec<_> = lines(b"A: 1\r\nB:  x \t y \t\r\nC: \r\n").collect();
        assert_eq!(found, [(&b"A"[..], &b"1"[..]), (b"B", b"x \t y"), (b"C", b"")]);
    }

    #[test]
    fn controls_are_found_wherever_they_are() {
        for length in 0..40 {
            for at in 0..length {
                for byte in 0..=255u8 {
                    let mut value = vec![b'a'; length];
                    value[at] = byte;
                    let bad = byte != b'\t' && byte.is_ascii_control();
                    assert_eq!(check_value(b"x", &value).is_err(), bad, "{byte} at {at} of {length}");
                }
            }
        }
    }
}
