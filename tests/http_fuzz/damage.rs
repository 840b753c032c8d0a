//! Damages an input as bytes, without regard for its grammar.

use super::random::Random;

/// What stands out in HTTP/1, put anywhere.
const SPLICES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b":",
    b"\x7f",
    b"\xff",
    b"0",
    b"9",
    b"\r\n\r\n",
    b"\r\nContent-Length: 5\r\n",
    b"\r\nTransfer-Encoding: chunked\r\n",
    b"\r\nHost: x\r\n",
    b"\r\nConnection: close\r\n",
    b"\r\n ",
    b",",
    b";",
    b" HTTP/1.1",
    b"0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"99999999999999999999",
    b"fffffffff",
];

/// None to four changes.
pub fn apply(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..random.pick(&[0, 0, 0, 0, 0, 1, 1, 1, 2, 4]) {
        if bytes.is_empty() {
            return;
        }
        change(random, bytes);
    }
}

fn change(random: &mut Random, bytes: &mut Vec<u8>) {
    let at = random.below(bytes.len());
    match random.below(10) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = random.byte(),
        2 => drop(bytes.remove(at)),
        3 | 4 => drop(bytes.splice(at..at, random.pick(SPLICES).iter().copied())),
        5 => bytes.truncate(at),
        6 => {
            let end = (at + 1 + random.below(12)).min(bytes.len());
            bytes.drain(at..end);
        }
        7 => copy_line(random, bytes, at, false),
        8 => copy_line(random, bytes, at, true),
        _ => change_line_end(random, bytes, at),
    }
}

/// Copies, or moves, the line around `at` to the start of another line.
fn copy_line(random: &mut Random, bytes: &mut Vec<u8>, at: usize, moves: bool) {
    let (start, end) = (line_start(bytes, at), next_line(bytes, at));
    let line = bytes[start..end].to_vec();
    if moves {
        bytes.drain(start..end);
    }
    let other = random.below(bytes.len() + 1);
    let to = line_start(bytes, other);
    bytes.splice(to..to, line);
}

/// The end of the line around `at` becomes another.
fn change_line_end(random: &mut Random, bytes: &mut Vec<u8>, at: usize) {
    let end = next_line(bytes, at);
    let start = if bytes[..end].ends_with(b"\r\n") { end - 2 } else { end };
    bytes.splice(start..end, random.pick(&[&b"\n"[..], b"\r", b"\r\r\n", b" \r\n", b"\r\n ", b"\r\n\t", b""]).to_vec());
}

fn line_start(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |lf| lf + 1)
}

fn next_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |lf| at + lf + 1)
}
