//! The events of a server and the callbacks for them.

use super::absent;
use crate::error::{Error, Result};
use crate::log::{self, Level};
use crate::options::nearest;
use crate::zend::{Callable, Stop, Value, throw};
use std::cell::RefCell;

/// What a callback can be given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Start,
    BeforeShutdown,
    Shutdown,
    ManagerStart,
    ManagerStop,
    BeforeReload,
    AfterReload,
    WorkerStart,
    WorkerStop,
    WorkerExit,
    WorkerError,
    PipeMessage,
    Request,
    /// With `Finish`: programs written for Swoole give it whether they have task workers or not.
    Task,
    Finish,
}

const NAMES: &[(&str, Event)] = &[
    ("start", Event::Start),
    ("beforeShutdown", Event::BeforeShutdown),
    ("shutdown", Event::Shutdown),
    ("managerStart", Event::ManagerStart),
    ("managerStop", Event::ManagerStop),
    ("beforeReload", Event::BeforeReload),
    ("afterReload", Event::AfterReload),
    ("workerStart", Event::WorkerStart),
    ("workerStop", Event::WorkerStop),
    ("workerExit", Event::WorkerExit),
    ("workerError", Event::WorkerError),
    ("pipeMessage", Event::PipeMessage),
    ("request", Event::Request),
    ("task", Event::Task),
    ("finish", Event::Finish),
];

impl Event {
    /// The event of that name, in any case.
    pub(super) fn named(name: &str) -> Result<Event> {
        let found = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, event)| *event).ok_or_else(|| {
            if let Some(instead) = absent::event(name) {
                return Error::invalid(format!("there is no event '{name}' as in Swoole: {instead}"));
            }
            let near = nearest(&name.to_lowercase(), NAMES.iter().map(|(n, _)| *n));
            let hint = near.map_or(String::new(), |n| format!(": did you mean '{n}'?"));
            Error::invalid(format!("unknown event '{name}'{hint}"))
        })
    }
}

/// The callbacks given so far.
#[derive(Default)]
pub(super) struct Callbacks(RefCell<Vec<(Event, Callable)>>);

impl Callbacks {
    /// Sets the callback of an event, replacing an earlier one.
    pub(super) fn set(&self, event: Event, callable: Callable) {
        let mut all = self.0.borrow_mut();
        all.retain(|(e, _)| *e != event);
        all.push((event, callable));
    }

    /// The callback of an event.
    pub(super) fn get(&self, event: Event) -> Option<Callable> {
        self.0.borrow().iter().find(|(e, _)| *e == event).map(|(_, callable)| callable.clone())
    }

    /// Calls it in the master, outside any coroutine; what it throws is reported and goes no further.
    pub(super) fn call_here(&self, event: Event, params: &[Value]) {
        let Some(callable) = self.get(event) else { return };
        match callable.call(params) {
            Ok(_) => {}
            Err(Stop::Thrown) => {
                let text = throw::exception_text();
                log::write(Level::Error, &format!("callback of {event:?}: {text}"));
            }
            Err(Stop::Bailout) => log::write(Level::Error, &format!("callback of {event:?} ended by a fatal error")),
        }
    }
}
