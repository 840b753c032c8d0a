//! `Peregrine\Http\Server`: a Server whose requests go to PHP. The handler side: objects pooled, one coroutine a request.

use super::turn::Turn;
use super::{request, response, sapi};
use crate::coroutine::{Driven, End, Work};
use crate::http::{self, Exchange, Front, Handler, Intercept};
use crate::log::{self, Level};
use crate::net::{self, ConnectionId};
use crate::php::server::Duties;
use crate::zend::{Callable, Class, PhpThread, RawCall, Value, native};
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// `Http\Server`
pub(crate) const HTTP_SERVER: Class = Class {
    name: "Peregrine\\Http\\Server",
    doc: "An HTTP/1.1 and HTTP/2 server, with or without TLS: each request runs the `request` callback in a coroutine of its own.\n",
    parent: "Peregrine\\Server",
    ..Class::EMPTY
};

/// The objects of one request; kept for the next when PHP code let go of them.
pub(super) struct Pair {
    /// Request and Response, as the callback's arguments.
    objects: [Value; 2],
    shared: Rc<Shared>,
    /// `request_timeout` has passed, which is said once.
    overdue: Cell<bool>,
}

struct Shared {
    callback: Callable,
    pool: RefCell<Vec<Rc<Pair>>>,
    duties: Rc<Duties>,
}

impl Pair {
    fn new(exchange: &Rc<Exchange>, shared: &Rc<Shared>) -> Pair {
        let objects = [request::make(exchange.clone()), response::make(exchange.clone())].map(|o| o.value());
        Pair { objects, shared: shared.clone(), overdue: Cell::new(false) }
    }

    fn request(&self) -> &request::Part {
        native(&self.objects[0]).expect("a Request")
    }

    pub(super) fn response(&self) -> &response::Part {
        native(&self.objects[1]).expect("a Response")
    }

    /// Whether PHP code still holds the Response.
    pub(super) fn is_response_held(&self) -> bool {
        !self.objects[1].is_unshared_object()
    }

    fn show(&self, exchange: &Rc<Exchange>) {
        self.request().show(Some(exchange.clone()));
        self.response().show(exchange.clone());
        self.overdue.set(false);
    }

    /// The handler is over. True: the pair can be used again.
    fn finish(&self, end: &End) -> bool {
        let [request, response] = self.objects.each_ref().map(|o| o.is_unshared_object());
        if response || *end != End::Finished {
            self.response().abandon();
        } else if let Some(exchange) = self.response().exchange() {
            self.shared.duties.keep(&exchange);
        }
        if !request || !response || self.request().has_parts() {
            return false;
        }
        self.request().show(None);
        self.response().forget();
        self.objects.iter().for_each(|o| o.forget_properties());
        true
    }
}

impl Work for Pair {
    fn call(&self) -> RawCall {
        self.shared.callback.raw_call(&self.objects)
    }

    fn ended(self: Rc<Self>, how: End) {
        if let End::Refused(reason) = &how {
            log::write(Level::Warning, &format!("a request could not be started: {reason}"));
            self.response().fail(503);
        }
        let shared = self.shared.clone();
        if self.finish(&how) && shared.pool.borrow().len() < POOL {
            shared.pool.borrow_mut().push(self);
        }
        shared.duties.request_ended();
    }

    fn overdue(&self) -> bool {
        if self.overdue.replace(true) {
            return false;
        }
        self.response().fail(504);
        true
    }
}

/// Runs the `request` callback.
pub(crate) struct PhpHandler {
    shared: Rc<Shared>,
    /// Answers some requests without PHP.
    front: Option<Rc<Front>>,
    /// Requests do not begin as they come.
    turn: Option<Turn>,
    manner: Manner,
}

/// How requests are run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// One after the other.
    pub(crate) one_by_one: bool,
    /// A client that leaves cancels its request.
    pub(crate) cancels: bool,
    /// `request_state` is true: each has PHP's process-wide values of its own.
    pub(crate) isolates: bool,
}

impl Manner {
    /// Requests begin as they come and end as they like, in the process's state.
    fn is_plain(self) -> bool {
        !self.one_by_one && !self.cancels && !self.isolates
    }
}

const POOL: usize = 1024;

impl PhpHandler {
    pub(crate) fn new(callback: Callable, duties: Rc<Duties>, manner: Manner) -> PhpHandler {
        let shared = Rc::new(Shared { callback, pool: RefCell::default(), duties });
        PhpHandler { shared, front: None, turn: Turn::of(manner), manner }
    }

    /// Has this asked first.
    pub(crate) fn behind(self, front: Option<Rc<Front>>) -> PhpHandler {
        PhpHandler { front, ..self }
    }

    /// To PHP with it.
    fn answer(&self, exchange: &Rc<Exchange>) -> Answering {
        let driven = self.begin(exchange);
        if self.manner.is_plain() { Answering::Now(driven) } else { self.answer_in_its_way(driven, exchange) }
    }

    #[cold]
    fn answer_in_its_way(&self, driven: Driven, exchange: &Rc<Exchange>) -> Answering {
        let call = if self.manner.cancels {
            Answering::While(Box::new(Interruptible { driven, exchange: Some(exchange.clone()) }))
        } else {
            Answering::Now(driven)
        };
        match &self.turn {
            None => call,
            Some(turn) if turn.holds(self.shared.duties.in_flight()) => {
                Answering::InTurn(Box::pin(turn.clone().run(call)))
            }
            Some(_) => call,
        }
    }

    #[cold]
    fn ask_front(&self, front: &Front, exchange: &Rc<Exchange>) -> Answering {
        match front.intercept(exchange) {
            Intercept::Pass => self.answer(exchange),
            Intercept::Answered => {
                self.shared.duties.file_sent();
                Answering::Done
            }
            Intercept::Wait(answered) => {
                let (shared, turn, manner) = (self.shared.clone(), self.turn.clone(), self.manner);
                let this = PhpHandler { shared, front: None, turn, manner };
                let exchange = exchange.clone();
                Answering::InTurn(Box::pin(async move {
                    if answered.await {
                        this.shared.duties.file_sent();
                    } else {
                        this.answer(&exchange).await;
                    }
                }))
            }
        }
    }

    fn begin(&self, exchange: &Rc<Exchange>) -> Driven {
        let pooled = self.shared.pool.borrow_mut().pop();
        let pair = match pooled {
            Some(pair) => {
                pair.show(exchange);
                pair
            }
            None => Rc::new(Pair::new(exchange, &self.shared)),
        };
        if self.manner.isolates {
            return isolated(pair, exchange);
        }
        Driven::new(pair)
    }
}

#[cold]
fn isolated(pair: Rc<Pair>, exchange: &Rc<Exchange>) -> Driven {
    let request = sapi::Sapi::new(exchange.clone(), pair.clone());
    Driven::isolated(pair, Box::new(request))
}

/// A request that its client's leaving cancels, once.
pub(crate) struct Interruptible {
    driven: Driven,
    exchange: Option<Rc<Exchange>>,
}

impl Interruptible {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.exchange.as_ref().is_some_and(|e| e.is_lost()) {
            self.exchange = None;
            self.driven.client_left();
        }
        Pin::new(&mut self.driven).poll(cx)
    }
}

/// A request being answered.
pub(crate) enum Answering {
    /// At once.
    Now(Driven),
    /// At once, and cancelled when the client leaves.
    While(Box<Interruptible>),
    /// When its turn comes.
    InTurn(Pin<Box<dyn Future<Output = ()>>>),
    /// It is answered.
    Done,
}

impl Future for Answering {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Answering::Now(driven) => Pin::new(driven).poll(cx),
            Answering::While(interruptible) => interruptible.poll(cx),
            Answering::InTurn(future) => future.as_mut().poll(cx),
            Answering::Done => Poll::Ready(()),
        }
    }
}

impl Handler for PhpHandler {
    type Call = Answering;

    fn call(&self, exchange: &Rc<Exchange>) -> Answering {
        match &self.front {
            None => self.answer(exchange),
            Some(front) => self.ask_front(front, exchange),
        }
    }

    fn admits(&self) -> bool {
        self.shared.duties.admits()
    }
}

static NET: PhpThread<RefCell<Option<Rc<net::Worker>>>> = PhpThread::new(RefCell::new(None));

/// The connections of this worker.
pub(crate) fn set_net(net: Option<Rc<net::Worker>>) {
    *NET.borrow_mut() = net;
}

/// The same, for who asks.
pub(in crate::php) fn net() -> Option<Rc<net::Worker>> {
    NET.borrow().clone()
}

/// The detached answer of that connection of this worker.
pub(crate) fn detached(fd: i64) -> Option<Rc<Exchange>> {
    http::detached(&*net()?, ConnectionId::from_number(fd)?)
}
