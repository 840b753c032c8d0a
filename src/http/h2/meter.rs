//! Counts the frames a client sends that only make work: each one costs a token, tokens come back with time. It reads
//! frame heads as they pass and changes nothing. One per connection.

use super::PREFACE;
use std::time::Instant;

/// A frame's head (RFC 9113 4.1): length (3 bytes), type, flags, stream (4 bytes).
const HEAD: usize = 9;
/// Tokens that come back each second.
const PER_SECOND: u64 = 33;

/// What is left of a client's tokens.
pub(super) struct Meter {
    /// Bytes to pass before the next frame's head.
    skip: usize,
    head: [u8; HEAD],
    filled: usize,
    limit: u32,
    left: u32,
    since: Instant,
}

impl Meter {
    /// For a connection whose first byte is that of the preface.
    pub(super) fn new(limit: u32) -> Meter {
        Meter { skip: PREFACE.len(), head: [0; HEAD], filled: 0, limit, left: limit, since: Instant::now() }
    }

    /// Looks at bytes that arrived; false when the client has sent too much of that kind.
    pub(super) fn pass(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = &bytes[skipped..];
            let taken = (HEAD - self.filled).min(bytes.len());
            if self.skip > 0 || taken == 0 {
                break;
            }
            self.head[self.filled..self.filled + taken].copy_from_slice(&bytes[..taken]);
            self.filled += taken;
            bytes = &bytes[taken..];
            if self.filled == HEAD {
                let [a, b, c, kind, flags, ..] = self.head;
                self.filled = 0;
                self.skip = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
                if is_work(kind, flags, self.skip) && !self.spend() {
                    return false;
                }
            }
        }
        true
    }

    fn spend(&mut self) -> bool {
        if self.left == 0 {
            let back = self.since.elapsed().as_millis() as u64 * PER_SECOND / 1000;
            if back == 0 {
                return false;
            }
            self.left = u32::try_from(back).unwrap_or(u32::MAX).min(self.limit);
            self.since = Instant::now();
        }
        self.left -= 1;
        true
    }
}

/// Whether a frame brings nothing but work. SETTINGS and PING that acknowledge ours are answers; WINDOW_UPDATE costs the
/// client as much as us, and nothing is answered to it.
fn is_work(kind: u8, flags: u8, length: usize) -> bool {
    const END_STREAM_OR_ACK: u8 = 1;
    match kind {
        0 => length == 0 && flags & END_STREAM_OR_ACK == 0,
        2 | 3 | 9 => true,
        4 | 6 => flags & END_STREAM_OR_ACK == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, payload: usize) -> Vec<u8> {
        let mut frame = vec![0, (payload >> 8) as u8, payload as u8, kind, flags, 0, 0, 0, 1];
        frame.resize(HEAD + payload, b'x');
        frame
    }

    #[test]
    fn only_frames_that_make_work_cost_tokens_however_they_arrive() {
        let mut traffic = PREFACE.to_vec();
        for (kind, flags, payload) in [(4, 0, 12), (4, 1, 0), (6, 1, 8), (1, 4, 300), (0, 0, 500), (0, 1, 0), (8, 0, 4)]
        {
            traffic.extend(frame(kind, flags, payload));
        }
        for _ in 0..4 {
            traffic.extend(frame(6, 0, 8));
        }
        for step in [1, 2, 7, 64, traffic.len()] {
            let mut meter = Meter::new(5);
            assert!(traffic.chunks(step).all(|piece| meter.pass(piece)), "step {step}");
            assert_eq!(meter.left, 0, "one SETTINGS and four PINGs, step {step}");
        }
    }

    #[test]
    fn a_flood_is_seen_and_time_forgives() {
        for (kind, flags, payload) in [(3, 0, 4), (9, 0, 1), (0, 0, 0), (2, 0, 5), (4, 0, 0), (6, 0, 8)] {
            let mut meter = Meter::new(10);
            assert!(meter.pass(PREFACE));
            let passed = (0..1000).take_while(|_| meter.pass(&frame(kind, flags, payload))).count();
            assert!((10..100).contains(&passed), "{passed} frames of type {kind}");
        }
        let mut meter = Meter::new(10);
        meter.left = 0;
        meter.since = Instant::now().checked_sub(std::time::Duration::from_secs(3600)).expect("an hour of uptime");
        assert!(meter.spend());
        assert_eq!(meter.left, 9);
    }
}
