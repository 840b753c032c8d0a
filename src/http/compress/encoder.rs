//! One body on its way through a compressor, in as many pieces as it comes. Memory only; runs on the worker's thread
//! within the call that writes, so that a piece has left when the call returns.

use super::Coding;
use crate::error::{Error, Result};
use flate2::write::GzEncoder;
use std::io::Write;

/// The buffer brotli gathers output in (bytes).
const BROTLI_BUFFER: usize = 4096;
/// Brotli's window as a power of two: 256 KiB keep a stream's memory near 1 MiB at these levels.
const BROTLI_WINDOW: u32 = 18;

/// A compressor and what it has put out since it was last asked.
pub(in crate::http) enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Br(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(zstd::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    /// `level` from 1 (fast) to 11 (small); each coding takes the nearest it has.
    pub(super) fn new(coding: Coding, level: u32) -> Result<Encoder> {
        Ok(match coding {
            Coding::Gzip => Encoder::Gzip(GzEncoder::new(Vec::new(), flate2::Compression::new(level.min(9)))),
            Coding::Br => {
                let writer = brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER, level, BROTLI_WINDOW);
                Encoder::Br(Box::new(writer))
            }
            Coding::Zstd => Encoder::Zstd(zstd::Encoder::new(Vec::new(), level as i32).map_err(failed)?),
        })
    }

    /// Compresses a piece. What comes back has all of it: a client can read it to its end.
    pub(in crate::http) fn write(&mut self, piece: &[u8]) -> Result<Vec<u8>> {
        let writer: &mut dyn Write = match self {
            Encoder::Gzip(writer) => writer,
            Encoder::Br(writer) => writer,
            Encoder::Zstd(writer) => writer,
        };
        writer.write_all(piece).and_then(|()| writer.flush()).map_err(failed)?;
        Ok(std::mem::take(match self {
            Encoder::Gzip(writer) => writer.get_mut(),
            Encoder::Br(writer) => writer.get_mut(),
            Encoder::Zstd(writer) => writer.get_mut(),
        }))
    }

    /// Compresses the last piece and ends the body.
    pub(in crate::http) fn finish(self, piece: &[u8]) -> Result<Vec<u8>> {
        match self {
            Encoder::Gzip(mut writer) => writer.write_all(piece).and_then(|()| writer.finish()),
            Encoder::Br(mut writer) => writer.write_all(piece).map(|()| writer.into_inner()),
            Encoder::Zstd(mut writer) => writer.write_all(piece).and_then(|()| writer.finish()),
        }
        .map_err(failed)
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::io("compress the answer", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn unpack(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut reader: Box<dyn Read> = match coding {
            Coding::Gzip => Box::new(flate2::read::GzDecoder::new(bytes)),
            Coding::Br => Box::new(brotli::Decompressor::new(bytes, 4096)),
            Coding::Zstd => Box::new(zstd::Decoder::new(bytes).unwrap()),
        };
        // A stream that has not ended yet gives what it has, then an error.
        let _ = reader.read_to_end(&mut out);
        out
    }

    #[test]
    fn every_piece_can_be_read_when_it_was_written() {
        for coding in Coding::ALL {
            for level in [1, 6, 11] {
                let mut encoder = Encoder::new(coding, level).unwrap();
                let (mut sent, mut plain) = (Vec::new(), Vec::new());
                for n in 0..5 {
                    let piece = format!("piece {n} ").repeat(100);
                    sent.extend(encoder.write(piece.as_bytes()).unwrap());
                    plain.extend_from_slice(piece.as_bytes());
                    assert_eq!(unpack(coding, &sent), plain, "{coding:?} {level} {n}");
                }
                sent.extend(encoder.finish(b"end").unwrap());
                plain.extend_from_slice(b"end");
                assert_eq!(unpack(coding, &sent), plain);
                assert!(sent.len() < plain.len());
            }
        }
    }

    #[test]
    fn a_whole_body_and_an_empty_one() {
        for coding in Coding::ALL {
            let whole = Encoder::new(coding, 1).unwrap().finish(&[b'x'; 10_000]).unwrap();
            assert_eq!(unpack(coding, &whole), [b'x'; 10_000]);
            let empty = Encoder::new(coding, 1).unwrap().finish(b"").unwrap();
            assert!(unpack(coding, &empty).is_empty() && !empty.is_empty());
        }
    }
}
