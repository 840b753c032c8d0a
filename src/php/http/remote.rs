//! A detached answer of another process of the server, as `Response::create()` gives it: what is called here is ordered over
//! a line, and its owner does it. Whether a connection is open, and closing it, is asked in the same way. And the owner's
//! side of such a line. Every call waits for its outcome, which is how a slow
//! client parks a writer of another process.

use crate::coroutine::{self as core, Interrupt};
use crate::error::{Kind, Result};
use crate::http::detached_of;
use crate::http::order::{Act, Draft, Fate, Order};
use crate::net::{Connection, ConnectionId};
use crate::server::{Handle, Line};
use crate::zend::{Outcome, PhpThread, throw::warn};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::sync::Mutex;

static HANDLE: PhpThread<RefCell<Option<Handle>>> = PhpThread::new(RefCell::new(None));

/// The server this process belongs to.
pub(crate) fn set_handle(handle: Option<Handle>) {
    *HANDLE.borrow_mut() = handle;
}

/// See above.
pub(super) struct Remote {
    number: i64,
    /// `None`: it broke off.
    line: Mutex<Option<Line>>,
    head_sent: Cell<bool>,
    ended: Cell<bool>,
    /// It ended there, and not by what was asked here.
    lost: Cell<bool>,
}

impl Remote {
    /// The detached answer of that connection; `None` when its owner has none. Waits for the owner.
    pub(super) fn find(number: i64) -> Outcome<Option<Rc<Remote>>> {
        if core::current_id() <= 0 {
            return Ok(None);
        }
        let Some(remote) = Remote::open(number)? else { return Ok(None) };
        Ok(remote.order(Order::default())?.then(|| Rc::new(remote)))
    }

    /// A line to the worker that has the connection, or had it; `None` when there is no such worker.
    fn open(number: i64) -> Outcome<Option<Remote>> {
        let handle = HANDLE.borrow().clone();
        let (Some(handle), Some(id)) = (handle, ConnectionId::from_number(number)) else { return Ok(None) };
        let slot = usize::from(id.slot());
        if slot >= handle.settings().worker_num {
            return Ok(None);
        }
        let opened = wait(async move { handle.open_line(slot, number).await })?;
        let Some(line) = opened else { return Ok(None) };
        let line = Mutex::new(Some(line));
        let (head_sent, ended, lost) = Default::default();
        Ok(Some(Remote { number, line, head_sent, ended, lost }))
    }

    /// The connection's number.
    pub(super) fn number(&self) -> i64 {
        self.number
    }

    pub(super) fn is_head_sent(&self) -> bool {
        self.head_sent.get()
    }

    pub(super) fn is_ended(&self) -> bool {
        self.ended.get()
    }

    /// Whether its client left, or its owner, or somebody else ended it: nothing to be warned of.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.get()
    }

    /// Whether it can still be written to, as its owner sees it.
    pub(super) fn is_writable(&self) -> Outcome<bool> {
        Ok(!self.ended.get() && self.order(Order::default())?)
    }

    /// Has it done. False: the client is gone, or its owner is, or (with a warning) it cannot be done.
    pub(super) fn act(&self, draft: Option<Draft>, act: Act) -> Outcome<bool> {
        self.order(Order { draft, act })
    }

    fn order(&self, order: Order) -> Outcome<bool> {
        let fate = wait(self.ask(order.encode()))?;
        match fate {
            Some(Fate::Done { head_sent, ended }) => {
                self.head_sent.set(head_sent);
                self.ended.set(ended);
                return Ok(true);
            }
            Some(Fate::Refused(why)) => warn(why),
            Some(Fate::Closed) | None => {
                self.ended.set(true);
                self.lost.set(true);
            }
        }
        Ok(false)
    }

    /// One order at a time. Who gives up while he waits takes the line with him: its next message would be another's.
    async fn ask(&self, order: Vec<u8>) -> Result<Fate> {
        let gone = || crate::error::Error::new(Kind::Closed, "the worker that has the connection is gone");
        let mut place = self.line.lock().await;
        let mut line = place.take().ok_or_else(gone)?;
        line.send(order).await?;
        let fate = Fate::decode(&line.receive().await?.ok_or_else(gone)?)?;
        *place = Some(line);
        Ok(fate)
    }
}

/// Has the worker that has the connection do this to it; false when it is not open there. Inside a coroutine only.
pub(in crate::php) fn on_connection(number: i64, act: Act) -> Outcome<bool> {
    match Remote::open(number)? {
        Some(remote) => remote.act(None, act),
        None => Ok(false),
    }
}

/// The outcome; `None`, with a warning when that is not life, where there is none.
fn wait<T>(asked: impl Future<Output = Result<T>>) -> Outcome<Option<T>> {
    match core::future("another worker", asked) {
        Ok(Ok(value)) => Ok(Some(value)),
        Ok(Err(error)) => {
            if error.kind != Kind::Closed {
                warn(&error.message);
            }
            Ok(None)
        }
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(_) => Ok(None),
    }
}

/// The owner's side: carries out what comes, until the other end is gone or the answer is ended.
pub(crate) async fn serve(connection: Rc<Connection>, mut line: Line) {
    let exchange = detached_of(&connection);
    while let Ok(Some(bytes)) = line.receive().await {
        let fate = match Order::decode(&bytes) {
            Ok(order) => order.carry_out(&connection, exchange.as_ref()).await,
            Err(error) => Fate::Refused(error.message),
        };
        let is_over = exchange.as_ref().is_some_and(|exchange| exchange.is_ended());
        if line.send(fate.encode()).await.is_err() || is_over {
            return;
        }
    }
}
