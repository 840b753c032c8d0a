//! Decoding request bodies: content-length and chunked (RFC 9112 6, 7.1), piece by piece as bytes arrive. No socket.
//!
//! States of the chunked decoder: Size → (Data → DataEnd → Size)* → Trailer → Done. Size, DataEnd and Trailer need
//! their whole line in `input`; the lines are limited, so a peer cannot make it grow.

use super::framing::Framing;
use crate::http::Reject;
use bytes::{Buf, BytesMut};

/// Longest chunk-size line with its extensions (bytes); RFC 9112 7.1.1 asks for a limit.
const SIZE_LINE: usize = 1024;
/// Most bytes all size lines of one body may have beyond one byte for every body byte: a client may send small chunks,
/// but not only overhead.
const OVERHEAD: u64 = 16 * 1024;
/// Longest trailer section (bytes) and most fields in it (RFC 9112 7.1.2).
const TRAILER: usize = 8 * 1024;
const TRAILER_FIELDS: usize = 32;

/// Whether a body is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// More input is needed.
    More,
    /// The body, with its trailer, has been taken from the input.
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Length,
    Size,
    Data,
    DataEnd,
    Trailer,
    Done,
}

/// The decoder of one body.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    left: u64,
    room: u64,
    overhead: u64,
    trailer: usize,
    trailer_fields: usize,
}

impl Decoder {
    /// A decoder for a body of at most `limit` bytes. 413 when the declared length is above it.
    pub fn new(framing: Framing, limit: u64) -> Result<Self, Reject> {
        let (state, left) = match framing {
            Framing::None => (State::Done, 0),
            Framing::Length(length) if length > limit => return Err(TOO_LARGE),
            Framing::Length(length) => (State::Length, length),
            Framing::Chunked => (State::Size, 0),
        };
        Ok(Decoder { state, left, room: limit, overhead: OVERHEAD, trailer: 0, trailer_fields: 0 })
    }

    /// Moves what `input` has of the body to the end of `body`, without the framing. Bytes behind the body stay.
    /// Trailer fields are checked and dropped. 400 for a broken chunk, 413 above the limit, 431 for a large trailer.
    pub fn decode(&mut self, input: &mut BytesMut, body: &mut BytesMut) -> Result<Progress, Reject> {
        loop {
            let moved = match self.state {
                State::Done => return Ok(Progress::Done),
                State::Length => self.take_data(input, body, State::Done),
                State::Data => self.take_data(input, body, State::DataEnd),
                State::DataEnd => self.take_data_end(input)?,
                State::Size => self.take_size(input)?,
                State::Trailer => self.take_trailer_line(input)?,
            };
            if !moved {
                return Ok(Progress::More);
            }
        }
    }

    /// How many bytes may be received straight into the body, without looking at them: what is left of a body with a
    /// declared length.
    pub fn direct(&self) -> Option<u64> {
        (self.state == State::Length).then_some(self.left)
    }

    /// Says that `got` bytes, at most [`Decoder::direct`], were received straight into the body.
    pub fn received(&mut self, got: u64) -> Progress {
        self.left -= got.min(self.left);
        if self.left > 0 {
            return Progress::More;
        }
        self.state = State::Done;
        Progress::Done
    }

    fn take_data(&mut self, input: &mut BytesMut, body: &mut BytesMut, next: State) -> bool {
        let size = self.left.min(input.len() as u64) as usize;
        body.extend_from_slice(&input[..size]);
        input.advance(size);
        self.left -= size as u64;
        self.overhead = self.overhead.saturating_add(size as u64);
        if self.left == 0 {
            self.state = next;
        }
        self.left == 0
    }

    fn take_data_end(&mut self, input: &mut BytesMut) -> Result<bool, Reject> {
        match &input[..input.len().min(2)] {
            b"\r\n" => {
                input.advance(2);
                self.state = State::Size;
                Ok(true)
            }
            b"" | b"\r" => Ok(false),
            _ => Err(Reject::bad("a chunk is longer than its size says (RFC 9112 7.1)")),
        }
    }

    fn take_size(&mut self, input: &mut BytesMut) -> Result<bool, Reject> {
        let Some(end) = line_end(input, SIZE_LINE, BAD_SIZE)? else {
            return Ok(false);
        };
        let size = chunk_size(&input[..end])?;
        self.overhead = self.overhead.checked_sub(end as u64 + 4).ok_or(BAD_SIZE)?;
        self.room = self.room.checked_sub(size).ok_or(TOO_LARGE)?;
        self.left = size;
        self.state = if size == 0 { State::Trailer } else { State::Data };
        input.advance(end + 2);
        Ok(true)
    }

    fn take_trailer_line(&mut self, input: &mut BytesMut) -> Result<bool, Reject> {
        let Some(end) = line_end(input, TRAILER - self.trailer, TRAILER_TOO_LARGE)? else {
            return Ok(false);
        };
        check_trailer_field(&input[..end + 2])?;
        self.trailer += end;
        self.trailer_fields += 1;
        if self.trailer_fields > TRAILER_FIELDS + 1 {
            return Err(TRAILER_TOO_LARGE);
        }
        if end == 0 {
            self.state = State::Done;
        }
        input.advance(end + 2);
        Ok(true)
    }
}

const TOO_LARGE: Reject =
    Reject::new(413, "the body is larger than package_max_length or stream_max_length allows (RFC 9110 15.5.14)");
const TRAILER_TOO_LARGE: Reject = Reject::new(431, "the trailer fields are too many or too large (RFC 6585 5)");
const BAD_SIZE: Reject = Reject::bad("a chunk-size line is broken or too long (RFC 9112 7.1)");

/// Where the line at the front ends, without its CRLF; `None` when its end has not arrived. `refusal` when it is longer
/// than `limit`; 400 when it ends with LF alone or has a CR inside (RFC 9112 2.2).
fn line_end(input: &[u8], limit: usize, refusal: Reject) -> Result<Option<usize>, Reject> {
    let window = &input[..input.len().min(limit + 2)];
    match window.iter().position(|b| matches!(b, b'\r' | b'\n')) {
        None if window.len() > limit => Err(refusal),
        None => Ok(None),
        Some(at) => match window[at..] {
            [b'\r', b'\n', ..] => Ok(Some(at)),
            [b'\r'] if window.len() == input.len() => Ok(None),
            [b'\r'] => Err(refusal),
            _ => Err(Reject::bad("a line of a chunked body does not end with CRLF (RFC 9112 2.2, 7.1)")),
        },
    }
}

/// chunk-size [ chunk-ext ] without the line end. At most 16 hexadecimal digits. Blanks are allowed only before the
/// semicolon of an extension (RFC 9112 7.1.1), not as padding behind the size, as hyper takes it.
fn chunk_size(line: &[u8]) -> Result<u64, Reject> {
    let digits = line.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(line.len());
    let extension = &line[digits..];
    let bare = extension.trim_ascii_start();
    let broken = digits == 0
        || digits > 16
        || (bare.first() != Some(&b';') && !extension.is_empty())
        || extension.iter().any(|b| (*b < 0x20 && *b != b'\t') || *b == 0x7f);
    if broken {
        return Err(BAD_SIZE);
    }
    let value = |size: u64, digit: &u8| size << 4 | u64::from(char::from(*digit).to_digit(16).unwrap_or(0));
    Ok(line[..digits].iter().fold(0, value))
}

/// One trailer line with its CRLF, or the empty one that ends the section.
fn check_trailer_field(line: &[u8]) -> Result<(), Reject> {
    if line == b"\r\n" {
        return Ok(());
    }
    let colon = line.iter().position(|b| *b == b':').unwrap_or(0);
    let (name, value) = (&line[..colon], &line[colon..line.len() - 2]);
    let valid = !name.is_empty()
        && name.iter().all(|b| crate::http::answer::is_token(*b))
        && !value.iter().any(|b| (*b < 0x20 && *b != b'\t') || *b == 0x7f);
    valid.then_some(()).ok_or(Reject::bad("a trailer field is broken (RFC 9112 5, 7.1.2)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes `text` given in pieces of `step` bytes; body and what was left over.
    fn decode(text: &[u8], step: usize, limit: u64) -> Result<(Vec<u8>, Vec<u8>), u16> {
        let mut decoder = Decoder::new(Framing::Chunked, limit).map_err(|r| r.status)?;
        let (mut input, mut body) = (BytesMut::new(), BytesMut::new());
        let mut pieces = text.chunks(step);
        for piece in pieces.by_ref() {
            input.extend_from_slice(piece);
            if decoder.decode(&mut input, &mut body).map_err(|r| r.status)? == Progress::Done {
                pieces.for_each(|rest| input.extend_from_slice(rest));
                return Ok((body.to_vec(), input.to_vec()));
            }
        }
        Err(0)
    }

    fn status(text: &str) -> u16 {
        let whole = decode(text.as_bytes(), text.len().max(1), 1000).map_or_else(|s| s, |_| 200);
        let single = decode(text.as_bytes(), 1, 1000).map_or_else(|s| s, |_| 200);
        assert_eq!(whole, single, "{text:?} whole and byte by byte");
        whole
    }

    #[test]
    fn chunks_join_however_they_arrive() {
        let text = b"5\r\nhello\r\n00a;x=\"y\" ; z\t;\r\n, chunked.\r\n0\r\nA: b\r\nC:\r\n\r\nGET /";
        for step in 1..=text.len() {
            let (body, rest) = decode(text, step, 1000).unwrap();
            assert_eq!((&body[..], &rest[..]), (&b"hello, chunked."[..], &b"GET /"[..]), "step {step}");
        }
        assert_eq!(status("1 ;a\r\nx\r\n0\r\n\r\n"), 200);
    }

    #[test]
    fn broken_chunks_are_refused() {
        for bad in [
            "\r\n",
            "x\r\n",
            "-1\r\n",
            "0x1\r\n",
            "5 \r\nhello\r\n",
            "5\nhello\r\n",
            "5\r\nhello\n",
            "5\r\nhelloo\r\n",
            ";a\r\n",
            " 5\r\n",
            "11111111111111111\r\n",
            "5;\u{1}\r\n",
            "5\rx",
            "0\r\n\n",
            "0\r\nA b\r\n\r\n",
            "0\r\n: b\r\n\r\n",
            "0\r\nA : b\r\n\r\n",
            "0\r\nA: b\n\r\n",
            "5 x\r\n",
        ] {
            assert_eq!(status(bad), 400, "{bad:?}");
        }
        assert_eq!(status(&format!("1;{}\r\n", "a".repeat(2000))), 400);
        assert_eq!(status(&format!("0\r\nA: {}\r\n\r\n", "a".repeat(9000))), 431);
        assert_eq!(status(&format!("0\r\n{}\r\n", "A: b\r\n".repeat(40))), 431);
        assert_eq!(status(&format!("{}0\r\n\r\n", "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n".repeat(900))), 400);
    }

    #[test]
    fn bodies_above_the_limit_are_refused() {
        assert_eq!(status("3e8\r\n"), 0);
        assert_eq!(status("3e9\r\n"), 413);
        assert_eq!(status("ffffffffffffffff\r\n"), 413);
        assert_eq!(decode(b"5\r\nhello\r\n6\r\n", 3, 10).unwrap_err(), 413);
        assert_eq!(Decoder::new(Framing::Length(11), 10).unwrap_err().status, 413);
    }

    #[test]
    fn a_declared_length_is_taken_exactly() {
        let mut decoder = Decoder::new(Framing::Length(5), 10).unwrap();
        let (mut input, mut body) = (BytesMut::from("he"), BytesMut::new());
        assert_eq!(decoder.decode(&mut input, &mut body).unwrap(), Progress::More);
        assert_eq!(decoder.direct(), Some(3));
        body.extend_from_slice(b"l");
        assert_eq!(decoder.received(1), Progress::More);
        input.extend_from_slice(b"loGET");
        assert_eq!(decoder.decode(&mut input, &mut body).unwrap(), Progress::Done);
        assert_eq!((&body[..], &input[..]), (&b"hello"[..], &b"GET"[..]));
    }
}
