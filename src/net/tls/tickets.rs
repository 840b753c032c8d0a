//! Keys that seal session tickets (RFC 5077, RFC 8446 4.6.1), shared by all workers, so that a client resumes wherever it
//! comes back. Made by the master before the first fork, in shared memory; renewed every six hours by whichever worker is
//! first to see that it is time, and forgotten when no ticket of theirs is taken any more.
//!
//! Layout in words: `CLAIMED` (the period a worker has claimed), `CURRENT` (the newest period with a key), then three
//! places of five words: period, and the key in four. A period is its number since 1970; it uses place `period % 3`.
//!
//! Rules:
//! 1. A place is written only by the process that moved `CLAIMED` up to its period (compare and exchange).
//! 2. The writer sets the place's period to 0, writes the key, sets the period, then `CURRENT`; at last it clears the
//!    place of the period before the previous one.
//! 3. A reader takes a key only when the place's period is the wanted one before and after reading it.
//! 4. Tickets are sealed with the key of `CURRENT`, and opened with it or the one before. When a writer dies half-way,
//!    `CURRENT` stays behind for the rest of the period; the next period is claimed anew.

use crate::error::{Error, Kind, Result};
use crate::sys::map;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio_rustls::rustls::server::ProducesTickets;

/// How long a key seals new tickets (seconds). A ticket is good for this time and up to twice as long.
const PERIOD: u64 = 6 * 3600;
const CLAIMED: usize = 0;
const CURRENT: usize = 1;
const PLACES: usize = 2;
const PLACE: usize = 5;
const WORDS: usize = PLACES + 3 * PLACE;

/// The keys, in memory shared with every process forked afterwards.
#[derive(Debug, Clone, Copy)]
pub struct TicketKeys {
    words: &'static [AtomicU64],
}

impl TicketKeys {
    /// New keys; in the master, before the first fork.
    pub fn new() -> Result<TicketKeys> {
        let keys = TicketKeys { words: map::shared(WORDS)? };
        keys.renew(period_now());
        match keys.current(period_now()) {
            Some(_) => Ok(keys),
            None => Err(Error::new(Kind::Os, "the system has no random numbers for session tickets")),
        }
    }

    fn place(&self, period: u64) -> &'static [AtomicU64] {
        let start = PLACES + PLACE * (period % 3) as usize;
        &self.words[start..start + PLACE]
    }

    /// The newest period and its key, after making them when it is time.
    fn current(&self, now: u64) -> Option<(u64, [u8; 32])> {
        if self.words[CURRENT].load(Ordering::Acquire) < now {
            self.renew(now);
        }
        let period = self.words[CURRENT].load(Ordering::Acquire);
        Some((period, self.key(period)?))
    }

    /// Rules 1 and 2.
    #[cold]
    fn renew(&self, period: u64) {
        let claimed = self.words[CLAIMED].load(Ordering::Relaxed);
        let claim = |from| self.words[CLAIMED].compare_exchange(from, period, Ordering::AcqRel, Ordering::Relaxed);
        let mut key = [0; 32];
        if claimed >= period || SystemRandom::new().fill(&mut key).is_err() || claim(claimed).is_err() {
            return;
        }
        let place = self.place(period);
        place[0].store(0, Ordering::Relaxed);
        fence(Ordering::Release);
        for (word, bytes) in place[1..].iter().zip(key.as_chunks::<8>().0) {
            word.store(u64::from_ne_bytes(*bytes), Ordering::Relaxed);
        }
        place[0].store(period, Ordering::Release);
        self.words[CURRENT].store(period, Ordering::Release);
        self.place(period + 1).iter().for_each(|word| word.store(0, Ordering::Relaxed));
    }

    /// Rule 3.
    fn key(&self, period: u64) -> Option<[u8; 32]> {
        let place = self.place(period);
        let is_there = place[0].load(Ordering::Acquire) == period;
        let mut key = [0; 32];
        for (bytes, word) in key.as_chunks_mut::<8>().0.iter_mut().zip(&place[1..]) {
            *bytes = word.load(Ordering::Relaxed).to_ne_bytes();
        }
        fence(Ordering::Acquire);
        (is_there && place[0].load(Ordering::Relaxed) == period).then_some(key)
    }
}

fn period_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / PERIOD
}

/// Seals and opens tickets: period (8 bytes), nonce, sealed session. In a worker.
pub(super) struct Sealer {
    keys: TicketKeys,
    /// Bound to each ticket: what else must be the same for it to count.
    trust: [u8; 32],
    /// The key used last, ready for use, with its period.
    used: Mutex<Option<(u64, LessSafeKey)>>,
    random: SystemRandom,
}

impl std::fmt::Debug for Sealer {
    /// Without the keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// `trust`: what clients had to prove. A ticket stands for a client that was checked, so it is good only where the same
    /// is asked for.
    pub(super) fn new(keys: TicketKeys, trust: &[u8]) -> Sealer {
        let digest = ring::digest::digest(&ring::digest::SHA256, trust);
        let trust = digest.as_ref().try_into().unwrap_or_default();
        Sealer { keys, trust, used: Mutex::new(None), random: SystemRandom::new() }
    }

    fn with_key<T>(
        &self,
        period: u64,
        key: impl FnOnce() -> Option<[u8; 32]>,
        act: impl FnOnce(&LessSafeKey) -> T,
    ) -> Option<T> {
        let mut used = self.used.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if used.as_ref().is_none_or(|(known, _)| *known != period) {
            *used = Some((period, LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key()?).ok()?)));
        }
        used.as_ref().map(|(_, key)| act(key))
    }
}

impl ProducesTickets for Sealer {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        PERIOD as u32
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let (period, key) = self.keys.current(period_now())?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).ok()?;
        let mut sealed = plain.to_vec();
        let aad = Aad::from(&self.trust);
        let seal = |key: &LessSafeKey| {
            key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).ok()
        };
        self.with_key(period, || Some(key), seal)??;
        Some([&period.to_be_bytes()[..], &nonce, &sealed].concat())
    }

    fn decrypt(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        let (period, rest) = ticket.split_first_chunk::<8>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        let period = u64::from_be_bytes(*period);
        let (newest, _) = self.keys.current(period_now())?;
        if period != newest && period.checked_add(1) != Some(newest) {
            return None;
        }
        let mut sealed = sealed.to_vec();
        let aad = Aad::from(&self.trust);
        let open = |key: &LessSafeKey| {
            let plain = key.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut sealed);
            plain.ok().map(|plain| plain.len())
        };
        let length = self.with_key(period, || self.keys.key(period), open)??;
        sealed.truncate(length);
        Some(sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_worker_seals_another_opens() {
        let keys = TicketKeys::new().unwrap();
        let (one, other) = (Sealer::new(keys, b"a"), Sealer::new(keys, b"a"));
        let ticket = one.encrypt(b"session").unwrap();
        assert_eq!(other.decrypt(&ticket).unwrap(), b"session");
        assert_ne!(one.encrypt(b"session").unwrap(), ticket);
        assert_eq!(Sealer::new(keys, b"b").decrypt(&ticket), None);
        assert_eq!(Sealer::new(TicketKeys::new().unwrap(), b"a").decrypt(&ticket), None);
        for at in 0..ticket.len() {
            let mut broken = ticket.clone();
            broken[at] ^= 1;
            assert_eq!(other.decrypt(&broken), None, "byte {at}");
            assert_eq!(other.decrypt(&ticket[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn keys_are_renewed_once_and_forgotten_after_two_periods() {
        let keys = TicketKeys::new().unwrap();
        let (first, key) = keys.current(0).unwrap();
        let (second, renewed) = keys.current(first + 1).unwrap();
        assert_eq!((second, keys.key(first)), (first + 1, Some(key)));
        assert_ne!(key, renewed);
        assert_eq!(keys.current(first + 1).unwrap(), (second, renewed));
        assert_eq!(keys.current(first), Some((second, renewed)), "a clock that goes back changes nothing");
        keys.current(first + 2).unwrap();
        assert_eq!((keys.key(first), keys.key(second)), (None, Some(renewed)));
    }

    #[test]
    fn a_claim_whose_worker_died_lasts_one_period() {
        let keys = TicketKeys::new().unwrap();
        let (first, key) = keys.current(0).unwrap();
        keys.words[CLAIMED].store(first + 1, Ordering::Relaxed);
        assert_eq!(keys.current(first + 1), Some((first, key)));
        assert_eq!(keys.current(first + 2).unwrap().0, first + 2);
    }
}
