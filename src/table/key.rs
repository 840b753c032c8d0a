//! Keys of rows: up to 64 bytes, hashed with a seed of the table's own because clients often choose them.

use super::column::partial_word;
use crate::error::{Error, Result};
use foldhash::SharedSeed;
use foldhash::quality::FoldHasher;
use std::hash::{BuildHasher, Hasher, RandomState};

/// The longest key, in bytes. Longer ones are refused, never cut: two keys would become one row.
pub const KEY_MAX: usize = 64;

/// Words of the longest key.
pub(super) const KEY_WORDS: usize = KEY_MAX / 8;

/// A key ready to be looked up.
#[derive(Debug)]
pub(super) struct Key {
    words: [u64; KEY_WORDS],
    /// 56 bits of hash above the length in bytes; equal tags almost always mean equal keys.
    pub(super) tag: u64,
}

impl Key {
    /// The key of a row, from its words and tag.
    pub(super) fn from_row(words: [u64; KEY_WORDS], tag: u64) -> Key {
        Key { words, tag }
    }

    /// Its bytes as words, the last one padded with zeros.
    #[inline]
    pub(super) fn words(&self) -> &[u64] {
        &self.words[..used_words(self.tag)]
    }
}

/// Length of the key with this tag, in bytes.
#[inline]
pub(super) fn length(tag: u64) -> usize {
    (tag as usize & 0xff).min(KEY_MAX)
}

/// Words that the key with this tag uses.
#[inline]
pub(super) fn used_words(tag: u64) -> usize {
    length(tag).div_ceil(8)
}

/// Makes keys; its random seed is shared by the processes that inherit the table.
pub(super) struct Keys {
    seed: u64,
    shared: SharedSeed,
}

impl Keys {
    pub(super) fn new() -> Keys {
        let random = || RandomState::new().hash_one(0u8);
        Keys { seed: random(), shared: SharedSeed::from_u64(random()) }
    }

    #[inline]
    pub(super) fn key(&self, bytes: &[u8]) -> Result<Key> {
        let length = bytes.len();
        if length > KEY_MAX {
            return Err(too_long(length));
        }
        let mut hasher = FoldHasher::with_seed(self.seed, &self.shared);
        hasher.write(bytes);
        let mut words = [0; KEY_WORDS];
        let (whole, rest) = bytes.as_chunks::<8>();
        for (word, chunk) in words.iter_mut().zip(whole) {
            *word = u64::from_le_bytes(*chunk);
        }
        if !rest.is_empty() {
            words[whole.len()] = partial_word(rest);
        }
        Ok(Key { words, tag: hasher.finish() & !0xff | length as u64 })
    }
}

#[cold]
fn too_long(length: usize) -> Error {
    Error::invalid(format!(
        "a table key has at most {KEY_MAX} bytes, this one has {length}; use a hash of it as the key"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_bytes_and_length() {
        let keys = Keys::new();
        let tag = |bytes: &[u8]| keys.key(bytes).unwrap().tag;
        assert_eq!(tag(b"a"), tag(b"a"));
        assert_ne!(tag(b"a"), tag(b"a\0"));
        assert_eq!(keys.key(b"12345678x").unwrap().words(), [0x3837363534333231, 0x78]);
        assert!(keys.key(&[b'x'; KEY_MAX]).is_ok());
        assert!(keys.key(&[b'x'; KEY_MAX + 1]).unwrap_err().message.contains("at most 64 bytes"));
    }

    #[test]
    fn every_table_hashes_differently() {
        assert_ne!(Keys::new().key(b"a").unwrap().tag, Keys::new().key(b"a").unwrap().tag);
    }
}
