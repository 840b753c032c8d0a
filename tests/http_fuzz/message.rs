//! Writes one request. Not wild, it is one that every server must take; wild, each part may be one of the forms that
//! servers disagree about.

use super::random::Random;

const METHODS: &[&str] = &["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "M-SEARCH", "get"];
const WILD_METHODS: &[&str] = &["CONNECT", "PRI", "G T", "", "GET\t", "(", "G\0T", "!#$%&'*+-.^_`|~", "GÉT", " GET"];
const TARGETS: &[&str] = &[
    "/",
    "/a/b.c",
    "/?",
    "/a?b=c&d[]=e",
    "//x//",
    "/%zz%00",
    "/a;b=c,d@e:f",
    "/x?y?z/{|}`",
    "http://host/a?b",
    "HTTPS://h:8080",
    "http://[::1]:80/?q",
];
const WILD_TARGETS: &[&str] = &[
    "*",
    "",
    "a",
    "host:80",
    "ftp://h/",
    "http://",
    "http:///a",
    "http://u@h/",
    "http://h:123456/",
    "http://h:x/",
    "http://[::1/",
    "http://a b/",
    "//",
    "/a#b",
    "/a\\b",
    "/\"<>",
    "/\u{e9}",
    "/a b",
    "/\t",
    "/\x7f",
    "/[^|]",
    "/..;/",
    "/{}",
    "?a",
    "#",
];
const VERSIONS: &[&str] =
    &["HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "http/1.1", "HTTP/1.10", "HTTP/1.", "", "HTTP/1.1 "];
const FIELDS: &[&str] = &[
    "Accept: */*",
    "User-Agent: fuzz/1.0 (x; y)",
    "Cookie: a=b; c=\"d\"",
    "X-Empty:",
    "x-blank: \t ",
    "X-Twice: 1",
    "X-Twice: 2",
    "Accept-Encoding: gzip, br",
    "Connection: keep-alive",
    "x-obs-text: \u{e9}\u{ff}",
    "~!#$%&'*+.^_`|9: token",
    "Content-Type: text/plain",
    "Range: bytes=0-1,5-",
    "Upgrade: h2c",
];
const WILD_FIELDS: &[&str] = &[
    "Connection: close",
    "Connection: close, keep-alive",
    "Connection: Keep-Alive",
    "Connection: upgrade, HTTP2-Settings",
    "Connection: ,,close;",
    "Expect: 100-continue",
    "Expect: 100-Continue",
    "Expect: other",
    "Expect:",
    "Host: other",
    "Host:",
    "hOST : x",
    "Content-Length : 3",
    "Transfer-Encoding : chunked",
    "Folded: a\r\n b",
    "Folded: a\r\n\tb: c",
    " Leading: x",
    "No colon",
    ": no name",
    "Space in name: x",
    "Ctl: a\x01b",
    "Nul: a\0b",
    "Del: \x7f",
    "Cr: a\rb",
    "Name\0: x",
    "N\u{e9}me: x",
    "Tab:\ta\tb\t",
    "Trailer: X-T",
    "TE: trailers",
];
const HOSTS: &[&str] = &["x", "example.com:8080", "[::1]:80", "1.2.3.4", "a_b", ""];
const WILD_HOSTS: &[&str] =
    &["a b", "a,b", "u@h", "x:y", "h:123456", "[::1", "[zz]", "a/b", "\u{e9}", "a\\b", "[::1]x"];
const LINE_ENDS: &[&str] = &["\n", "\r", "\n\r", "\r\r\n", " \r\n", "\r\n\r\n", ""];
const LENGTHS: &[&str] = &[
    "+3",
    "-1",
    "0x3",
    "3,3",
    "3, 4",
    "3 3",
    "",
    " ",
    "1e1",
    "3.0",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073709551619",
    "99999999999999999999999999",
    "2097152",
    "2097153",
    "9223372036854775808",
    "\u{663}",
    "3;",
    "0003",
];
const CODINGS: &[&str] = &[
    "chunked",
    "Chunked",
    "CHUNKED",
    "gzip",
    "gzip, chunked",
    "chunked, gzip",
    "chunked, chunked",
    "chunked,",
    ", chunked",
    "identity",
    "xchunked",
    "chunked;q=1",
    "chunked\t",
    "\u{b}chunked",
    "\"chunked\"",
    "",
    "chunke d",
];
const SMUGGLED: &[u8] = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

pub fn write(random: &mut Random, wild: bool, out: &mut Vec<u8>) {
    Writer { random, wild, out }.message();
}

struct Writer<'a> {
    random: &'a mut Random,
    wild: bool,
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn message(&mut self) {
        if self.odd(40) {
            self.either(&["\r\n", "\r\n\r\n"], &["\n", " \r\n", "\r", "\r\n\n"], 2);
        }
        let (announced, body) = self.body();
        self.request_line();
        let mut lines = announced;
        self.host(&mut lines);
        for _ in 0..self.random.below(5) {
            let field = self.choice(FIELDS, WILD_FIELDS, 16);
            lines.push(field.to_owned());
        }
        if self.odd(3000) {
            self.many_fields(&mut lines);
        }
        while !lines.is_empty() {
            let line = lines.swap_remove(self.random.below(lines.len()));
            self.text(&line);
            self.line_end();
        }
        self.line_end();
        self.out.extend_from_slice(&body);
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Whether to do something wrong or rare now: once in `n` chances of a wild message.
    fn odd(&mut self, n: usize) -> bool {
        self.wild && self.random.one_in(n)
    }

    fn choice(&mut self, usual: &'static [&'static str], wild: &'static [&'static str], n: usize) -> &'static str {
        let choices = if self.odd(n) { wild } else { usual };
        self.random.pick(choices)
    }

    fn either(&mut self, usual: &'static [&'static str], wild: &'static [&'static str], n: usize) {
        let choice = self.choice(usual, wild, n);
        self.text(choice);
    }

    fn line_end(&mut self) {
        self.either(&["\r\n"], LINE_ENDS, 300);
    }

    fn request_line(&mut self) {
        self.either(METHODS, WILD_METHODS, 40);
        self.either(&[" "], &["  ", "\t", "", "\r\n", "\x0b"], 300);
        self.either(TARGETS, WILD_TARGETS, 14);
        if self.odd(2000) {
            let long = "a".repeat(8000 + self.random.below(400));
            self.text(&long);
        }
        self.either(&[" "], &["  ", "\t", ""], 300);
        self.either(&["HTTP/1.1"], VERSIONS, 20);
        self.line_end();
    }

    fn host(&mut self, lines: &mut Vec<String>) {
        let hosts = if self.odd(12) { self.random.below(3) } else { 1 };
        for _ in 0..hosts {
            let host = self.choice(HOSTS, WILD_HOSTS, 15);
            lines.push(format!("{} {host}", self.random.pick(&["Host:", "host:", "HOST: "])));
        }
    }

    fn many_fields(&mut self, lines: &mut Vec<String>) {
        match self.random.below(3) {
            0 => (0..90 + self.random.below(20)).for_each(|n| lines.push(format!("x-{n}: {n}"))),
            1 => lines.push(format!("x-long: {}", "v".repeat(60_000 + self.random.below(10_000)))),
            _ => lines.push(format!("{}: v", "n".repeat(60_000 + self.random.below(10_000)))),
        }
    }

    /// A body and the field lines that announce it.
    fn body(&mut self) -> (Vec<String>, Vec<u8>) {
        let data = self.data();
        match self.random.below(4) {
            0 if self.wild => self.doubtful_body(data),
            0 | 1 => (Vec::new(), Vec::new()),
            2 => (vec![format!("Content-Length: {}", data.len())], data),
            _ => (vec!["Transfer-Encoding: chunked".into()], self.chunked(&data)),
        }
    }

    fn data(&mut self) -> Vec<u8> {
        match self.random.below(6) {
            0 => Vec::new(),
            1 => SMUGGLED.to_vec(),
            2 => b"0\r\n\r\n".to_vec(),
            _ => (0..self.random.below(40)).map(|_| self.random.byte()).collect(),
        }
    }

    fn doubtful_body(&mut self, data: Vec<u8>) -> (Vec<String>, Vec<u8>) {
        let length = |n: usize| format!("Content-Length: {n}");
        let coding = |name: &str| format!("Transfer-Encoding: {name}");
        let right = length(data.len());
        match self.random.below(7) {
            0 => (vec![format!("Content-Length: {}", self.random.pick(LENGTHS))], data),
            1 => (vec![length((data.len() + self.random.below(5)).saturating_sub(2))], data),
            2 => (vec![right, length(data.len() + self.random.below(2))], data),
            3 => (vec![right, coding("chunked")], self.chunked(&data)),
            4 => (vec![length(3), coding(self.random.pick(CODINGS))], data),
            5 => (vec![coding(self.random.pick(CODINGS))], self.chunked(&data)),
            _ => {
                let codings = [self.random.pick(CODINGS), self.random.pick(CODINGS)];
                (codings.map(coding).to_vec(), self.chunked(&data))
            }
        }
    }

    fn chunked(&mut self, mut data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let many = self.odd(3000);
        while !data.is_empty() || (many && out.len() < 60_000) {
            let size = if many { 1 } else { 1 + self.random.below(data.len()) };
            let chunk;
            (chunk, data) = if many { (&b"x"[..], &data[..0]) } else { data.split_at(size) };
            self.size_line(size, &mut out);
            out.extend_from_slice(chunk);
            let end = self.choice(&["\r\n"], LINE_ENDS, 150);
            out.extend_from_slice(end.as_bytes());
        }
        self.size_line(0, &mut out);
        self.trailer(&mut out);
        let end = self.choice(&["\r\n"], LINE_ENDS, 150);
        out.extend_from_slice(end.as_bytes());
        out
    }

    fn size_line(&mut self, size: usize, out: &mut Vec<u8>) {
        let mut line = match self.random.below(4) {
            0 => format!("{size:X}"),
            1 => format!("{size:04x}"),
            _ => format!("{size:x}"),
        };
        if self.odd(20) {
            line = match self.random.below(10) {
                0 => format!("{:x}", size + 1),
                1 => format!("{size:020x}"),
                2 => format!("+{size:x}"),
                3 => format!("0x{size:x}"),
                4 => format!("{size:x} "),
                5 => format!(" {size:x}"),
                6 => "ffffffffffffffff".into(),
                7 => "200001".into(),
                // `size` for a codec that lets it overflow; so is 2^64 + 3 in LENGTHS.
                8 => format!("1{size:016x}"),
                _ => String::new(),
            };
        }
        if self.random.one_in(6) {
            line += self.choice(
                &[";a", ";a=b", ";a=\"b;c\"", " ; a = b", ";a;b=1"],
                &[";", ";\x01", ";a\n", ";\u{e9}", " a", ";a\rb", "\t;", " \t", ";\0"],
                5,
            );
            if self.odd(1000) {
                line += &"e".repeat(900 + self.random.below(300));
            }
        }
        line += self.choice(&["\r\n"], LINE_ENDS, 150);
        out.extend_from_slice(line.as_bytes());
    }

    fn trailer(&mut self, out: &mut Vec<u8>) {
        if !self.random.one_in(6) {
            return;
        }
        let lines = if self.odd(300) { 20 + self.random.below(100) } else { 1 + self.random.below(2) };
        for _ in 0..lines {
            let mut line = self.choice(FIELDS, WILD_FIELDS, 5).to_owned();
            if self.odd(1000) {
                line += &"t".repeat(8_000 + self.random.below(400));
            }
            line += self.choice(&["\r\n"], LINE_ENDS, 150);
            out.extend_from_slice(line.as_bytes());
        }
    }
}
