//! What a connection needs only while it has a request: its exchange, the buffer it receives into and the one it sends
//! from. In a small worker each connection keeps its own, with the head it sent last. In a crowd a connection that has
//! nothing to do gives them up for the next one that has: so few are in use that a processor's cache holds them, where
//! those of 10,000 connections would come from memory with every request. On the worker's thread; part of its `Service`.

use super::connection::KEEP;
use crate::http::Exchange;
use bytes::BytesMut;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// Given up and kept for others, at most.
const SPARE: usize = 64;

/// What one connection gives up: nothing of a request is in the buffers, and the exchange is ended.
pub(super) struct Desk {
    pub(super) exchange: Rc<Exchange>,
    pub(super) input: BytesMut,
    pub(super) output: Vec<u8>,
}

/// Those that nobody needs. The exchanges still name the connection that had them last, so that many closed connections
/// (without their sockets) may live longer than they served.
#[derive(Default)]
pub(in crate::http) struct Desks {
    spare: RefCell<Vec<Desk>>,
    /// What connections hold that have given up their own. Ended, and never unshared, so that no request is read into it.
    nobody: OnceCell<Rc<Exchange>>,
}

impl Desks {
    /// An exchange that stands for none; `make` makes it if there was never one.
    pub(super) fn nobody(&self, make: impl FnOnce() -> Rc<Exchange>) -> Rc<Exchange> {
        self.nobody.get_or_init(make).clone()
    }

    pub(super) fn take(&self) -> Option<Desk> {
        self.spare.borrow_mut().pop()
    }

    pub(super) fn give(&self, desk: Desk) {
        debug_assert!(desk.exchange.is_ended() && desk.input.is_empty() && desk.output.is_empty());
        let mut spare = self.spare.borrow_mut();
        if spare.len() < SPARE && desk.input.capacity() <= KEEP && Rc::strong_count(&desk.exchange) == 1 {
            spare.push(desk);
        } else {
            drop(spare);
            drop(desk);
        }
    }

    /// How many there are.
    pub(in crate::http) fn spare(&self) -> usize {
        self.spare.borrow().len()
    }
}
