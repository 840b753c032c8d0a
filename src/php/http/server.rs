//! `Peregrine\Http\Server`: a Server whose requests go to PHP. The handler side: objects pooled, one coroutine a request.

use super::{request, response};
use crate::coroutine::{Driven, End};
use crate::http::{self, Exchange, Handler};
use crate::net::{self, ConnectionId};
use crate::php::server::Duties;
use crate::zend::{Callable, Class, Instance, PhpThread, Value};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use tokio::sync::Semaphore;

/// `Http\Server`
pub(crate) const HTTP_SERVER: Class = Class {
    name: "Peregrine\\Http\\Server",
    doc: "An HTTP/1.1 server: each request runs the `request` callback in a coroutine of its own.\n",
    parent: "Peregrine\\Server",
    ..Class::EMPTY
};

/// The objects of one request, kept for the next when PHP code let go of them.
struct Pair {
    request: Instance,
    response: Instance,
}

impl Pair {
    fn new(exchange: &Rc<Exchange>) -> Pair {
        Pair { request: request::make(exchange.clone()), response: response::make(exchange.clone()) }
    }

    fn show(&self, exchange: Option<&Rc<Exchange>>) {
        self.request.native::<request::Part>().show(exchange.cloned());
        self.response.native::<response::Part>().show(exchange.cloned());
    }

    /// The handler is over. True: the pair can be used again.
    fn finish(&self, end: &End) -> bool {
        let answers = self.response.native::<response::Part>();
        let response_is_ours = self.response.is_unshared();
        if response_is_ours || *end != End::Finished {
            answers.abandon();
        }
        if !response_is_ours || !self.request.is_unshared() || self.request.native::<request::Part>().has_parts() {
            return false;
        }
        self.request.forget_properties();
        self.response.forget_properties();
        self.show(None);
        true
    }
}

/// Runs the `request` callback.
pub(crate) struct PhpHandler {
    callback: Callable,
    pool: Rc<RefCell<Vec<Pair>>>,
    duties: Rc<Duties>,
    /// `enable_coroutine` is false: one request at a time.
    turn: Option<Rc<Semaphore>>,
}

const POOL: usize = 1024;

impl PhpHandler {
    pub(crate) fn new(callback: Callable, duties: Rc<Duties>, one_by_one: bool) -> PhpHandler {
        let turn = one_by_one.then(|| Rc::new(Semaphore::new(1)));
        PhpHandler { callback, pool: Rc::default(), duties, turn }
    }

    fn begin(&self, exchange: &Rc<Exchange>) -> Driven {
        let pair = self.pool.borrow_mut().pop();
        let pair = match pair {
            Some(pair) => {
                pair.show(Some(exchange));
                pair
            }
            None => Pair::new(exchange),
        };
        let params: Vec<Value> = vec![pair.request.value(), pair.response.value()];
        let (pool, duties) = (self.pool.clone(), self.duties.clone());
        let end = move |end: End| {
            if let End::Refused(reason) = &end {
                crate::log::write(crate::log::Level::Warning, &format!("a request could not be started: {reason}"));
            }
            if pair.finish(&end) && pool.borrow().len() < POOL {
                pool.borrow_mut().push(pair);
            }
            duties.request_ended();
        };
        Driven::new(self.callback.clone(), params, Box::new(end))
    }
}

/// A request being answered.
pub(crate) enum Answering {
    /// At once.
    Now(Driven),
    /// When its turn comes.
    InTurn(Pin<Box<dyn Future<Output = ()>>>),
}

impl Future for Answering {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Answering::Now(driven) => Pin::new(driven).poll(cx),
            Answering::InTurn(future) => future.as_mut().poll(cx),
        }
    }
}

impl Handler for PhpHandler {
    type Call = Answering;

    fn call(&self, exchange: &Rc<Exchange>) -> Answering {
        let driven = self.begin(exchange);
        match &self.turn {
            None => Answering::Now(driven),
            Some(turn) => {
                let turn = turn.clone();
                Answering::InTurn(Box::pin(async move {
                    let _mine = turn.acquire().await;
                    driven.await;
                }))
            }
        }
    }

    fn admits(&self) -> bool {
        self.duties.admits()
    }
}

static NET: PhpThread<RefCell<Option<Rc<net::Worker>>>> = PhpThread::new(RefCell::new(None));

/// The connections of this worker.
pub(crate) fn set_net(net: Option<Rc<net::Worker>>) {
    *NET.borrow_mut() = net;
}

/// The detached answer of that connection of this worker.
pub(super) fn detached(fd: i64) -> Option<Rc<Exchange>> {
    let net = NET.borrow().clone()?;
    http::detached(&net, ConnectionId::from_number(fd)?)
}
