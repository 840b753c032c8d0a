//! What a fiber asks the coroutine it belongs to, on the fiber's own stack: which call comes next (the job's, then
//! those that were deferred, then what its context's destructors deferred), and what to do with the end of each.

use super::scheduler::end_request_of;
use super::{Coroutine, Job, end};
use crate::zend::{Owner, RawCall, Value, throw};

impl Owner for Coroutine {
    fn next_call(&self) -> Option<RawCall> {
        if !self.body_over.get() {
            return self.job.borrow().as_ref().map(Job::raw_call);
        }
        loop {
            if let Some((callable, params)) = self.defers.borrow().last() {
                self.deferred.set(self.defers.borrow().len() - 1);
                return Some(callable.raw_call(params));
            }
            // Here, and not by who collects it: destructors of what it held may wait, throw and defer.
            let context = self.context.take()?;
            drop(context);
            end::note_end(self);
        }
    }

    fn call_ended(&self, result: Value, returned: bool) -> bool {
        let taker = match &*self.job.borrow() {
            Some(Job::Work(work)) if self.asks.get() && !self.body_over.get() => Some(work.clone()),
            _ => None,
        };
        let returned = match taker {
            Some(work) => work.result(result, returned),
            None => {
                drop(result);
                returned
            }
        };
        if !returned {
            end::note_end(self);
        }
        if self.body_over.replace(true) {
            let over = self.defers.borrow_mut().remove(self.deferred.get());
            drop(over);
        } else if matches!(*self.job.borrow(), Some(Job::Call(..))) {
            self.release_arguments();
        }
        !self.defers.borrow().is_empty() || self.context.borrow().is_some()
    }

    fn state_ended(&self) {
        if throw::pending() {
            end::note_end(self);
        }
    }

    fn fatal(&self, _kind: i32, message: &str, place: &str) {
        end::note_fatal(self, message, place);
    }

    fn bailed_out(&self) {
        end_request_of(self);
    }
}
