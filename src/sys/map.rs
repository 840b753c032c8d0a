//! Shared memory for good: a [`super::shm::Map`] that is never unmapped, for what lives as long as the server.

use super::shm::Map;
use crate::error::Result;
use std::sync::atomic::AtomicU64;

/// Maps `words` zeroed words, shared with all later children, for the rest of the process's life.
pub fn shared(words: usize) -> Result<&'static [AtomicU64]> {
    Ok(Map::new(words)?.leak())
}
