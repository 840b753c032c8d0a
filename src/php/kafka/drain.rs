//! The producers, consumers and admins of this process, so that the end of a worker, a user process or a `run()` can close them.
//! Loop thread.

use super::reader::Reader;
use super::sender::Sender;
use super::table_view::Running;
use crate::kafka::Admin;
use crate::time::Instant;
use crate::zend::PhpThread;
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::time::Duration;
use tokio::task::spawn_local;

/// How long the end may take when nobody has said: a script's `run()`, a user process that returned.
const PATIENCE: Duration = Duration::from_secs(10);

struct Clients {
    senders: RefCell<Vec<Weak<Sender>>>,
    readers: RefCell<Vec<Weak<Reader>>>,
    admins: RefCell<Vec<Weak<Admin>>>,
    views: RefCell<Vec<Weak<Running>>>,
    by: Cell<Option<Instant>>,
}

static CLIENTS: PhpThread<Clients> = PhpThread::new(Clients {
    senders: RefCell::new(Vec::new()),
    readers: RefCell::new(Vec::new()),
    admins: RefCell::new(Vec::new()),
    views: RefCell::new(Vec::new()),
    by: Cell::new(None),
});

fn register<T>(list: &RefCell<Vec<Weak<T>>>, client: &Rc<T>) {
    let mut list = list.borrow_mut();
    list.retain(|other| other.strong_count() > 0);
    list.push(Rc::downgrade(client));
}

pub(super) fn register_sender(sender: &Rc<Sender>) {
    register(&CLIENTS.senders, sender);
}

pub(super) fn register_reader(reader: &Rc<Reader>) {
    register(&CLIENTS.readers, reader);
}

pub(super) fn register_admin(admin: &Rc<Admin>) {
    register(&CLIENTS.admins, admin);
}

pub(super) fn register_view(view: &Rc<Running>) {
    register(&CLIENTS.views, view);
}

fn views() -> Vec<Rc<Running>> {
    CLIENTS.views.borrow().iter().filter_map(Weak::upgrade).collect()
}

fn senders() -> Vec<Rc<Sender>> {
    CLIENTS.senders.borrow().iter().filter_map(Weak::upgrade).filter(|sender| sender.is_open()).collect()
}

fn readers() -> Vec<Rc<Reader>> {
    CLIENTS.readers.borrow().iter().filter_map(Weak::upgrade).filter(|reader| reader.is_open()).collect()
}

/// The process is about to end: consumers hand out no more messages, so that loops over them end.
pub(in crate::php) fn finish() {
    readers().iter().for_each(|reader| reader.core.finish());
}

/// Whether this process has a consumer that is open.
pub(in crate::php) fn has_readers() -> bool {
    !readers().is_empty()
}

/// Waits until no consumer is open.
pub(super) async fn no_readers() {
    while let Some(reader) = readers().first() {
        reader.ended().await;
    }
}

/// Sets when the end of this process's loop has to be over.
pub(in crate::php) fn drain_by(instant: Instant) {
    CLIENTS.by.set(Some(instant));
}

/// Closes every client: producers deliver what they hold, consumers leave their groups. Awaited at the end of every loop,
/// when no coroutine is left that could use them.
pub(in crate::php) fn drain() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async {
        let by = CLIENTS.by.get().unwrap_or_else(|| Instant::now() + PATIENCE);
        let mut closing: Vec<_> = senders().into_iter().map(|sender| spawn_local(sender.drain(by))).collect();
        closing.extend(readers().into_iter().map(|reader| spawn_local(reader.drain(by))));
        let admins: Vec<_> = CLIENTS.admins.borrow().iter().filter_map(Weak::upgrade).collect();
        closing.extend(admins.into_iter().map(|admin| spawn_local(async move { admin.close().await })));
        closing.extend(views().into_iter().map(|view| spawn_local(async move { view.stop().await })));
        for task in closing {
            let _ = task.await;
        }
    })
}

/// Waits until the clients of now are closed and need no brokers any more. None when there are none.
pub(super) fn all_closed() -> Option<impl Future<Output = ()>> {
    let (senders, readers) = (senders(), readers());
    (!senders.is_empty() || !readers.is_empty()).then_some(async move {
        for sender in senders {
            sender.ended().await;
        }
        for reader in readers {
            reader.ended().await;
        }
    })
}
