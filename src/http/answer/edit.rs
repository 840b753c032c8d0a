//! Looking into a head that a program has prepared, and changing it before it leaves: for what the server does to
//! answers (compression, CORS, header rules). Names and values put in here were checked when the options were set.

use super::head::Prepared;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\n";

impl Prepared {
    /// The value of the first field of that name, in any case.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.fields().find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// Appends a field.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        if self.lines.is_empty() {
            self.lines.extend_from_slice(OK);
        }
        for piece in [name.as_bytes(), b": ", value, b"\r\n"] {
            self.lines.extend_from_slice(piece);
        }
    }

    /// Removes every field of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        if self.get(name).is_none() {
            return;
        }
        let is_named = |line: &[u8]| split(line).is_some_and(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
        let kept = lines(&self.lines).enumerate().filter(|(n, line)| *n == 0 || !is_named(line));
        self.lines = kept.flat_map(|(_, line)| line).copied().collect();
    }

    /// Puts a field in the place of those of that name.
    pub(crate) fn replace(&mut self, name: &str, value: &[u8]) {
        self.remove(name);
        self.add(name, value);
    }

    /// Says that the answer depends on this request field (RFC 9110 12.5.5).
    pub(crate) fn vary(&mut self, on: &str) {
        let listed = |(name, value): (&[u8], &[u8])| {
            let lists =
                |item: &[u8]| item.trim_ascii() == b"*" || item.trim_ascii().eq_ignore_ascii_case(on.as_bytes());
            name.eq_ignore_ascii_case(b"vary") && value.split(|b| *b == b',').any(lists)
        };
        if !self.fields().any(listed) {
            self.add("Vary", on.as_bytes());
        }
    }
}

/// The lines with their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|b| *b == b'\n')
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.strip_suffix(b"\r\n")?;
    let colon = line.iter().position(|b| *b == b':')?;
    Some((&line[..colon], line[colon + 1..].trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::answer::Case;

    fn text(prepared: &Prepared) -> String {
        String::from_utf8(prepared.lines.clone()).unwrap().replace("\r\n", "|")
    }

    #[test]
    fn fields_are_found_added_replaced_and_removed() {
        let mut head = Prepared::default();
        assert_eq!(head.get("a"), None);
        let fields = [("a", "1"), ("b", "x:y"), ("A", "2")];
        let write = head
            .write(404, None, |w| fields.iter().try_for_each(|(n, v)| w.field(n.as_bytes(), v.as_bytes(), Case::AsIs)));
        write.unwrap();
        assert_eq!((head.get("A"), head.get("B")), (Some(&b"1"[..]), Some(&b"x:y"[..])));
        head.replace("a", b"3");
        assert_eq!(text(&head), "HTTP/1.1 404 Not Found|b: x:y|a: 3|");
        head.remove("none");
        head.vary("Origin");
        head.vary("origin");
        head.vary("Accept");
        assert_eq!(text(&head), "HTTP/1.1 404 Not Found|b: x:y|a: 3|Vary: Origin|Vary: Accept|");
    }

    #[test]
    fn a_head_nobody_prepared_is_200() {
        let mut head = Prepared::default();
        head.add("A", b"1");
        assert_eq!(text(&head), "HTTP/1.1 200 OK|A: 1|");
        head.remove("a");
        assert_eq!(text(&head), "HTTP/1.1 200 OK|");
    }
}
