//! What became of the requests of one kind of connection.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(crate) struct Tally {
    answered: Cell<u64>,
    connections: Cell<u64>,
    refused: Cell<u64>,
    /// Processes that answered.
    workers: RefCell<BTreeSet<Vec<u8>>>,
    errors: RefCell<BTreeMap<String, u64>>,
}

impl Tally {
    /// An answer arrived whole, from this process.
    pub(crate) fn answered(&self, worker: &[u8]) {
        self.answered.set(self.answered.get() + 1);
        if !self.workers.borrow().contains(worker) {
            self.workers.borrow_mut().insert(worker.to_owned());
        }
    }

    pub(crate) fn connected(&self) {
        self.connections.set(self.connections.get() + 1);
    }

    /// The server did not begin a request, and said so.
    pub(crate) fn refused(&self) {
        self.refused.set(self.refused.get() + 1);
    }

    pub(crate) fn error(&self, text: String) {
        *self.errors.borrow_mut().entry(text).or_default() += 1;
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.errors.borrow().is_empty() && self.answered.get() > 0
    }

    pub(crate) fn print(&self, name: &str) {
        let errors = self.errors.borrow();
        println!(
            "{name}: {} answered by {} workers over {} connections, {} refused and asked again, {} errors",
            self.answered.get(),
            self.workers.borrow().len(),
            self.connections.get(),
            self.refused.get(),
            errors.values().sum::<u64>(),
        );
        errors.iter().for_each(|(text, count)| println!("  {count} × {text}"));
    }
}
