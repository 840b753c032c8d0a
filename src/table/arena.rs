//! Small pieces of shared memory, a line (64 bytes) each, so that thousands of atomics need few mappings.
//!
//! A process hands out lines of chunks it mapped itself. A line is used again only if no child was forked while it was
//! in use: otherwise some process may still look at it.

use super::per_process;
use super::shape::LINE;
use crate::error::Result;
use crate::sys::process::{Process, forks};
use crate::sys::shm::Map;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Words mapped at once: 1024 lines.
const CHUNK: usize = 1024 * LINE;

struct Arena {
    owner: Option<Process>,
    fresh: &'static [AtomicU64],
    free: Vec<&'static [AtomicU64]>,
}

static ARENA: Mutex<Arena> = Mutex::new(Arena { owner: None, fresh: &[], free: Vec::new() });

/// Eight words shared with every process forked while it exists. They start at zero.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) words: &'static [AtomicU64],
    owner: Process,
    forks: u64,
}

impl Line {
    pub(super) fn new() -> Result<Line> {
        let owner = Process::current();
        let mut arena = per_process::lock(&ARENA);
        if arena.owner != Some(owner) {
            // What is left was the parent's, which goes on handing it out.
            *arena = Arena { owner: Some(owner), fresh: &[], free: Vec::new() };
        }
        let words = match arena.free.pop() {
            Some(words) => words,
            None => arena.cut()?,
        };
        Ok(Line { words, owner, forks: forks() })
    }
}

impl Arena {
    fn cut(&mut self) -> Result<&'static [AtomicU64]> {
        if self.fresh.is_empty() {
            self.fresh = Map::new(CHUNK)?.leak();
        }
        let (line, rest) = self.fresh.split_at(LINE);
        self.fresh = rest;
        Ok(line)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.owner == Process::current() && self.forks == forks() {
            self.words.iter().for_each(|word| word.store(0, Ordering::Relaxed));
            per_process::lock(&ARENA).free.push(self.words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_do_not_overlap_and_come_back_clean() {
        let lines: Vec<Line> = (0..2000).map(|_| Line::new().unwrap()).collect();
        for (i, line) in lines.iter().enumerate() {
            line.words.iter().for_each(|word| word.store(i as u64 + 1, Ordering::Relaxed));
        }
        for (i, line) in lines.iter().enumerate() {
            assert!(line.words.iter().all(|word| word.load(Ordering::Relaxed) == i as u64 + 1));
        }
        drop(lines);
        assert!(Line::new().unwrap().words.iter().all(|word| word.load(Ordering::Relaxed) == 0));
    }
}
