//! The parameters behind a field's value: `form-data; name="a"; filename="b"` (RFC 9110 5.6.6). They are bytes, in whatever
//! encoding a page had, and need not be UTF-8. No socket, no state.

/// The parameter of that name (in any case), without quotes; the last, when there are several.
pub(super) fn parameter(field: &[u8], name: &str) -> Option<Vec<u8>> {
    let (mut found, mut rest) = (None, behind_semicolon(field));
    while let Some(text) = rest {
        let end = text.iter().position(|b| matches!(b, b'=' | b';')).unwrap_or(text.len());
        let (own, mut left) = text.split_at(end);
        if let Some(text) = left.strip_prefix(b"=") {
            let (value, behind) = value(text.trim_ascii_start());
            left = behind;
            if own.trim_ascii().eq_ignore_ascii_case(name.as_bytes()) {
                found = Some(value);
            }
        }
        rest = behind_semicolon(left);
    }
    found
}

fn behind_semicolon(text: &[u8]) -> Option<&[u8]> {
    text.iter().position(|b| *b == b';').map(|at| &text[at + 1..])
}

/// A token or what a client wrote in its place, or a quoted string; and what follows it.
fn value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    if let Some(quoted) = text.strip_prefix(b"\"") {
        return unquote(quoted);
    }
    let end = text.iter().position(|b| matches!(b, b';' | b' ' | b'\t')).unwrap_or(text.len());
    (text[..end].to_vec(), &text[end..])
}

/// By PHP's rule a backslash escapes a quote and itself: in `C:\dir\file`, as some clients send it, it is one.
fn unquote(quoted: &[u8]) -> (Vec<u8>, &[u8]) {
    let (mut value, mut rest) = (Vec::new(), quoted);
    loop {
        rest = match rest {
            [] => return (value, rest),
            [b'"', rest @ ..] => return (value, rest),
            [b'\\', byte @ (b'"' | b'\\'), rest @ ..] | [byte, rest @ ..] => {
                value.push(*byte);
                rest
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_whatever_their_bytes() {
        let is = |field: &[u8], name: &str, value: Option<&[u8]>| {
            let field_text = String::from_utf8_lossy(field);
            assert_eq!(parameter(field, name).as_deref(), value, "{name} of {field_text}");
        };
        let field = b"form-data; name=\"a;b=\\\"c\\\\\" ;Filename = C:\\x.txt; x";
        is(field, "name", Some(b"a;b=\"c\\"));
        is(field, "filename", Some(b"C:\\x.txt"));
        is(field, "x", None);
        is(field, "form-data", None);
        is(b"form-data; name=\"\xe9\"; filename=\"\x83\\.txt\"", "filename", Some(b"\x83\\.txt"));
        is(b"form-data; name=\"\xe9\"", "name", Some(b"\xe9"));
        is(b"form-data; filename=\"a", "filename", Some(b"a"));
        is(b"form-data; filename*=UTF-8''a; filename=", "filename", Some(b""));
        is(b"form-data; name=a; name=b", "name", Some(b"b"));
        is(b"name=a", "name", None);
        is(b"multipart/form-data;boundary=----=_Part_1_2.3", "boundary", Some(b"----=_Part_1_2.3"));
        is(b"multipart/form-data; boundary=\"a b\"; charset=x", "boundary", Some(b"a b"));
    }
}
