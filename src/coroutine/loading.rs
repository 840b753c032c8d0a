//! Who loads which class, and who waits until it is there. PHP's own mark for "this class is being loaded" belongs to the
//! process: to other coroutines it says "not found". This one belongs to a coroutine. Runs on the PHP thread.
//!
//! 1. A load has one owner. Others that want the class wait for its end and look again.
//! 2. `WAITS` has an edge for each coroutine that waits. Nobody adds the edge that would close a circle: who would, loads
//!    the class itself, beside the other.

use super::{Interrupt, State, current_id, find, future, sleep};
use crate::zend::{Loader, PhpThread, Place, Turn};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

struct Load {
    class: Box<[u8]>,
    owner: i64,
    over: Rc<Notify>,
}

impl Load {
    fn is(&self, class: &[u8]) -> bool {
        *self.class == *class
    }
}

fn begin(class: &[u8], owner: i64) {
    LOADS.borrow_mut().push(Load { class: class.into(), owner, over: Rc::default() });
}

/// `waiter` waits for `owner`.
struct Wait {
    waiter: i64,
    owner: i64,
}

static LOADS: PhpThread<RefCell<Vec<Load>>> = PhpThread::new(RefCell::new(Vec::new()));
static WAITS: PhpThread<RefCell<Vec<Wait>>> = PhpThread::new(RefCell::new(Vec::new()));

/// What the hooks of PHP's autoloading and includes ask.
pub(crate) struct Loads;

/// The longest pause between two looks at whether another coroutine is through with a file.
const PAUSE: Duration = Duration::from_millis(32);

impl Loader for Loads {
    fn take(&self, class: &[u8]) -> Turn {
        let me = current_id();
        if LOADS.borrow().iter().any(|load| load.is(class) && load.owner == me) {
            return Turn::Nested;
        }
        let other = LOADS.borrow().iter().find(|load| load.is(class)).map(|load| (load.owner, load.over.clone()));
        if let Some((owner, over)) = other {
            let turn = waiting_for(me, owner, || future("a class that another coroutine loads", over.notified()));
            if turn != Turn::Circle {
                return turn;
            }
        }
        begin(class, me);
        Turn::Mine
    }

    fn claim(&self, class: &[u8]) -> bool {
        let is_free = !LOADS.borrow().iter().any(|load| load.is(class));
        if is_free {
            begin(class, current_id());
        }
        is_free
    }

    fn give(&self, class: &[u8]) {
        let me = current_id();
        let at = LOADS.borrow().iter().position(|load| load.is(class) && load.owner == me);
        if let Some(at) = at {
            LOADS.borrow_mut().swap_remove(at).over.notify_waiters();
        }
    }

    fn pause(&self, owner: i64, attempt: u32) -> Turn {
        let me = current_id();
        if is_ancestor(owner, me) {
            return Turn::Circle;
        }
        let pause = Duration::from_millis(1 << attempt.min(5)).min(PAUSE);
        waiting_for(me, owner, || sleep(pause))
    }

    fn running(&self) -> i64 {
        current_id()
    }

    fn place(&self, id: i64) -> Place {
        match find(id) {
            None => Place::Gone,
            Some(co) if matches!(co.state(), State::Parked(_)) => Place::Parked(co.fiber.frame()),
            Some(_) => Place::Running,
        }
    }
}

/// Waits, unless `owner` waits for us, directly or round a corner.
fn waiting_for(me: i64, owner: i64, wait: impl FnOnce() -> Result<(), Interrupt>) -> Turn {
    if waits_for(owner, me) {
        return Turn::Circle;
    }
    WAITS.borrow_mut().push(Wait { waiter: me, owner });
    let result = wait();
    WAITS.borrow_mut().retain(|edge| edge.waiter != me);
    match result {
        Err(Interrupt::Stop(_)) => Turn::Stopped,
        // A class is there or is not: this wait has no way to say "cancelled".
        _ => Turn::Waited,
    }
}

fn waits_for(mut waiter: i64, owner: i64) -> bool {
    let waits = WAITS.borrow();
    while let Some(edge) = waits.iter().find(|edge| edge.waiter == waiter) {
        if edge.owner == owner {
            return true;
        }
        waiter = edge.owner;
    }
    false
}

/// Whether `ancestor` started `id`, or who started it.
fn is_ancestor(ancestor: i64, mut id: i64) -> bool {
    while let Some(co) = find(id) {
        id = co.parent();
        if id == ancestor {
            return true;
        }
    }
    false
}

/// In a forked child: the parent's loads are not ours.
pub(super) fn forget_all() {
    LOADS.take();
    WAITS.take();
}
