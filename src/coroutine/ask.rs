//! Calling PHP code in a coroutine of its own for what it returns. An exception is an answer too, for whoever asked: it is
//! not reported and ends nothing.

use super::scheduler::Driven;
use super::{End, Work};
use crate::zend::{Callable, RawCall, Value, throw};
use std::cell::Cell;
use std::rc::Rc;

/// How a question ended.
pub(crate) enum Answer {
    /// It returned this.
    Returned(Value),
    /// It threw this.
    Threw(Value),
    /// Neither: `exit`, a fatal error, the end of everything, or no coroutine could be made.
    Ended,
}

struct Question {
    callable: Callable,
    params: Vec<Value>,
    result: Cell<Option<Answer>>,
}

impl Work for Question {
    fn call(&self) -> RawCall {
        self.callable.raw_call(&self.params)
    }

    fn takes_result(&self) -> bool {
        true
    }

    fn result(&self, result: Value, returned: bool) -> bool {
        let answer = if returned { Some(Answer::Returned(result)) } else { throw::take_thrown().map(Answer::Threw) };
        let answered = answer.is_some();
        self.result.set(answer);
        answered
    }

    fn ended(self: Rc<Self>, _how: End) {}
}

/// Calls `callable` in a coroutine; ready when it is over, also what it deferred.
pub(crate) async fn ask(callable: Callable, params: Vec<Value>) -> Answer {
    let question = Rc::new(Question { callable, params, result: Cell::new(None) });
    Driven::new(question.clone()).await;
    question.result.take().unwrap_or(Answer::Ended)
}
