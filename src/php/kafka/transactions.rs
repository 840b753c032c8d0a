//! The transactional methods of `Peregrine\Kafka\Producer`.

use super::consumer::{self, CONSUMER};
use super::producer::Part;
use super::{interrupted, places, seconds, wait};
use crate::kafka::{Producer, Result};
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Call, Outcome, native};

/// Waits for the end of a transactional call.
fn called(what: &'static str, future: impl Future<Output = Result<()>>) -> Outcome {
    let waited = wait(what, future)
        .map_err(|interrupt| interrupted(interrupt, "the wait was cancelled; what it waited for goes on"))?;
    waited.map_err(|error| thrown(&error).into())
}

fn producer<'a>(call: &Call<'a>) -> Outcome<&'a Producer> {
    Ok(&call.this::<Part>()?.0.core)
}

pub(super) fn init(call: &Call<'_>) -> Outcome {
    called("Kafka to initialize transactions", producer(call)?.init_transactions(seconds(call, 0, 60.0)?))
}

pub(super) fn begin(call: &Call<'_>) -> Outcome {
    called("Kafka to begin a transaction", producer(call)?.begin_transaction())
}

pub(super) fn commit(call: &Call<'_>) -> Outcome {
    called("Kafka to commit a transaction", producer(call)?.commit_transaction(seconds(call, 0, 60.0)?))
}

pub(super) fn abort(call: &Call<'_>) -> Outcome {
    called("Kafka to abort a transaction", producer(call)?.abort_transaction(seconds(call, 0, 60.0)?))
}

pub(super) fn send_offsets(call: &Call<'_>) -> Outcome {
    let producer = producer(call)?;
    let found = call.arg(0).and_then(|consumer| native::<consumer::Part>(consumer));
    let consumer = &found.ok_or_else(|| call.wrong_class(0, CONSUMER.name))?.reader.core;
    let timeout = seconds(call, 2, 60.0)?;
    let offsets = if call.has(1) {
        places::given_offsets(call, 1, 0, false)?
    } else {
        let positions = consumer.positions().map_err(|error| thrown(&error))?;
        positions.into_iter().filter(|p| p.offset.is_some()).collect()
    };
    called("Kafka to take offsets into a transaction", producer.send_offsets(consumer, &offsets, timeout))
}
