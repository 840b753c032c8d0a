//! `Peregrine\Kafka`: the classes over the core's `kafka`, and what they share: configuration arrays, durations,
//! waiting and the log.

pub(super) mod admin;
mod batch;
pub(super) mod consumer;
pub(super) mod dead_letter_topic;
pub(super) mod delivery_report;
pub(super) mod drain;
pub(super) mod failed_message;
mod failures;
mod feed;
mod headers;
mod lanes;
pub(super) mod message;
pub(super) mod mock_cluster;
mod places;
mod positions;
pub(super) mod producer;
mod reader;
mod sender;
mod signals;
pub(super) mod table_view;
mod tokens;
mod transactions;

use super::coroutine::CANCELED_EXCEPTION;
use super::exception::{ERROR_NAME, EXCEPTION};
use crate::coroutine::{self as core, Interrupt};
use crate::error::{Error, Kind};
use crate::kafka::Config;
use crate::log::{self, Level};
use crate::zend::{Call, Callable, Outcome, Stop, Thrown, Value, Zval, throw};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// The one option that is no text.
const TOKENS: &str = "oauthbearer_token_refresh_cb";

/// Stands for "no limit", and is short enough to be added to any clock.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// librdkafka's log lines in the process's log.
fn log_line(level: u8, text: &str) {
    let level = match level {
        0..=3 => Level::Error,
        4 => Level::Warning,
        5 => Level::Notice,
        6 => Level::Info,
        _ => Level::Debug,
    };
    log::write(level, text);
}

/// The configuration in argument `n`: librdkafka's keys, with values as PHP programs write them.
fn config(call: &Call<'_>, n: usize) -> Outcome<Config> {
    let mut config = Config::new();
    let mut callback = None;
    for (key, value) in call.array(n)?.elements().into_iter().flatten() {
        if key.text() == TOKENS {
            callback = Some(Callable::from_argument(value, n as u32 + 1).ok_or_else(|| not_callable(call, n, value))?);
            continue;
        }
        match text_of(value) {
            Some(text) => config.set(key.text(), text),
            None => {
                let sentence = format!("{} is {}; give a string, a number or a bool", key.text(), value.type_name());
                return Err(call.invalid(n, format!("is wrong: {sentence}")).into());
            }
        };
    }
    if let Some(callable) = callback {
        let about = config.get("sasl.oauthbearer.config").unwrap_or_default().to_owned();
        config.set_tokens(Rc::new(tokens::Callback { callable, config: about }));
    }
    Ok(config)
}

/// Says which element is meant, instead of PHP's word about the whole argument.
fn not_callable(call: &Call<'_>, n: usize, value: &Zval) -> Stop {
    drop(crate::zend::throw::take_thrown());
    let sentence = format!("{TOKENS} is {}, which cannot be called", value.type_name());
    call.invalid(n, format!("is wrong: {sentence}")).into()
}

fn text_of(value: &Zval) -> Option<String> {
    if let Some(on) = value.as_bool() {
        return Some(on.to_string());
    }
    let scalar = value.is_string() || value.as_long().is_some() || value.as_double().is_some_and(f64::is_finite);
    if scalar { value.to_str().map(|text| text.text().into_owned()) } else { None }
}

/// Throws unless the event loop runs, which `what` needs.
fn check_loop(what: &str) -> Result<(), Thrown> {
    if core::is_running() {
        return Ok(());
    }
    let where_ = "make it inside Peregrine\\run(), or from workerStart on in a server";
    Err(throw(ERROR_NAME, format!("a Kafka {what} needs the event loop: {where_}"), 0))
}

/// Throws what the core refused to make of argument `n`.
fn refused(call: &Call<'_>, n: usize, error: &Error) -> Thrown {
    match error.kind {
        Kind::Invalid => call.invalid(n, format!("is wrong: {}", error.message)),
        _ => throw(EXCEPTION.name, &error.message, i64::from(error.code)),
    }
}

/// librdkafka's statistics as PHP reads JSON.
fn statistics(json: Option<String>) -> Outcome<Option<Value>> {
    let Some(json) = json else { return Ok(None) };
    let Some(decode) = Callable::named("json_decode") else { return Err(Stop::Thrown) };
    decode.call(&[json.into(), true.into()]).map(Some)
}

/// Argument `n` in seconds, 0 or more.
fn seconds(call: &Call<'_>, n: usize, default: f64) -> Result<Duration, Thrown> {
    let seconds = call.double_or(n, default)?;
    if seconds.is_nan() || seconds < 0.0 {
        return Err(call.invalid(n, "must be 0 or more seconds"));
    }
    Ok(duration(seconds))
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(FOR_EVER).min(FOR_EVER)
}

/// Argument `n` as a partition, when it is given.
fn partition(call: &Call<'_>, n: usize) -> Result<Option<i32>, Thrown> {
    let Some(number) = call.optional_long(n)? else { return Ok(None) };
    let partition = i32::try_from(number).ok().filter(|p| *p >= 0);
    partition.map(Some).ok_or_else(|| call.invalid(n, "must be from 0 to 2147483647"))
}

/// Waits for `future`, which is polled at once: what needs no waiting parks nobody, and a message is on its way before
/// its coroutine parks.
fn wait<F: Future>(what: &'static str, future: F) -> Result<F::Output, Interrupt> {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => core::future(what, future),
    }
}

/// What interrupted a wait whose method has no other way to say so, as an exception.
fn interrupted(interrupt: Interrupt, text: &str) -> Stop {
    match interrupt {
        Interrupt::Stop(stop) => stop,
        Interrupt::Cancelled | Interrupt::TimedOut => throw(CANCELED_EXCEPTION.name, text, 0).into(),
    }
}
