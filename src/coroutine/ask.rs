//! Calling PHP code in a coroutine of its own for what it returns. An exception is an answer too, for whoever asked: it is
//! not reported and ends nothing.

use super::driven::Driven;
use super::{End, Work};
use crate::zend::{Callable, RawCall, Value, throw};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How a question ended.
pub(crate) enum Answer {
    /// It returned this.
    Returned(Value),
    /// It threw this.
    Threw(Value),
    /// Neither, and why not.
    CutOff(&'static str),
}

struct Question {
    callable: Callable,
    params: Vec<Value>,
    result: Cell<Option<Answer>>,
    end: RefCell<Option<End>>,
}

impl Work for Question {
    fn call(&self) -> RawCall {
        self.callable.raw_call(&self.params)
    }

    fn result(&self, result: Value, returned: bool) -> bool {
        let answer = if returned { Some(Answer::Returned(result)) } else { throw::take_thrown().map(Answer::Threw) };
        let answered = answer.is_some();
        self.result.set(answer);
        answered
    }

    fn ended(self: Rc<Self>, how: End) {
        *self.end.borrow_mut() = Some(how);
    }
}

/// Calls `callable` in a coroutine; ready when it is over, also what it deferred.
pub(crate) async fn ask(callable: Callable, params: Vec<Value>) -> Answer {
    let question = Rc::new(Question { callable, params, result: Cell::new(None), end: RefCell::new(None) });
    Driven::asking(question.clone()).await;
    question.result.take().unwrap_or_else(|| Answer::CutOff(cut_off(question.end.take())))
}

fn cut_off(end: Option<End>) -> &'static str {
    match end {
        Some(End::Exited(_)) => "it called exit()",
        Some(End::Failed) => "a fatal error ended it",
        Some(End::Refused(_)) => "too many coroutines exist",
        Some(End::Finished) | None => "it was told to end",
    }
}
