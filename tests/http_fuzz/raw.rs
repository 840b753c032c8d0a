//! A second, simple look at the bytes of one request, for the witnesses in `rules`: it shares nothing with the codec.

/// The parts of a request, lines ending with LF and a CR before it dropped.
pub struct Raw<'a> {
    /// Everything up to and with the empty line.
    pub head: &'a [u8],
    /// How long what stands before the request line is.
    pub front: usize,
    pub line: &'a [u8],
    /// Name and value without blanks around it.
    pub fields: Vec<(&'a [u8], &'a [u8])>,
    /// Everything behind the empty line.
    pub body: &'a [u8],
}

impl<'a> Raw<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let front = bytes.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(bytes.len());
        let mut at = front;
        let (line, _) = take_line(bytes, &mut at);
        let mut fields = Vec::new();
        while at < bytes.len() {
            let (field, _) = take_line(bytes, &mut at);
            if field.is_empty() {
                break;
            }
            let colon = field.iter().position(|b| *b == b':').unwrap_or(field.len());
            fields.push((&field[..colon], field.get(colon + 1..).unwrap_or_default().trim_ascii()));
        }
        Raw { head: &bytes[..at], front, line, fields, body: &bytes[at..] }
    }

    /// Word `n` of the request line.
    pub fn word(&self, n: usize) -> &'a [u8] {
        self.line.split(|b| *b == b' ').nth(n).unwrap_or_default()
    }

    pub fn all(&self, name: &str) -> Vec<&'a [u8]> {
        let named = self.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
        named.map(|(_, value)| *value).collect()
    }

    pub fn is_http11(&self) -> bool {
        self.line.trim_ascii_end().ends_with(b"HTTP/1.1")
    }

    /// All transfer codings in order.
    pub fn codings(&self) -> Vec<Vec<u8>> {
        let values = self.all("transfer-encoding");
        values.iter().flat_map(|v| v.split(|b| *b == b',')).map(|c| c.trim_ascii().to_ascii_lowercase()).collect()
    }

    /// The size lines and the trailer's lines of a chunked body, as far as it can be followed, each with its end.
    pub fn chunked_lines(&self) -> Vec<Line<'a>> {
        let (mut lines, mut at) = (Vec::new(), 0);
        let mut trailer = false;
        while at < self.body.len() {
            let (text, end) = take_line(self.body, &mut at);
            lines.push(Line { text, end, trailer });
            trailer |= size(text) == Some(0);
            if trailer && text.is_empty() {
                break;
            }
            if !trailer {
                let Some(size) = size(text) else { break };
                at = at.saturating_add(size.min(self.body.len() as u64) as usize).min(self.body.len());
                if !self.body[at..].starts_with(b"\r\n") {
                    break;
                }
                at += 2;
            }
        }
        lines
    }
}

pub struct Line<'a> {
    pub text: &'a [u8],
    /// `\r\n`, `\n`, or nothing at the end of the input.
    pub end: &'a [u8],
    pub trailer: bool,
}

/// The size at the front of a size line.
pub fn size(line: &[u8]) -> Option<u64> {
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let text = std::str::from_utf8(&line[..digits]).ok()?;
    u64::from_str_radix(text, 16).ok()
}

fn take_line<'a>(bytes: &'a [u8], at: &mut usize) -> (&'a [u8], &'a [u8]) {
    let rest = &bytes[*at..];
    let Some(lf) = rest.iter().position(|b| *b == b'\n') else {
        *at = bytes.len();
        return (rest, b"");
    };
    *at += lf + 1;
    let start = if rest[..lf].ends_with(b"\r") { lf - 1 } else { lf };
    (&rest[..start], &rest[start..=lf])
}
