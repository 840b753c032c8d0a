//! Where a body that is read while it arrives passes from the task that receives it to who reads it, both on the
//! worker's thread. Knows no protocol; keeps one piece at most.
//!
//! States: Arriving → Whole (the last piece is in) or Broken (no more will come).
//! 1. The receiving task (h1's connection, h2's request) puts a piece in only while one is awaited: what nobody reads is
//!    not received, and the client is held back by its window.
//! 2. Readers may be several coroutines; each piece goes to whoever is polled first.
//! 3. Who waits and is dropped wakes the others: one of them may have counted on it.

use bytes::Bytes;
use std::cell::{Cell, RefCell};
use std::task::{Context, Waker};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    Arriving,
    Whole,
    Broken,
}

/// See above.
pub(in crate::http) struct Inlet {
    piece: RefCell<Bytes>,
    arrival: Cell<Arrival>,
    readers: RefCell<Vec<Waker>>,
}

/// What a look brought.
pub(super) enum Look {
    /// The next bytes, at least one.
    Piece(Bytes),
    /// There are no more.
    End,
    /// No more will come, though there were to be more.
    Broken,
    /// Wait.
    Nothing,
}

impl Inlet {
    pub(in crate::http) fn new() -> Inlet {
        let (piece, readers) = (RefCell::default(), RefCell::default());
        Inlet { piece, arrival: Cell::new(Arrival::Arriving), readers }
    }

    /// Whether somebody waits for a piece and there is none.
    pub(in crate::http) fn is_awaited(&self) -> bool {
        self.arrival.get() == Arrival::Arriving && !self.readers.borrow().is_empty() && self.piece.borrow().is_empty()
    }

    /// Whether the last piece is in.
    pub(super) fn is_whole(&self) -> bool {
        self.arrival.get() == Arrival::Whole
    }

    /// Puts a piece in; only while one is awaited, or as the first.
    pub(in crate::http) fn put(&self, piece: Bytes) {
        debug_assert!(self.piece.borrow().is_empty());
        *self.piece.borrow_mut() = piece;
        self.wake();
    }

    /// The last piece is in.
    pub(in crate::http) fn finish(&self) {
        self.end(Arrival::Whole);
    }

    /// No more will come. Changes nothing when it is whole.
    pub(in crate::http) fn break_off(&self) {
        self.end(Arrival::Broken);
    }

    fn end(&self, how: Arrival) {
        if self.arrival.get() == Arrival::Arriving {
            self.arrival.set(how);
            self.wake();
        }
    }

    /// Takes at most `most` bytes.
    pub(super) fn look(&self, most: usize) -> Look {
        let mut piece = self.piece.borrow_mut();
        if !piece.is_empty() {
            let length = piece.len().min(most);
            return Look::Piece(piece.split_to(length));
        }
        match self.arrival.get() {
            Arrival::Arriving => Look::Nothing,
            Arrival::Whole => Look::End,
            Arrival::Broken => Look::Broken,
        }
    }

    /// Waits for the next change.
    pub(super) fn await_change(&self, cx: &Context<'_>) {
        let mut readers = self.readers.borrow_mut();
        if !readers.iter().any(|waker| waker.will_wake(cx.waker())) {
            readers.push(cx.waker().clone());
        }
    }

    /// Wakes everybody who waits; who still waits says so again.
    pub(super) fn wake(&self) {
        // Taken out first: a waker may drop what it wakes.
        let readers = std::mem::take(&mut *self.readers.borrow_mut());
        readers.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_taken_in_order_and_only_asked_for_when_awaited() {
        let inlet = Inlet::new();
        assert!(matches!(inlet.look(9), Look::Nothing) && !inlet.is_awaited());
        inlet.await_change(&Context::from_waker(Waker::noop()));
        assert!(inlet.is_awaited());
        inlet.put(Bytes::from_static(b"abc"));
        assert!(!inlet.is_awaited());
        inlet.finish();
        inlet.break_off();
        assert!(matches!(inlet.look(2), Look::Piece(piece) if &piece[..] == b"ab"));
        assert!(matches!(inlet.look(2), Look::Piece(piece) if &piece[..] == b"c"));
        assert!(matches!(inlet.look(2), Look::End));
    }

    #[test]
    fn what_breaks_off_says_so_after_its_last_piece() {
        let inlet = Inlet::new();
        inlet.put(Bytes::from_static(b"a"));
        inlet.break_off();
        assert!(matches!(inlet.look(2), Look::Piece(_)));
        assert!(matches!(inlet.look(2), Look::Broken) && !inlet.is_awaited());
    }
}
