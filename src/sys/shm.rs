//! Memory shared with every process forked afterwards, seen as a slice of 64-bit atomics: whatever a process that
//! dies half-way leaves behind, it is a valid value, so everything above can be safe Rust.
//!
//! The kernel frees the pages when the last process that maps them is gone. Untouched pages cost address space only.

use crate::error::{Error, Result};
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of a page; what [`Map::discard`] can give back is counted in them.
pub const PAGE: usize = 4096;

/// Words of a page.
pub const PAGE_WORDS: usize = PAGE / size_of::<AtomicU64>();

/// An anonymous shared mapping; dropping it unmaps it in this process only.
#[derive(Debug)]
pub struct Map {
    words: &'static [AtomicU64],
}

impl Map {
    /// Reserves `words` zeroed words (`MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE`, mmap(2)); far more than there is
    /// memory may be reserved, unless the machine forbids overcommitting (`vm.overcommit_memory = 2`).
    pub fn new(words: usize) -> Result<Map> {
        let bytes = words
            .checked_mul(size_of::<AtomicU64>())
            .filter(|bytes| *bytes > 0 && *bytes <= isize::MAX as usize)
            .ok_or_else(|| Error::invalid(format!("cannot share {words} words of memory")))?;
        // SAFETY: an anonymous mapping at an address of the kernel's choice touches no existing memory.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(Error::os(format_args!(
                "cannot reserve {bytes} bytes of shared memory (see vm.overcommit_memory and the address space limit)"
            )));
        }
        // SAFETY: the mapping is page aligned, `words` long, zeroed (a valid AtomicU64) and lives as long as `self`,
        // which lends it only for its own lifetime.
        let words = unsafe { std::slice::from_raw_parts(start.cast(), words) };
        Ok(Map { words })
    }

    /// Makes `words` from `first` on zero in every process and gives their memory back (`MADV_REMOVE`, madvise(2)).
    /// `first` and `words` are multiples of [`PAGE_WORDS`]. Where the kernel cannot, zeros are written.
    pub fn discard(&self, first: usize, words: usize) {
        assert!(first.is_multiple_of(PAGE_WORDS) && words.is_multiple_of(PAGE_WORDS));
        let range = &self.words[first..first + words];
        let start = range.as_ptr().cast_mut().cast();
        // SAFETY: the range is inside this mapping; punching a hole makes its words read as zero, as atomic stores
        // by another process could, and nothing but atomics ever refers to them.
        let result = unsafe { libc::madvise(start, size_of_val(range), libc::MADV_REMOVE) };
        if result != 0 {
            range.iter().for_each(|word| word.store(0, Ordering::Relaxed));
        }
    }

    /// The words, never unmapped.
    pub fn leak(self) -> &'static [AtomicU64] {
        let words = self.words;
        std::mem::forget(self);
        words
    }
}

impl Deref for Map {
    type Target = [AtomicU64];

    fn deref(&self) -> &[AtomicU64] {
        self.words
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        let start = self.words.as_ptr().cast_mut().cast();
        // SAFETY: `self` owns the mapping and every borrow of it has ended.
        unsafe { libc::munmap(start, size_of_val(self.words)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn words_start_at_zero_and_return_to_it() {
        let map = Map::new(2 * PAGE_WORDS).unwrap();
        map[0].store(7, Ordering::Relaxed);
        map[PAGE_WORDS].store(8, Ordering::Relaxed);
        map.discard(PAGE_WORDS, PAGE_WORDS);
        assert_eq!(map[0].load(Ordering::Relaxed), 7);
        assert_eq!(map[PAGE_WORDS].load(Ordering::Relaxed), 0);
    }

    #[test]
    fn more_than_the_machine_has_can_be_reserved() {
        let map = Map::new(1 << 36).unwrap(); // 512 GiB
        map[(1 << 36) - 1].store(1, Ordering::Relaxed);
    }

    #[test]
    fn the_impossible_is_refused_with_a_reason() {
        assert_eq!(Map::new(0).unwrap_err().kind, Kind::Invalid);
        assert_eq!(Map::new(usize::MAX).unwrap_err().kind, Kind::Invalid);
        let error = Map::new(1 << 50).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Os, libc::ENOMEM));
    }
}
