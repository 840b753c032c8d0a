//! Where this codec is stricter than hyper: each reason it may give, the section that says so, and a witness that looks
//! at the bytes again to see that the reason is true of them.

use super::raw::{Raw, size};
use peregrine::http::Limits;

pub struct Rule {
    /// The codec's reason without the section in parentheses.
    pub reason: &'static str,
    pub section: &'static str,
    pub witness: fn(&Raw<'_>) -> bool,
}

/// Not a refusal: ours answers and closes where hyper goes on, because it reads no option of a Connection value with
/// bytes above 127.
pub const CLOSE: &str = "the request says close (RFC 9112 9.3)";

/// Every disagreement with hyper that may be.
pub const RULES: &[Rule] = &[
    Rule { reason: "a line ends with LF alone", section: "RFC 9112 2.2", witness: |raw| has_bare_lf(raw.head) },
    Rule { reason: "more than one Host field", section: "RFC 9112 3.2", witness: |raw| raw.all("host").len() > 1 },
    Rule {
        reason: "an HTTP/1.1 request needs a Host field",
        section: "RFC 9112 3.2",
        witness: |raw| raw.is_http11() && raw.all("host").is_empty(),
    },
    Rule {
        reason: "the Host field is not host[:port]",
        section: "RFC 9112 3.2",
        witness: |raw| raw.all("host").iter().any(|host| !is_host(host)),
    },
    Rule {
        reason: "more than one Content-Length field",
        section: "RFC 9112 6.3",
        witness: |raw| raw.all("content-length").len() > 1,
    },
    Rule {
        reason: "Content-Length is not one decimal number",
        section: "RFC 9112 6.3",
        witness: |raw| raw.all("content-length").iter().any(|v| decimal(v).is_none()),
    },
    Rule {
        reason: "Transfer-Encoding and Content-Length exclude each other",
        section: "RFC 9112 6.3",
        witness: |raw| !raw.all("content-length").is_empty() && !raw.all("transfer-encoding").is_empty(),
    },
    Rule {
        reason: "chunked must be the last transfer coding and stand once",
        section: "RFC 9112 6.1, 6.3",
        witness: |raw| raw.codings().iter().rev().skip(1).any(|c| c == b"chunked"),
    },
    Rule {
        reason: "the only transfer coding understood is chunked",
        section: "RFC 9112 6.1",
        witness: |raw| raw.codings().iter().any(|c| c != b"chunked"),
    },
    Rule {
        reason: "the only expectation understood is 100-continue",
        section: "RFC 9110 10.1.1",
        witness: |raw| raw.all("expect").iter().any(|v| !v.eq_ignore_ascii_case(b"100-continue")),
    },
    Rule { reason: "CONNECT is for proxies", section: "RFC 9110 9.3.6", witness: |raw| raw.word(0) == b"CONNECT" },
    Rule {
        reason: "the target * is for OPTIONS only",
        section: "RFC 9112 3.2.4",
        witness: |raw| raw.word(1) == b"*" && raw.word(0) != b"OPTIONS",
    },
    Rule {
        reason: "the target is neither a path nor an http URI",
        section: "RFC 9112 3.2",
        witness: |raw| !raw.word(1).starts_with(b"/") && after_scheme(raw.word(1)).is_none(),
    },
    Rule {
        reason: "the target's authority is not host[:port]",
        section: "RFC 9110 4.2",
        witness: |raw| {
            after_scheme(raw.word(1)).is_some_and(|rest| rest.is_empty() || rest.contains(&b'%') || !is_host(rest))
        },
    },
    Rule {
        reason: "the target has a byte a URI cannot have",
        section: "RFC 3986 2",
        witness: |raw| {
            raw.word(1).iter().any(|b| !b.is_ascii_alphanumeric() && !b"-._~:/?[]@!$&'()*+,;=%^|".contains(b))
        },
    },
    Rule {
        reason: "the request line is too long",
        section: "RFC 9112 3",
        witness: |raw| raw.line.len().max(raw.front) > Limits::default().request_line,
    },
    Rule {
        reason: "the header fields are too many or too large",
        section: "RFC 6585 5",
        witness: |raw| raw.fields.len() > 100 || raw.head.len() > Limits::default().header_block,
    },
    Rule {
        reason: "the body is larger than package_max_length or stream_max_length allows",
        section: "RFC 9110 15.5.14",
        witness: |raw| {
            let sizes = raw.chunked_lines().into_iter().filter(|line| !line.trailer);
            let chunked: u64 = sizes.filter_map(|line| size(line.text)).fold(0, u64::saturating_add);
            let declared = raw.all("content-length").iter().filter_map(|v| decimal(v)).max();
            declared.unwrap_or(chunked) > Limits::default().body
        },
    },
    Rule {
        reason: "a chunk-size line is broken or too long",
        section: "RFC 9112 7.1",
        witness: |raw| {
            let lines = raw.chunked_lines();
            let sizes = || lines.iter().filter(|line| !line.trailer);
            // The allowance for many small chunks is 16 KiB above the data.
            sizes().any(|line| is_odd_size(line.text))
                || sizes().map(|line| line.text.len() + 4).sum::<usize>() > 16_384
        },
    },
    Rule {
        reason: "a line of a chunked body does not end with CRLF",
        section: "RFC 9112 2.2, 7.1",
        witness: |raw| raw.chunked_lines().iter().any(|line| line.end == b"\n" || line.text.contains(&b'\r')),
    },
    Rule {
        reason: "the trailer fields are too many or too large",
        section: "RFC 6585 5",
        witness: |raw| {
            let lines = raw.chunked_lines();
            let trailer = || lines.iter().filter(|line| line.trailer);
            trailer().count() > 33 || trailer().map(|line| line.text.len()).sum::<usize>() > 8 * 1024
        },
    },
    Rule {
        reason: "the request says close",
        section: "RFC 9112 9.3",
        witness: |raw| {
            let values = raw.all("connection");
            values.iter().flat_map(|v| v.split(|b| *b == b',')).any(|v| v.trim_ascii().eq_ignore_ascii_case(b"close"))
        },
    },
];

/// The rule with this reason, its section in parentheses.
pub fn find(reason: &str) -> Option<usize> {
    RULES.iter().position(|rule| reason.strip_prefix(rule.reason) == Some(&format!(" ({})", rule.section)))
}

fn has_bare_lf(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, b)| *b == b'\n' && (at == 0 || bytes[at - 1] != b'\r'))
}

fn decimal(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?;
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn after_scheme(target: &[u8]) -> Option<&[u8]> {
    let lower = target.to_ascii_lowercase();
    let length = [&b"http://"[..], b"https://"].iter().find(|scheme| lower.starts_with(scheme))?.len();
    let rest = &target[length..];
    Some(&rest[..rest.iter().position(|b| matches!(b, b'/' | b'?')).unwrap_or(rest.len())])
}

fn is_host(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) if address.parse::<std::net::Ipv6Addr>().is_ok() => ("", rest),
        _ => text.find(':').map_or((text, ""), |colon| text.split_at(colon)),
    };
    let named = name.chars().all(|c| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=%".contains(c));
    let digits = port.strip_prefix(':').unwrap_or(port);
    named
        && (port.is_empty() || port.len() > digits.len())
        && digits.len() <= 5
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Not one to 16 hexadecimal digits with, perhaps, an extension that begins with a semicolon.
fn is_odd_size(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let rest = line[digits..].trim_ascii_start();
    let extension = rest.is_empty() && digits == line.len() || rest.starts_with(b";");
    digits == 0
        || digits > 16
        || !extension
        || line.len() > 1024
        || line.iter().any(|b| b.is_ascii_control() && *b != b'\t')
}
