//! What a connection needs only while it has a request: its exchange, the buffer it receives into and the one it sends
//! from. In a small worker each connection keeps its own, with the head it sent last. In a crowd a connection that has
//! nothing to do gives them up for the next one that has: so few are in use that a processor's cache holds them, where
//! those of 10,000 connections would come from memory with every request. On the worker's thread; part of its `Service`.

use crate::http::Exchange;
use crate::net::Worker;
use bytes::BytesMut;
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// More open connections than this are a crowd.
const CROWD: u64 = 256;
/// Given up and kept for others, at most.
const SPARE: usize = 64;
/// A buffer that grew beyond this is not kept (bytes).
const KEEP: usize = 64 * 1024;

/// What one connection gives up.
pub(super) struct Desk {
    pub(super) exchange: Rc<Exchange>,
    pub(super) input: BytesMut,
    pub(super) output: Vec<u8>,
}

/// Those that nobody needs.
#[derive(Default)]
pub(in crate::http) struct Desks(RefCell<Vec<Desk>>);

impl Desks {
    /// Whether connections that have nothing to do should give theirs up.
    #[inline]
    pub(super) fn are_short(worker: &Worker) -> bool {
        worker.active() > CROWD
    }

    pub(super) fn take(&self) -> Option<Desk> {
        self.0.borrow_mut().pop()
    }

    pub(super) fn give(&self, desk: Desk) {
        let mut spare = self.0.borrow_mut();
        if spare.len() < SPARE && desk.input.capacity() <= KEEP && Rc::strong_count(&desk.exchange) == 1 {
            spare.push(desk);
        } else {
            drop(spare);
            drop(desk);
        }
    }
}

/// A connection's exchange; it has none while it rests.
pub(super) struct Seat(Option<Rc<Exchange>>);

impl Seat {
    pub(super) fn new(exchange: Rc<Exchange>) -> Seat {
        Seat(Some(exchange))
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn leave(&mut self) -> Option<Rc<Exchange>> {
        self.0.take()
    }
}

impl Deref for Seat {
    type Target = Rc<Exchange>;

    #[inline]
    fn deref(&self) -> &Rc<Exchange> {
        self.0.as_ref().expect("the connection's task takes a desk before it does anything else")
    }
}

impl DerefMut for Seat {
    #[inline]
    fn deref_mut(&mut self) -> &mut Rc<Exchange> {
        self.0.as_mut().expect("the connection's task takes a desk before it does anything else")
    }
}
