//! Coroutines as futures: who polls what a coroutine waits for and enters it again when that is ready. Either a task of
//! its own, spawned when it first waits, or the task that holds it as a future (`Driven`: a connection's).

use super::scheduler::{dismiss, enter, prepare};
use super::{Co, End, Job, Wake, Work};
use crate::zend::{Callable, RawCall, Request, Value};
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The task of a coroutine that waits for futures and is nobody else's to poll.
struct Drive {
    co: Co,
    id: i64,
}

impl Future for Drive {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        poll_coroutine(&self.co, self.id, cx)
    }
}

/// Makes sure that somebody polls what `co` waits for.
pub(super) fn drive(co: &Co) {
    match &*co.driver.borrow() {
        Some(driver) => driver.wake_by_ref(),
        None => drop(tokio::task::spawn_local(Drive { co: co.clone(), id: co.id() })),
    }
}

fn poll_coroutine(co: &Co, id: i64, cx: &mut Context<'_>) -> Poll<()> {
    if co.id() != id {
        return Poll::Ready(());
    }
    if co.suspension.poll(cx) {
        co.wake.set(Wake::Resumed);
        co.suspension.with_context(cx, || enter(co, false));
        if co.id() != id {
            return Poll::Ready(());
        }
    }
    let mut driver = co.driver.borrow_mut();
    if !driver.as_ref().is_some_and(|d| d.will_wake(cx.waker())) {
        *driver = Some(cx.waker().clone());
    }
    Poll::Pending
}

/// A coroutine as a future, polled inside another task (a connection's): begun by the first poll.
pub(crate) struct Driven {
    work: Option<Rc<dyn Work>>,
    /// What its request state is for, when it has one.
    request: Option<Box<dyn Request>>,
    /// It takes what its call returns.
    asks: bool,
    begun: Option<(Co, i64)>,
}

impl Driven {
    /// The client of its request has left: cancels it where it waits, unless `ignore_user_abort` is on in its request state; if
    /// it has not begun, it never will.
    #[cold]
    pub(crate) fn client_left(&mut self) {
        if let Some(work) = self.work.take() {
            self.request = None;
            return work.ended(End::Finished);
        }
        if let Some((co, id)) = &self.begun
            && co.id() == *id
            && !co.fiber.client_left()
        {
            dismiss(co, "its client had left");
        }
    }

    /// Will do this work.
    pub(crate) fn new(work: Rc<dyn Work>) -> Driven {
        Driven { work: Some(work), request: None, asks: false, begun: None }
    }

    /// Will do this work, which takes what its call returns.
    pub(super) fn asking(work: Rc<dyn Work>) -> Driven {
        Driven { asks: true, ..Driven::new(work) }
    }

    /// Will do this work in a request state of its own.
    pub(crate) fn isolated(work: Rc<dyn Work>, request: Box<dyn Request>) -> Driven {
        Driven { request: Some(request), ..Driven::new(work) }
    }

    fn begin(&mut self, work: Rc<dyn Work>, cx: &mut Context<'_>) -> Poll<()> {
        let co = match prepare(Job::Work(work.clone())) {
            Ok(co) => co,
            Err(reason) => {
                work.ended(End::Refused(reason));
                return Poll::Ready(());
            }
        };
        drop(work);
        co.asks.set(self.asks);
        let id = co.id();
        if let Some(request) = self.request.take() {
            co.fiber.isolate(Some(request));
        }
        co.suspension.with_context(cx, || enter(&co, true));
        if co.id() != id {
            return Poll::Ready(());
        }
        *co.driver.borrow_mut() = Some(cx.waker().clone());
        self.begun = Some((co, id));
        Poll::Pending
    }
}

impl Future for Driven {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(work) = self.work.take() {
            return self.begin(work, cx);
        }
        self.begun.as_ref().map_or(Poll::Ready(()), |(co, id)| poll_coroutine(co, *id, cx))
    }
}

/// What hears how a coroutine ended.
type Ended = Box<dyn FnOnce(End)>;

/// A callable with its arguments as work of its own.
struct Called {
    callable: Callable,
    params: Vec<Value>,
    ended: Cell<Option<Ended>>,
}

impl Work for Called {
    fn call(&self) -> RawCall {
        self.callable.raw_call(&self.params)
    }

    fn ended(self: Rc<Self>, how: End) {
        if let Some(tell) = self.ended.take() {
            tell(how);
        }
    }
}

/// Calls `callable` in a coroutine; ready when it has ended, `ended` has heard how.
pub(crate) fn called(callable: Callable, params: Vec<Value>, ended: impl FnOnce(End) + 'static) -> Driven {
    let ended: Ended = Box::new(ended);
    Driven::new(Rc::new(Called { callable, params, ended: Cell::new(Some(ended)) }))
}
