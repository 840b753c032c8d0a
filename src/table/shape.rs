//! Where everything lies in a table's map, in words.
//!
//! ```text
//! map         epoch line | replace line | stripe lines | pins | generation 0 | … | generation 3
//! generation  born line | free line | stripe lines | buckets | rows
//! row         state | tag | next | key (8) | copy 0 | copy 1
//! ```
//!
//! A line is 8 words (64 bytes), so that what is written often shares none with what is read often.

use super::key::KEY_WORDS;
use crate::error::{Error, Result};
use crate::sys::shm::PAGE_WORDS;

pub(super) const LINE: usize = 8;

/// Generations a table has address space for: the current one, one being built, and two older ones that iterations
/// may still walk.
pub(super) const GENERATIONS: usize = 4;

/// Processes that may iterate at the same moment, times the generations they pin.
pub(super) const PINS: usize = 1024;
/// Words of a pin: owner, epoch.
pub(super) const PIN_WORDS: usize = 2;

pub(super) const EPOCH: usize = 0;
pub(super) const REPLACE: usize = LINE;
const STRIPES: usize = 2 * LINE;
/// Writers of different stripes do not wait for each other.
const MAX_STRIPES: usize = 64;

pub(super) const BORN: usize = 0;
pub(super) const FREE: usize = LINE;
pub(super) const FRESH: usize = LINE + 1;

pub(super) const STATE: usize = 0;
pub(super) const TAG: usize = 1;
pub(super) const NEXT: usize = 2;
pub(super) const KEY: usize = 3;
pub(super) const COPIES: usize = KEY + KEY_WORDS;

/// The measures of one table.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) rows: usize,
    pub(super) stripes: usize,
    /// A power of two, at least 4/3 of `rows` and a multiple of `stripes`.
    pub(super) buckets: usize,
    pub(super) copy_words: usize,
    pub(super) row_words: usize,
    pub(super) generation_words: usize,
}

impl Shape {
    /// For `rows` rows whose values take `copy_words` words.
    pub(super) fn new(rows: usize, copy_words: usize) -> Result<Shape> {
        if !(1..u32::MAX as usize).contains(&rows) {
            return Err(Error::invalid(format!("a table has 1 to {} rows, not {rows}", u32::MAX - 1)));
        }
        let buckets = (rows + rows / 3).next_power_of_two();
        let stripes = buckets.min(MAX_STRIPES);
        let row_words = (COPIES + 2 * copy_words).next_multiple_of(LINE);
        let generation_words = row_words
            .checked_mul(rows)
            .and_then(|words| words.checked_add(STRIPES + stripes * LINE + buckets + PAGE_WORDS))
            .map(|words| words / PAGE_WORDS * PAGE_WORDS)
            .filter(|words| words.checked_mul(GENERATIONS * 2 * size_of::<u64>()).is_some())
            .ok_or_else(|| Error::invalid(format!("a table of {rows} rows of this width does not fit any memory")))?;
        Ok(Shape { rows, stripes, buckets, copy_words, row_words, generation_words })
    }

    /// Words of the whole map.
    pub(super) fn map_words(&self) -> usize {
        self.generation(GENERATIONS)
    }

    /// Where the pins begin.
    pub(super) fn pins(&self) -> usize {
        STRIPES + self.stripes * LINE
    }

    /// Words before the first generation.
    pub(super) fn head_words(&self) -> usize {
        (self.pins() + PINS * PIN_WORDS).next_multiple_of(PAGE_WORDS)
    }

    /// Where generation `index` begins.
    #[inline]
    pub(super) fn generation(&self, index: usize) -> usize {
        self.head_words() + index * self.generation_words
    }

    /// Where the line of a stripe begins, in the map and in a generation.
    #[inline]
    pub(super) fn stripe(&self, index: usize) -> usize {
        STRIPES + index * LINE
    }

    /// The bucket of a key, from its tag (whose low byte is the length).
    #[inline]
    pub(super) fn bucket_of(&self, tag: u64) -> usize {
        (tag >> 8) as usize & (self.buckets - 1)
    }

    /// The stripe that guards a bucket.
    #[inline]
    pub(super) fn stripe_of(&self, bucket: usize) -> usize {
        bucket & (self.stripes - 1)
    }

    /// Where a bucket's word is in a generation.
    #[inline]
    pub(super) fn bucket(&self, index: usize) -> usize {
        STRIPES + self.stripes * LINE + index
    }

    /// Where row `index` begins in a generation.
    #[inline]
    pub(super) fn row(&self, index: usize) -> usize {
        (STRIPES + self.stripes * LINE + self.buckets).next_multiple_of(LINE) + index * self.row_words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_ends_inside_its_generation() {
        for (rows, copy) in [(1, 1), (2, 1), (3, 100), (64, 5), (1000, 7), (100_000, 3)] {
            let shape = Shape::new(rows, copy).unwrap();
            assert!(shape.row(rows) <= shape.generation_words, "{shape:?}");
            assert!(shape.generation_words.is_multiple_of(PAGE_WORDS));
            assert!(shape.buckets > rows && shape.buckets.is_multiple_of(shape.stripes) || rows < 3);
            assert!(shape.generation(0).is_multiple_of(PAGE_WORDS));
        }
    }

    #[test]
    fn sizes_no_machine_has_are_refused() {
        assert!(Shape::new(0, 1).is_err());
        assert!(Shape::new(u32::MAX as usize, 1).is_err());
        assert!(Shape::new(1 << 31, 1 << 30).is_err());
    }
}
