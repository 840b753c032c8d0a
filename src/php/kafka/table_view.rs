//! `Peregrine\Kafka\TableView`: the newest message of each key of a topic as a row of a Table that all processes read.

mod following;
mod mapping;
mod shared;

use super::{check_loop, config, drain, refused, wait};
use crate::coroutine::{CallbackDue, Interrupt};
use crate::kafka::TopicReader;
use crate::php::exception::EXCEPTION;
use crate::php::table::{TABLE, shared as shared_table};
use crate::time::{sleep, timeout};
use crate::zend::{Access, Array, Call, Class, Kind, Outcome, functions, throw};
use following::{View, follow};
use mapping::Mapping;
use shared::{Figure, Shared};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// `Kafka\TableView`
pub(in crate::php) const TABLE_VIEW: Class = Class {
    name: "Peregrine\\Kafka\\TableView",
    doc: concat!(
        "Keeps a Table as a compacted topic is: of each key the newest message is a row, a tombstone (null) deletes it. So\n",
        "any number of machines share rows that are read at memory speed and changed by sending a message.\n\n",
        "Made before `Server::start()`, like its Table; each worker calls `start()` in `workerStart`. One process at a time\n",
        "reads the topic, all read the rows. When it ends or is killed, the next one goes on from where it was; the rows stay\n",
        "meanwhile. Nobody else should write to the Table.\n\n",
        "A message that cannot become a row (no key, a key over 64 bytes, a value its column cannot take, a full Table) is\n",
        "logged and counted; the row that was there stays.\n",
    ),
    kind: Kind::Native,
    access: Access::Final,
    methods: functions! {
        /// A view of `$topic` in `$table`, which is created already. The message's key is the row's.
        ///
        /// @param array<string, string|int|float|bool|callable> $config as a Consumer's; `group.id` may be left out: nothing
        ///     is committed, and no group is joined
        /// @param ?callable $map `fn(\Peregrine\Kafka\Message $message): ?array` gives the columns of a row, null deletes it.
        ///     Without one the value is a JSON object whose fields are columns; other fields are passed over, lists and
        ///     objects are kept as JSON. Columns that are not given are 0, 0.0 or "".
        /// @throws \ValueError for a key that librdkafka does not have, a wrong value, or an empty topic
        /// @throws \TypeError when `$map` cannot be called
        /// @throws \Peregrine\Exception when the system gives no memory
        "public function __construct(Peregrine\\Table $table, #[\\SensitiveParameter] array $config, string $topic, ?callable $map = null)" => construct;
        /// From now on this process reads the topic whenever no other does. A second call does nothing.
        ///
        /// @throws \Peregrine\Error outside the event loop
        "public function start(): void" => start;
        /// Lets another process read the topic; waits for librdkafka's end. The end of a worker or of `run()` does this, too.
        "public function stop(): void" => stop;
        /// Whether every message that was in the topic when it was first read is in the rows. Stays true from then on.
        "public function isReady(): bool" => is_ready;
        /// Parks until it is ready.
        ///
        /// @param float $timeout seconds; below 0 waits for ever
        /// @return bool false when the time passed or the wait was cancelled
        "public function waitReady(float $timeout = -1): bool" => wait_ready;
        /// `ready`, `rows`, `follower` (the pid of the process that reads, 0: nobody), `partitions`, and since the start of the
        /// server `applied` messages, `deleted` rows and `refused` messages.
        ///
        /// @return array<string, int|bool>
        "public function stats(): array" => stats;
    },
    ..Class::EMPTY
};

/// What a TableView object carries: made before the fork, its task after it.
struct Part {
    view: Rc<View>,
    running: RefCell<Option<Rc<Running>>>,
}

/// The task of this process.
pub(super) struct Running {
    task: Cell<Option<JoinHandle<()>>>,
    view: Rc<View>,
    pid: u32,
}

impl Running {
    /// Ends the task, and librdkafka's client with it.
    pub(super) async fn stop(&self) {
        if self.pid != std::process::id() {
            return;
        }
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
            self.view.shared.stop_following();
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let Some(running) = self.running.take().filter(|running| running.pid == std::process::id()) else { return };
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::task::spawn_local(async move { running.stop().await });
        }
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let table = call.arg(0).map(shared_table).ok_or_else(|| call.wrong_class(0, TABLE.name))??;
    let config = config(call, 1)?;
    let topic = call.text(2)?;
    if topic.is_empty() || topic.len() > 249 {
        return Err(call.invalid(2, "must have 1 to 249 characters").into());
    }
    TopicReader::check(&config).map_err(|error| refused(call, 1, &error))?;
    let mapping = if call.has(3) { Mapping::Callback(call.callable(3)?) } else { Mapping::Json };
    let shared = Shared::new().map_err(|error| throw(EXCEPTION.name, error.message, i64::from(error.code)))?;
    let view = View { table, shared: Arc::new(shared), config, topic: topic.to_owned(), mapping };
    Ok(call.construct(Part { view: Rc::new(view), running: RefCell::default() })?)
}

fn start(call: &Call<'_>) -> Outcome {
    let part = call.this::<Part>()?;
    check_loop("table view")?;
    let mut running = part.running.borrow_mut();
    if running.as_ref().is_some_and(|running| running.pid == std::process::id()) {
        return Ok(());
    }
    let view = part.view.clone();
    let task = tokio::task::spawn_local(async move { follow(&view).await });
    let task = Rc::new(Running { task: Cell::new(Some(task)), view: part.view.clone(), pid: std::process::id() });
    drain::register_view(&task);
    if let Some(parents) = running.replace(task) {
        std::mem::forget(parents); // its task belongs to the parent's loop
    }
    Ok(())
}

fn stop(call: &Call<'_>) -> Outcome {
    let running = call.this::<Part>()?.running.take();
    if let Some(running) = running
        && let Err(Interrupt::Stop(stop)) = wait("a table view to stop", running.stop())
    {
        return Err(stop);
    }
    Ok(())
}

fn is_ready(call: &Call<'_>) -> Outcome<bool> {
    Ok(call.this::<Part>()?.view.shared.is_ready())
}

fn wait_ready(call: &Call<'_>) -> Outcome<bool> {
    let shared = &call.this::<Part>()?.view.shared;
    let seconds = call.double_or(0, -1.0)?;
    if seconds.is_nan() {
        return Err(call.invalid(0, "must be a number of seconds").into());
    }
    // Another process may be the one that makes it ready.
    let ready = async {
        while !shared.is_ready() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let limit = if seconds < 0.0 { super::FOR_EVER } else { super::duration(seconds) };
    let _due = CallbackDue::new();
    match wait("a table view to be ready", timeout(limit, ready)) {
        Ok(waited) => Ok(waited.is_ok()),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(Interrupt::Cancelled | Interrupt::TimedOut) => Ok(false),
    }
}

fn stats(call: &Call<'_>) -> Outcome<Array> {
    let view = &call.this::<Part>()?.view;
    let mut array = Array::new(8);
    array.set("ready", view.shared.is_ready());
    array.set("rows", view.table.count() as i64);
    array.set("follower", view.shared.follower() as i64);
    array.set("partitions", view.shared.partitions() as i64);
    for (name, figure) in [("applied", Figure::Applied), ("deleted", Figure::Deleted), ("refused", Figure::Refused)] {
        array.set(name, view.shared.figure(figure) as i64);
    }
    Ok(array)
}
