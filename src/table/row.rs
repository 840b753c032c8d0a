//! One row: two copies of its values, one current and one spare, and a state word that says which.
//!
//! The state word is `version << 2 | live << 1 | copy`. A version never comes twice within a generation, so a reader
//! that finds the state unchanged has read one moment.
//!
//! Access rules. Writers hold the stripe's latch, readers nothing.
//! 1. A write fills the spare copy (after a release fence), then stores a state with the next version and the other
//!    copy (release). Killed before that store, it has changed nothing anyone looks at.
//! 2. A change of one number stores a state with the next version first and the number after it (a release fence in
//!    between): between two states at most one word changes, so every reading of one state is a moment of the row.
//! 3. A reader loads the state (acquire), reads what it wants (relaxed), then (acquire fence) loads the state again and
//!    forgets what it has read if it changed.
//! 4. Key, tag and `next` of a row that is not live belong to the one writer that took it from the free list. It
//!    becomes live (rule 1) before it is linked; a row is unlinked before it stops being live. So a linked row is
//!    always live, whoever is killed when.
//! 5. `next` of a live row is stored by whoever unlinks its successor. A row that was unlinked keeps its `next` until
//!    its state says that it is not live: readers standing on it find their way.

use super::key::{self, KEY_WORDS, Key};
use super::shape::{COPIES, KEY, NEXT, STATE, TAG};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU64, fence};

/// The state word of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State(u64);

impl State {
    const LIVE: u64 = 0b10;
    const VERSION: u64 = 0b100;

    #[inline]
    pub(super) fn is_live(self) -> bool {
        self.0 & Self::LIVE != 0
    }

    #[inline]
    fn copy(self) -> usize {
        self.0 as usize & 1
    }

    fn next_version(self) -> State {
        State(self.0.wrapping_add(Self::VERSION))
    }
}

/// The words of one row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    words: &'a [AtomicU64],
    copy_words: usize,
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn new(words: &'a [AtomicU64], copy_words: usize) -> Row<'a> {
        Row { words, copy_words }
    }

    #[inline]
    pub(super) fn state(self) -> State {
        State(self.words[STATE].load(Acquire))
    }

    /// Rule 3: whether everything read since `state` was loaded is of one moment.
    #[inline]
    pub(super) fn is_still(self, state: State) -> bool {
        fence(Acquire);
        self.words[STATE].load(Relaxed) == state.0
    }

    #[inline]
    pub(super) fn tag(self) -> u64 {
        self.words[TAG].load(Relaxed)
    }

    /// The following row of the bucket or of the free list: its index plus one, 0 for none.
    #[inline]
    pub(super) fn next(self) -> u64 {
        self.words[NEXT].load(Acquire)
    }

    pub(super) fn set_next(self, link: u64) {
        self.words[NEXT].store(link, Release);
    }

    #[inline]
    pub(super) fn has_key(self, key: &Key) -> bool {
        let used = key.words();
        self.tag() == key.tag
            && self.words[KEY..KEY + used.len()].iter().zip(used).all(|(word, wanted)| word.load(Relaxed) == *wanted)
    }

    /// The key, with its unused words zero.
    pub(super) fn key(self) -> Key {
        let tag = self.tag();
        let mut words = [0; KEY_WORDS];
        let used = key::used_words(tag);
        words[..used].iter_mut().zip(&self.words[KEY..]).for_each(|(to, from)| *to = from.load(Relaxed));
        Key::from_row(words, tag)
    }

    /// The copy that `state` calls current.
    #[inline]
    pub(super) fn current(self, state: State) -> &'a [AtomicU64] {
        self.copy(state.copy())
    }

    #[inline]
    fn copy(self, index: usize) -> &'a [AtomicU64] {
        &self.words[COPIES + index * self.copy_words..][..self.copy_words]
    }

    /// Rule 1: `fill(current, spare)` makes the row's next values.
    #[inline]
    pub(super) fn write(self, fill: impl FnOnce(&[AtomicU64], &[AtomicU64])) {
        let state = self.state();
        fence(Release);
        fill(self.current(state), self.copy(1 - state.copy()));
        self.words[STATE].store(state.next_version().0 ^ 1, Release);
    }

    /// The number at word `at` of the current copy, for the holder of the latch.
    #[inline]
    pub(super) fn number(self, at: usize) -> u64 {
        self.current(self.state())[at].load(Relaxed)
    }

    /// Rule 2: changes the number at word `at` of the current copy.
    #[inline]
    pub(super) fn write_number(self, at: usize, bits: u64) {
        let state = self.state();
        self.words[STATE].store(state.next_version().0, Relaxed);
        fence(Release);
        self.current(state)[at].store(bits, Relaxed);
    }

    /// Rule 4: makes a row from the free list live, to be linked before `next`.
    pub(super) fn bring_up(self, key: &Key, next: u64, fill: impl FnOnce(&[AtomicU64])) {
        fence(Release);
        self.words[TAG].store(key.tag, Relaxed);
        key.words().iter().zip(&self.words[KEY..]).for_each(|(word, to)| to.store(*word, Relaxed));
        fill(self.copy(0));
        self.words[NEXT].store(next, Relaxed);
        let version = State(self.state().0 & !0b11).next_version();
        self.words[STATE].store(version.0 | State::LIVE, Release);
    }

    /// Rule 5: an unlinked row stops being live.
    pub(super) fn take_down(self) {
        let version = State(self.state().0 & !0b11).next_version();
        self.words[STATE].store(version.0, Relaxed);
        fence(Release);
    }
}
