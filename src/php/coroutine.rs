//! `Peregrine\Coroutine`: starting, ending and looking at coroutines.

pub(super) mod channel;
pub(super) mod http;
pub(super) mod wait_group;

use super::exception::ERROR_NAME;
use crate::coroutine::{self as core, Co, Interrupt, State};
use crate::zend::{
    self, Access, Array, Call, Callable, Class, Instance, Kind, NoScript, Outcome, Stop, Thrown, Value, functions,
    throw, warn,
};
use std::time::Duration;

/// `Coroutine`
pub(super) const COROUTINE: Class = Class {
    name: "Peregrine\\Coroutine",
    doc: "A unit of PHP code that waits without holding up the others of its process.\n",
    access: Access::Abstract,
    methods: functions! {
        /// Starts a coroutine and runs it at once, until it waits for the first time or ends.
        ///
        /// @return int|false its id (from 1, never used twice in a process); false, with a warning, when
        ///     `max_coroutine` or the memory maps are used up
        /// @throws \Peregrine\Error outside the event loop
        "public static function create(callable $func, mixed ...$params): int|false" => create;
        /// Starts a coroutine with a request state of its own, as each request of a server with `request_state` has one:
        /// superglobals, headers, statics, session, settings and the like start as the process's and are shared with the
        /// coroutines it starts.
        ///
        /// With `classes: [...]`, alone or besides: from now on each request state has static properties of its own for
        /// these classes, loaded or not yet.
        ///
        /// @return int|bool as `create()`; true without a callback
        /// @throws \Peregrine\Error outside the event loop
        "public static function isolate(?callable $callback = null, mixed ...$args): int|bool" => isolate;
        /// Whether other coroutines share the running one's request state: its parent, or children that have not ended. For
        /// code that hands something of a request to the next one.
        "public static function isShared(): bool" => is_shared;
        /// Includes a file as PHP runs its main script: in the global scope. From then on, global variables are the request's
        /// own.
        ///
        /// @return mixed what the file returns
        /// @throws \Peregrine\Error in a coroutine without a state of its own (`isolate()`, `request_state`); while a script of
        ///     the same request runs in another coroutine or Fiber
        "public static function runScript(string $file): mixed" => run_script;
        /// Calls `$callback` when the running coroutine ends, however it ends; the last deferred is called first.
        "public static function defer(callable $callback): void" => defer;
        /// Changes the options of coroutines: `max_coroutine` (1 to 10,000,000, default 100,000), `stack_size` in bytes
        /// of address space (65,536 to 1 GiB, default 2 MiB), `enable_deadlock_check` (default true).
        ///
        /// @throws \ValueError for an unknown option, with the nearest right name, or a value out of range
        "public static function set(array $options): void" => set;
        /// The options in force.
        "public static function getOptions(): ?array" => get_options;
        /// Whether a coroutine of that id lives.
        "public static function exists(int $cid): bool" => exists;
        /// Parks the running coroutine until `resume()` is called for it; false when it was cancelled instead.
        "public static function yield(): bool" => yield_;
        /// Parks the running coroutine; the same as `yield()`.
        "public static function suspend(): bool" => yield_;
        /// Enters a coroutine that called `yield()`, until it waits again or ends; false, with a warning, when there is
        /// none of that id that called it.
        "public static function resume(int $cid): bool" => resume;
        /// Ends the wait of another coroutine: what it called returns false, or throws CanceledException.
        ///
        /// @return bool false when no coroutine of that id waits
        "public static function cancel(int $cid, bool $throw_exception = false): bool" => cancel;
        /// Whether the last wait of the running coroutine ended by `cancel()`.
        "public static function isCanceled(): bool" => is_canceled;
        /// Waits until all these coroutines have ended.
        ///
        /// @param float $timeout seconds; -1 waits for ever
        /// @return bool false when the time passed, the wait was cancelled, or none of them lives
        "public static function join(array $cid_array, float $timeout = -1): bool" => join;
        /// The id of the running coroutine; -1 outside.
        "public static function getCid(): int" => get_cid;
        /// The id of the running coroutine; -1 outside.
        "public static function getuid(): int" => get_cid;
        /// The id of the coroutine that started this one (0: the running one); -1 when none did, false when there is no
        /// coroutine of that id.
        "public static function getPcid(int $cid = 0): int|false" => get_pcid;
        /// An ArrayObject that lives as long as the coroutine (0: the running one); null when there is none of that id.
        "public static function getContext(int $cid = 0): ?Peregrine\\Coroutine\\Context" => get_context;
        /// `debug_backtrace()` of a coroutine (0: the running one); false when there is none of that id.
        "public static function getBackTrace(int $cid = 0, int $options = DEBUG_BACKTRACE_PROVIDE_OBJECT, int $limit = 0): array|false" => get_back_trace;
        /// Milliseconds since the coroutine (0: the running one) began, up to a few too many; -1 when there is none of that
        /// id.
        "public static function getElapsed(int $cid = 0): int" => get_elapsed;
        /// The ids of all coroutines.
        "public static function list(): Peregrine\\Coroutine\\Iterator" => list;
        /// The ids of all coroutines.
        "public static function listCoroutines(): Peregrine\\Coroutine\\Iterator" => list;
        /// `coroutine_num`, `coroutine_peak_num`, `coroutine_last_cid`, `c_stack_size` in bytes, `event_num` (waits for
        /// I/O and the like) and `timer_num`.
        "public static function stats(): array" => stats;
        /// Parks the running coroutine for this many seconds (to the millisecond, at least one); false when it was
        /// cancelled meanwhile.
        ///
        /// @throws \ValueError for a negative or not finite number
        "public static function sleep(float $seconds): bool" => sleep;
    },
    ..Class::EMPTY
};

/// `Coroutine\CanceledException`
pub(super) const CANCELED_EXCEPTION: Class = Class {
    name: "Peregrine\\Coroutine\\CanceledException",
    doc: "Thrown in a coroutine whose wait `Coroutine::cancel($cid, true)` ended.\n",
    parent: "Exception",
    access: Access::Final,
    ..Class::EMPTY
};

/// `Coroutine\Context`
pub(super) const CONTEXT: Class = Class {
    name: "Peregrine\\Coroutine\\Context",
    doc: "What a coroutine keeps for as long as it lives.\n",
    parent: "ArrayObject",
    ..Class::EMPTY
};

/// `Coroutine\Iterator`
pub(super) const ITERATOR: Class = Class {
    name: "Peregrine\\Coroutine\\Iterator",
    doc: "Ids of coroutines.\n",
    parent: "ArrayIterator",
    kind: Kind::Plain,
    ..Class::EMPTY
};

/// Seconds as PHP gives them: a number that is not above zero means for ever.
pub(super) fn timeout(seconds: f64) -> Option<Duration> {
    // Longer than a century is for ever, and would overflow the clock.
    (seconds > 0.0 && seconds < 3.2e9).then(|| Duration::from_secs_f64(seconds).max(Duration::from_millis(1)))
}

pub(super) fn create(call: &Call<'_>) -> Outcome<Value> {
    start(call, core::spawn)
}

fn start(call: &Call<'_>, spawn: impl FnOnce(Callable, Vec<Value>) -> Result<i64, String>) -> Outcome<Value> {
    let callable = call.callable(0)?;
    if !core::is_running() {
        let text =
            "coroutines need the event loop: call this inside Peregrine\\run(), or from workerStart on in a server";
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    match spawn(callable, call.rest(1)) {
        Ok(id) => {
            core::check_ending()?;
            Ok(id.into())
        }
        Err(reason) => {
            warn(reason);
            Ok(false.into())
        }
    }
}

fn isolate(call: &Call<'_>) -> Outcome<Value> {
    if let Some(classes) = call.named("classes") {
        let Some(classes) = classes.elements() else {
            return Err(throw("TypeError", "Coroutine::isolate(): classes must be an array of class names", 0).into());
        };
        classes.filter_map(|(_, name)| name.to_str()).for_each(|name| zend::isolate_class(name.bytes()));
    }
    if !call.has(0) {
        return Ok(true.into());
    }
    start(call, core::spawn_isolated)
}

fn is_shared(_: &Call<'_>) -> Outcome<bool> {
    Ok(zend::is_state_shared())
}

fn run_script(call: &Call<'_>) -> Outcome<Value> {
    zend::run_script(&call.str(0)?).unwrap_or_else(|refusal| {
        let text = match refusal {
            NoScript::Stateless => {
                "a script needs a request's state: set the server's option request_state, or use Coroutine::isolate()"
            }
            NoScript::Elsewhere => {
                "a script of this request runs in another coroutine or Fiber, and both would have its global variables: \
                 wait for its end, or include the file in a function"
            }
        };
        Err(throw(ERROR_NAME, text, 0).into())
    })
}

fn running() -> Result<Co, Thrown> {
    core::current().ok_or_else(|| {
        let text = "this must be called inside a coroutine: wrap it in Peregrine\\run() or go()";
        throw(ERROR_NAME, core::outside(text), 0)
    })
}

pub(super) fn defer(call: &Call<'_>) -> Outcome {
    running()?.defer(call.callable(0)?, Vec::new());
    Ok(())
}

fn set(call: &Call<'_>) -> Outcome {
    let given = super::options::read(call, 0, core::LIMIT_OPTIONS)?;
    let mut limits = core::limits();
    given.long("max_coroutine", |n| limits.coroutines = n as usize);
    given.long("stack_size", |n| limits.stack_size = n as usize);
    given.bool("enable_deadlock_check", |b| limits.deadlock_check = b);
    core::set_limits(limits);
    Ok(())
}

fn get_options(_: &Call<'_>) -> Outcome<Array> {
    let limits = core::limits();
    let mut array = Array::new(3);
    array.set("max_coroutine", limits.coroutines as i64);
    array.set("stack_size", limits.stack_size as i64);
    array.set("enable_deadlock_check", limits.deadlock_check);
    Ok(array)
}

fn exists(call: &Call<'_>) -> Outcome<bool> {
    Ok(core::exists(call.long(0)?))
}

/// false for a wait that was cancelled.
fn waited(result: Result<(), Interrupt>) -> Outcome<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(_) => Ok(false),
    }
}

fn yield_(_: &Call<'_>) -> Outcome<bool> {
    waited(core::yield_now())
}

fn resume(call: &Call<'_>) -> Outcome<bool> {
    let id = call.long(0)?;
    if !core::resume(id) {
        warn(format!("coroutine #{id} cannot be resumed: {}", why_not(id)));
        return Ok(false);
    }
    core::check_ending()?;
    Ok(true)
}

fn why_not(id: i64) -> String {
    match core::find(id).map(|co| co.state()) {
        None => "it does not exist".into(),
        Some(State::Parked(what)) => format!("it waits for {}", what.text()),
        Some(_) => "it is running".into(),
    }
}

fn cancel(call: &Call<'_>) -> Outcome<bool> {
    let cancelled = core::cancel(call.long(0)?, call.bool_or(1, false)?);
    core::check_ending()?;
    Ok(cancelled)
}

fn is_canceled(_: &Call<'_>) -> Outcome<bool> {
    Ok(running()?.is_cancelled())
}

fn join(call: &Call<'_>) -> Outcome<bool> {
    let own = running()?.id();
    let ids: Vec<i64> = call.array(0)?.elements().into_iter().flatten().map(|(_, id)| id.to_long()).collect();
    if ids.contains(&own) {
        return Err(call.invalid(0, "must not contain the running coroutine: it cannot wait for itself").into());
    }
    let targets: Vec<Co> = ids.into_iter().filter_map(core::find).collect();
    if targets.is_empty() {
        return Ok(false);
    }
    let deadline = timeout(call.double_or(1, -1.0)?).map(|d| std::time::Instant::now() + d);
    for target in targets {
        let id = target.id();
        while target.id() == id && core::exists(id) {
            let left = deadline.map(|d| d.saturating_duration_since(std::time::Instant::now()));
            if !waited(target.join(left))? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn get_cid(_: &Call<'_>) -> Outcome<i64> {
    Ok(core::current_id())
}

/// The coroutine an optional id argument means: 0 is the running one.
fn meant(call: &Call<'_>) -> Result<Option<Co>, Stop> {
    match call.long_or(0, 0)? {
        0 => Ok(core::current()),
        id => Ok(core::find(id)),
    }
}

fn get_pcid(call: &Call<'_>) -> Outcome<Value> {
    Ok(meant(call)?.map_or(Value::from(false), |co| co.parent().into()))
}

fn get_context(call: &Call<'_>) -> Outcome<Option<Value>> {
    Ok(meant(call)?.map(|co| co.context(|| Instance::plain(CONTEXT.name).value())))
}

fn get_back_trace(call: &Call<'_>) -> Outcome<Value> {
    let (options, limit) = (call.long_or(1, 1)?, call.long_or(2, 0)?);
    Ok(match meant(call)? {
        None => false.into(),
        Some(co) if matches!(co.state(), State::Parked(_)) => co.backtrace(options, limit),
        Some(co) if co.id() == core::current_id() => zend::backtrace(options, limit),
        // It entered the running coroutine: its frames are between, not ours to walk.
        Some(_) => Array::new(0).into(),
    })
}

fn get_elapsed(call: &Call<'_>) -> Outcome<i64> {
    Ok(meant(call)?.map_or(-1, |co| co.elapsed_ms()))
}

fn list(_: &Call<'_>) -> Outcome<Value> {
    iterator(ITERATOR.name, core::ids())
}

/// An ArrayIterator subclass over these numbers.
pub(super) fn iterator(class: &str, numbers: Vec<i64>) -> Outcome<Value> {
    let mut array = Array::new(numbers.len());
    numbers.into_iter().for_each(|n| array.push(n));
    Instance::constructed(class, vec![array.into()])
}

fn stats(_: &Call<'_>) -> Outcome<Array> {
    let statistics = core::statistics();
    let mut array = Array::new(8);
    array.set("event_num", statistics.waiting_for_futures as i64);
    array.set("timer_num", core::timers().count() as i64);
    array.set("c_stack_size", statistics.stack_size as i64);
    array.set("coroutine_num", statistics.live as i64);
    array.set("coroutine_peak_num", statistics.peak as i64);
    array.set("coroutine_last_cid", statistics.last_id);
    Ok(array)
}

fn sleep(call: &Call<'_>) -> Outcome<bool> {
    let seconds = call.double(0)?;
    if !(0.0..3.2e9).contains(&seconds) {
        return Err(call.invalid(0, "must be a number of seconds from 0 to 3.2e9").into());
    }
    waited(core::sleep(Duration::from_secs_f64(seconds).max(Duration::from_millis(1))))
}
