//! What a worker knows of its connections: registry, counters, sweeper, drain. One per worker process, on its one
//! thread; the server reads the counters and calls `drain`.

use super::{Connection, ConnectionId};
use crate::error::{Error, Result};
use crate::sys;
use ring::rand::{SecureRandom, SystemRandom};
use slab::Slab;
use std::cell::{Cell, RefCell};
use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// How a worker is set up.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// The worker's slot (0 to 1,023), part of every connection id.
    pub slot: u16,
    /// Time between two looks at the deadlines, and so their precision. Default 1 s.
    pub sweep: Duration,
    /// More open connections than this are a crowd, in which those that wait hold as little as possible. Default 256.
    pub crowd: u64,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        WorkerOptions { slot: 0, sweep: Duration::from_secs(1), crowd: 256 }
    }
}

/// What happened in this worker since it started; `active` and `in_flight` are now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Connections accepted.
    pub accepted: u64,
    /// Connections closed.
    pub closed: u64,
    /// Connections open.
    pub active: u64,
    /// Requests handed to the handler.
    pub requests: u64,
    /// Requests handed to the handler whose answer is not ended.
    pub in_flight: u64,
    /// Requests whose client left before the answer was ended.
    pub aborted: u64,
    /// Requests refused before the handler (4xx, 5xx of the server's own).
    pub refused: u64,
}

/// The counters while they count, each in its own cell because some change with every request.
#[derive(Default)]
struct Counting {
    accepted: Cell<u64>,
    closed: Cell<u64>,
    requests: Cell<u64>,
    in_flight: Cell<u64>,
    aborted: Cell<u64>,
    refused: Cell<u64>,
}

fn add(cell: &Cell<u64>, by: u64) {
    cell.set(cell.get().wrapping_add(by));
}

/// Registry, counters and life cycle of one worker.
pub struct Worker {
    options: WorkerOptions,
    /// Where the generations of ids begin: elsewhere in each process of a slot, so that a number kept from an earlier one
    /// names nobody.
    first: u32,
    connections: RefCell<Slab<Rc<Connection>>>,
    counting: Counting,
    sweeps: Cell<u64>,
    drain: Cell<Option<u32>>,
    accepting: Cell<bool>,
    /// Whether `active` is above `options.crowd`: asked with every request.
    crowded: Cell<bool>,
    stop: Notify,
    closed: Notify,
}

/// Not the standard library's hasher: processes forked from one master would all get the same.
fn any_number() -> u32 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u32::from_ne_bytes(bytes),
        Err(_) => std::process::id().wrapping_mul(0x9E37_79B9),
    }
}

impl Worker {
    /// A worker that accepts. `run` must run as a task for deadlines to work.
    pub fn new(options: WorkerOptions) -> Rc<Worker> {
        Rc::new(Worker {
            options,
            first: any_number(),
            connections: RefCell::default(),
            counting: Counting::default(),
            sweeps: Cell::new(0),
            drain: Cell::new(None),
            accepting: Cell::new(true),
            crowded: Cell::new(false),
            stop: Notify::new(),
            closed: Notify::new(),
        })
    }

    /// The sweeper: expires what is overdue, once per sweep, for ever; returns only an error. However long the thread
    /// did not get to its events, that counts as one sweep against a peer.
    pub async fn run(self: Rc<Self>) -> Result<()> {
        // A timer of the kernel's: one of tokio's would cost every turn of the event loop.
        let ticker = sys::clock::ticker(self.options.sweep.max(Duration::from_millis(1)));
        let ticker = ticker.and_then(sys::watch::ticker).map_err(|e| Error::io("start the sweeper", e))?;
        loop {
            let mut ready = ticker.readable().await.map_err(|e| Error::io("wait for the sweeper", e))?;
            // The count is not needed, and there is nothing to read after a spurious wake.
            let _ = ticker.get_ref().read(&mut [0; 8]);
            ready.clear_ready();
            self.sweep();
        }
    }

    fn sweep(&self) {
        let sweeps = self.sweeps.get() + 1;
        self.sweeps.set(sweeps);
        for (_, connection) in self.connections.borrow().iter() {
            connection.expire_if_due(sweeps);
        }
    }

    /// How many sweeps `time` takes, rounded up so that no deadline is early; 0 (never) for zero.
    pub fn sweeps_in(&self, time: Duration) -> u32 {
        if time.is_zero() {
            return 0;
        }
        let sweeps = time.as_nanos().div_ceil(self.options.sweep.as_nanos().max(1));
        u32::try_from(sweeps).unwrap_or(u32::MAX - 1) + 1
    }

    /// How many sweeps there have been; what deadlines are counted in.
    pub fn sweeps(&self) -> u64 {
        self.sweeps.get()
    }

    /// The counters now.
    pub fn counters(&self) -> Counters {
        let Counting { accepted, closed, requests, in_flight, aborted, refused } = &self.counting;
        Counters {
            accepted: accepted.get(),
            closed: closed.get(),
            active: accepted.get() - closed.get(),
            requests: requests.get(),
            in_flight: in_flight.get(),
            aborted: aborted.get(),
            refused: refused.get(),
        }
    }

    /// Requests handed to the handler whose answer is not ended.
    pub fn in_flight(&self) -> u64 {
        self.counting.in_flight.get()
    }

    /// A request goes to the handler.
    pub fn count_request(&self) {
        add(&self.counting.requests, 1);
        add(&self.counting.in_flight, 1);
    }

    /// Its answer is ended, or lost (`aborted`).
    pub fn count_answer(&self, aborted: bool) {
        add(&self.counting.in_flight, 1u64.wrapping_neg());
        if aborted {
            add(&self.counting.aborted, 1);
        }
    }

    /// A request was refused by the server itself.
    pub fn count_refusal(&self) {
        add(&self.counting.refused, 1);
    }

    /// Whether so many connections are open that they should share what they can.
    #[inline]
    pub fn is_crowded(&self) -> bool {
        self.crowded.get()
    }

    /// Connections open.
    pub fn active(&self) -> u64 {
        self.counting.accepted.get() - self.counting.closed.get()
    }

    /// Takes an accepted stream into the registry.
    pub fn register(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr) -> Result<Rc<Connection>> {
        stream.set_nonblocking(true).map_err(|e| Error::io("make a connection non-blocking", e))?;
        // Answers are written whole; waiting for an acknowledgement would only delay them.
        let _ = stream.set_nodelay(true);
        let mut connections = self.connections.borrow_mut();
        let entry = connections.vacant_entry();
        let generation = self.first.wrapping_add(self.counting.accepted.get() as u32);
        let id = ConnectionId::new(self.options.slot, generation, entry.key());
        let connection = Connection::new(id, peer, stream, self.clone());
        let connection = Rc::new(connection.map_err(|e| Error::io("watch a connection", e))?);
        entry.insert(connection.clone());
        add(&self.counting.accepted, 1);
        self.crowded.set(self.active() > self.options.crowd);
        Ok(connection)
    }

    /// Closes a connection and takes it out of the registry.
    pub fn remove(&self, connection: &Connection, reset: bool) {
        connection.close(reset);
        let index = connection.id().index();
        let mut connections = self.connections.borrow_mut();
        if !connections.get(index).is_some_and(|c| c.id() == connection.id()) {
            return;
        }
        let removed = connections.remove(index);
        drop(connections);
        drop(removed);
        add(&self.counting.closed, 1);
        self.crowded.set(self.active() > self.options.crowd);
        if self.active() == 0 {
            self.closed.notify_waiters();
        }
    }

    /// The connection of that id, while it is open.
    pub fn connection(&self, id: ConnectionId) -> Option<Rc<Connection>> {
        self.connections.borrow().get(id.index()).filter(|c| c.id() == id).cloned()
    }

    /// Whether the id is, or was, of a connection of this worker: of one that is closed nobody else knows more.
    pub fn has_issued(&self, id: ConnectionId) -> bool {
        id.slot() == self.options.slot && id.is_among(self.first, self.counting.accepted.get())
    }

    /// The ids of all open connections.
    pub fn ids(&self) -> Vec<ConnectionId> {
        self.connections.borrow().iter().map(|(_, connection)| connection.id()).collect()
    }

    /// Whether answers should close their connections.
    pub fn is_draining(&self) -> bool {
        self.drain.get().is_some()
    }

    pub(super) fn drain_grace(&self) -> Option<u32> {
        self.drain.get()
    }

    /// From now on every answer closes its connection. Connections that wait for a request may still bring one within
    /// `grace` (zero: none), then they are closed.
    pub fn drain(&self, grace: Duration) {
        let sweeps = self.sweeps_in(grace);
        self.drain.set(Some(sweeps));
        for (_, connection) in self.connections.borrow().iter() {
            connection.drain(sweeps);
        }
    }

    /// Ready when no connection is open.
    pub async fn closed(&self) {
        while self.active() > 0 {
            self.closed.notified().await;
        }
    }

    /// Resets every connection; what was being answered is lost.
    pub fn close_all(&self) {
        let all: Vec<_> = self.connections.borrow().iter().map(|(_, connection)| connection.clone()).collect();
        for connection in all {
            self.remove(&connection, true);
        }
    }

    /// Whether new connections are taken.
    pub fn is_accepting(&self) -> bool {
        self.accepting.get()
    }

    /// Lets the accept loops end, each after it has taken what its queue holds.
    pub fn stop_accepting(&self) {
        self.accepting.set(false);
        self.stop.notify_waiters();
    }

    pub(super) async fn stopped(&self) {
        if self.accepting.get() {
            self.stop.notified().await;
        }
    }
}
