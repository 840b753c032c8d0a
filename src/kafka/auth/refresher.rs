//! Answers librdkafka's questions for a token. One task on the loop per client; it ends with the client.
//!
//! States: *quiet* (waits for a question), *asking* (waits for the source), *pausing* (the source failed while the last token
//! is still good; asks again by itself). Rules:
//! 1. The task holds the client only while it is polled, so that whoever ends the client destroys it.
//! 2. Each question is answered once, by a token or by a failure; a failure makes librdkafka ask again ten seconds later.

use super::{Asked, Token, TokenSource};
use crate::error::Error;
use crate::kafka::client::{Log, Watched};
use crate::kafka::sys::{Event, Native, Queue};
use crate::time::{Sleep, sleep};
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};
use tokio::task::AbortHandle;

/// Between a failure and the next try, while the last token is still good.
const PAUSE: Duration = Duration::from_secs(10);

/// A client's tokens; dropped before the client.
pub(in crate::kafka) struct Refresher {
    shared: Rc<Shared>,
    task: AbortHandle,
}

struct Shared {
    watched: Watched,
    source: Rc<dyn TokenSource>,
    log: Log,
    /// When the token that librdkafka has ends.
    good_until: Cell<Option<SystemTime>>,
    /// Why brokers refuse tokens, once that was found out.
    reason: RefCell<Option<String>>,
    looking: Cell<bool>,
}

enum State {
    Quiet,
    Asking(Asked),
    Pausing(Pin<Box<Sleep>>),
}

impl Refresher {
    /// Begins to answer; needs a tokio `LocalRuntime`.
    pub(in crate::kafka) fn start(
        native: &Arc<Native>,
        source: Rc<dyn TokenSource>,
        log: Log,
    ) -> crate::error::Result<Refresher> {
        let queue = Queue::sasl(native).ok_or_else(|| Error::invalid("librdkafka has no queue for logins"))?;
        let shared = Rc::new(Shared {
            watched: Watched::new(queue)?,
            source,
            log,
            good_until: Cell::new(None),
            reason: RefCell::default(),
            looking: Cell::new(false),
        });
        let (weak, mut state) = (Rc::downgrade(&shared), State::Quiet);
        // Rule of `Watched`: the queue is looked at before it is waited for.
        let mut first = true;
        let drive = std::future::poll_fn(move |cx| drive(&weak, &mut state, &mut first, cx));
        let task = tokio::task::spawn_local(drive).abort_handle();
        Ok(Refresher { shared, task })
    }

    /// A broker refused the login: finds out why, in the background.
    pub(in crate::kafka) fn look_into(&self) {
        if self.shared.looking.replace(true) {
            return;
        }
        let Some(reason) = self.shared.source.explain_refusal() else { return };
        let shared = Rc::downgrade(&self.shared);
        tokio::task::spawn_local(async move {
            let found = reason.await;
            let Some(shared) = shared.upgrade() else { return };
            shared.looking.set(false);
            *shared.reason.borrow_mut() = found;
        });
    }

    /// What was found out.
    pub(in crate::kafka) fn reason(&self) -> Option<String> {
        self.shared.reason.borrow().clone()
    }

    /// Finds out why a broker refused the login; takes some seconds at most.
    pub(in crate::kafka) fn explanation(&self) -> Option<super::Reason> {
        self.shared.source.explain_refusal()
    }
}

impl Drop for Refresher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn drive(shared: &Weak<Shared>, state: &mut State, first: &mut bool, cx: &mut Context<'_>) -> Poll<()> {
    loop {
        let Some(shared) = shared.upgrade() else { return Poll::Ready(()) };
        let next = match state {
            State::Asking(asked) => {
                let answer = ready!(asked.as_mut().poll(cx));
                shared.answer(answer)
            }
            State::Pausing(pause) => {
                ready!(pause.as_mut().poll(cx));
                State::Asking(shared.source.token())
            }
            State::Quiet => {
                if !std::mem::take(first) {
                    ready!(shared.watched.poll_ready(cx));
                }
                if shared.is_asked() { State::Asking(shared.source.token()) } else { State::Quiet }
            }
        };
        *state = next;
    }
}

impl Shared {
    /// Reads the queue until it is empty; whether there was a question among it.
    fn is_asked(&self) -> bool {
        let mut asked = false;
        while let Some(event) = self.watched.next(0) {
            asked |= matches!(event, Event::TokenWanted);
        }
        asked
    }

    fn answer(&self, answer: crate::error::Result<Token>) -> State {
        let native = self.watched.queue().native();
        let refused = match &answer {
            Ok(token) => native.set_token(token).err().map(|why| format!("librdkafka does not take the token: {why}")),
            Err(error) => Some(error.message.clone()),
        };
        let Some(why) = refused else {
            self.good_until.set(answer.ok().map(|token| token.expires));
            return State::Quiet;
        };
        // Connections live on, and new ones can be made, until the token's end: nobody else need hear of it.
        if self.good_until.get().is_some_and(|end| end > SystemTime::now() + PAUSE) {
            (self.log)(4, &format!("Kafka login: no new token, the last one is still good: {why}"));
            return State::Pausing(Box::pin(sleep(PAUSE)));
        }
        native.set_token_failure(&why);
        State::Quiet
    }
}
