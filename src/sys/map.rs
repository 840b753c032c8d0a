//! Memory shared with every process forked afterwards, seen as a slice of 64-bit atomics.
//!
//! Made by the master before the first fork. It is never unmapped: it lives as long as the processes that see it.

use crate::error::{Error, Result};
use std::sync::atomic::AtomicU64;

/// Maps `words` zeroed words, shared with all later children (`MAP_SHARED | MAP_ANONYMOUS`, mmap(2)).
pub fn shared(words: usize) -> Result<&'static [AtomicU64]> {
    let bytes = words
        .checked_mul(size_of::<AtomicU64>())
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| Error::invalid("shared memory needs at least one word"))?;
    // SAFETY: an anonymous mapping at an address of the kernel's choice touches no existing memory.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED {
        return Err(Error::os(format_args!("map {bytes} bytes of shared memory")));
    }
    // SAFETY: the mapping is page aligned, `words` long, zeroed (a valid AtomicU64), and never unmapped.
    Ok(unsafe { std::slice::from_raw_parts(start.cast(), words) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn words_start_at_zero_and_keep_what_is_stored() {
        let words = shared(3).unwrap();
        assert_eq!(words.len(), 3);
        words[2].store(7, Ordering::Relaxed);
        assert_eq!(words.iter().map(|w| w.load(Ordering::Relaxed)).sum::<u64>(), 7);
    }

    #[test]
    fn no_words_are_refused() {
        assert!(shared(0).is_err());
    }
}
