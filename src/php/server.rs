//! `Peregrine\Server`: options, events and life of a server. The processes are `crate::server`'s; what runs in them is
//! `program` and `worker`.

mod absent;
mod clients;
mod events;
mod front;
mod opcache;
mod program;
pub(super) mod settings;
mod tls;
mod worker;

use super::exception::ERROR_NAME;
use super::process;
use crate::server::{Address, Handle};
use crate::zend::{
    Access, Array, Call, Callable, Class, Constant, Kind, Outcome, Value, constants, functions, properties, throw,
};
use events::{Callbacks, Event};
use settings::Chosen;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(crate) use worker::Duties;

/// Modes and socket types, Swoole's numbers.
pub(super) const CONSTANTS: &[Constant] = constants! {
    /// Each worker accepts and serves its own connections (the default).
    "Peregrine\\BASE" = 1;
    /// Accepted for programs written for Swoole's process mode; the engine is the same.
    "Peregrine\\PROCESS" = 2;
    /// TCP over IPv4.
    "Peregrine\\SOCK_TCP" = 1;
    /// TCP over IPv6.
    "Peregrine\\SOCK_TCP6" = 3;
    /// Added to a socket type (`SOCK_TCP | SSL`): TLS.
    "Peregrine\\SSL" = 512;
    /// TLS 1.2, in `ssl_protocols`.
    "Peregrine\\SSL_TLSv1_2" = 32;
    /// TLS 1.3, in `ssl_protocols`.
    "Peregrine\\SSL_TLSv1_3" = 64;
    /// Log level: everything.
    "Peregrine\\LOG_DEBUG" = 0;
    /// Log level: finer than info.
    "Peregrine\\LOG_TRACE" = 1;
    /// Log level: normal operation (the default).
    "Peregrine\\LOG_INFO" = 2;
    /// Log level: worth a look.
    "Peregrine\\LOG_NOTICE" = 3;
    /// Log level: contained faults.
    "Peregrine\\LOG_WARNING" = 4;
    /// Log level: losses.
    "Peregrine\\LOG_ERROR" = 5;
    /// Log level: nothing.
    "Peregrine\\LOG_NONE" = 6;
};

/// `Server`
pub(super) const SERVER: Class = Class {
    name: "Peregrine\\Server",
    doc: "What all servers have in common: a master that supervises worker processes.\n",
    kind: Kind::Native,
    access: Access::Abstract,
    properties: properties! {
        /// The options that were set.
        "public $setting = null";
        /// The address it listens on.
        "public $host = ''";
        /// The port it listens on; the real one once it runs.
        "public $port = 0";
        /// The socket type.
        "public $type = 0";
        /// Whether it speaks TLS.
        "public $ssl = false";
        /// BASE or PROCESS, as given.
        "public $mode = 0";
        /// The master's process id, once it runs.
        "public $master_pid = 0";
        /// The process id of who supervises the workers: the master.
        "public $manager_pid = 0";
        /// In a worker: its id, from 0; -1 elsewhere.
        "public $worker_id = -1";
        /// Whether this process is a task worker.
        "public $taskworker = false";
        /// In a worker: its process id.
        "public $worker_pid = 0";
    },
    methods: functions! {
        /// A server for this address; nothing is bound before `start()`. Port 0 takes a free one.
        ///
        /// @throws \ValueError for a port, mode or socket type that cannot be used
        "public function __construct(string $host = '0.0.0.0', int $port = 0, int $mode = Peregrine\\BASE, int $sock_type = Peregrine\\SOCK_TCP)" => construct;
        /// Sets options; see docs/options.md. May be called several times before `start()`.
        ///
        /// @throws \ValueError for an unknown option, with the nearest right name, or a wrong value
        "public function set(array $settings): bool" => set;
        /// Sets the callback of an event: start, shutdown, beforeShutdown, managerStart, managerStop, beforeReload,
        /// afterReload, workerStart, workerStop, workerExit, workerError, pipeMessage, request. Names in any case.
        /// There are no task workers: callbacks of task and finish, which programs written for Swoole give in any case, are
        /// never called.
        ///
        /// @throws \ValueError for an unknown event, with the nearest right name
        "public function on(string $event_name, callable $callback): bool" => on;
        /// The callback of an event; null when there is none.
        "public function getCallback(string $event_name): mixed" => get_callback;
        /// Binds the address, forks the workers and supervises them. Returns true after a shutdown, in the master only.
        ///
        /// @throws Exception when the address is taken, or the options cannot work together
        "public function start(): bool" => start;
        /// Replaces all workers one by one; nothing accepted is lost.
        ///
        /// @throws Error before `start()`
        "public function reload(): bool" => reload;
        /// Ends the server: workers finish what is in flight.
        ///
        /// @throws Error before `start()`
        "public function shutdown(): bool" => shutdown;
        /// Replaces one worker (-1: the one this is called in), which finishes what is in flight.
        ///
        /// @return bool false when there is no such worker
        "public function stop(int $workerId = -1): bool" => stop;
        /// Figures over all workers: start_time, connection_num, accept_count, close_count, worker_num, user_worker_num,
        /// idle_worker_num (no request in flight), request_count, response_count, concurrency (requests in flight),
        /// worker_concurrency (this worker's), worker_request_count (this worker's), coroutine_num,
        /// reload_count, reload_failed_count, worker_death_count, worker_killed_count (exceeded max_wait_time),
        /// worker_tainted_count (replaced after a fatal error), worker_recycled_count (max_worker_memory, max_worker_age),
        /// static_count (files and preflights, answered without the callback), kafka_sent (messages acknowledged), kafka_failed,
        /// kafka_in_flight, kafka_received (the workers' clients), and `workers`, a list of worker_id, pid, generation, state,
        /// requests, connections, concurrency, coroutines and rss_kib. Other workers' figures are up to 0.25 s old.
        "public function stats(): array" => stats;
        /// Adds a process of your own, forked and supervised beside the workers; before `start()`.
        ///
        /// @return int its number, from 0
        "public function addProcess(Peregrine\\Process $process): int|false" => add_process;
        /// Sends a value to another worker or user process (worker_num + number), whose `pipeMessage` callback gets it.
        ///
        /// @return bool false, with a warning, when there is no such process or its mailbox is full
        "public function sendMessage(mixed $message, int $dst_worker_id): bool" => send_message;
        /// What is known of a connection of this worker (`$request->fd`): server_port, server_addr, socket_type, remote_port,
        /// remote_ip (the socket's: a proxy's, behind one), reactor_id and worker_id (both this worker's), connect_time,
        /// send_queued_bytes, server_protocol; with TLS also https, ssl_protocol, ssl_cipher, ssl_server_name and
        /// ssl_client_cert, as in `$request->server`.
        ///
        /// @param int $reactor_id the worker it must belong to; -1: any
        /// @param bool $ignoreError true: also while it is being closed
        /// @return array|false false when there is no such connection in this worker
        "public function getClientInfo(int $fd, int $reactor_id = -1, bool $ignoreError = false): array|false" => clients::info;
        /// Numbers of connections of this worker above `$start_fd`, ascending, at most `$find_count` (1 to 100).
        ///
        /// @return array|false false when there are none
        "public function getClientList(int $start_fd = 0, int $find_count = 10): array|false" => clients::list;
        /// Whether the connection is open: this worker's, or, asked by a coroutine, which waits, another worker's.
        "public function exists(int $fd): bool" => clients::exists;
        /// The same as `exists()`.
        "public function exist(int $fd): bool" => clients::exists;
        /// Closes a connection, also, called by a coroutine, which waits, another worker's. What was written is sent before, and
        /// an answer that was ended; others of that connection are cut where they are, as if the client had left. Requests
        /// behind them do not begin.
        ///
        /// @param bool $reset true: at once; the client sees an error, and what is not sent is lost
        /// @return bool false when there is no such connection, or no longer
        "public function close(int $fd, bool $reset = false): bool" => clients::close;
        /// The id of this worker; false in the master.
        "public function getWorkerId(): int|false" => get_worker_id;
        /// The process id of a worker (-1: of this one); false when there is none.
        "public function getWorkerPid(int $worker_id = -1): int|false" => get_worker_pid;
        /// The master's process id.
        "public function getMasterPid(): int" => get_master_pid;
        /// The same as `getMasterPid()`: the master supervises.
        "public function getManagerPid(): int" => get_master_pid;
    },
    ..Class::EMPTY
};

const SETTING: u32 = 0;
const HOST: u32 = 1;
const PORT: u32 = 2;
const TYPE: u32 = 3;
const HAS_TLS: u32 = 4;
const MODE: u32 = 5;

/// `Peregrine\SSL`
const SSL: i64 = 512;

/// What a Server object carries.
pub(crate) struct Server {
    address: Address,
    chosen: RefCell<Chosen>,
    callbacks: Callbacks,
    processes: RefCell<Vec<(Callable, Value)>>,
    started: Cell<bool>,
    /// Once it runs, in each of its processes.
    handle: RefCell<Option<Handle>>,
    duties: RefCell<Option<Rc<Duties>>>,
}

fn construct(call: &Call<'_>) -> Outcome {
    let (host, port) = (call.text_or(0, "0.0.0.0")?, call.long_or(1, 0)?);
    let (mode, kind) = (call.long_or(2, 1)?, call.long_or(3, 1)?);
    let port = u16::try_from(port).map_err(|_| call.invalid(1, "must be from 0 to 65535"))?;
    if mode != 1 && mode != 2 {
        return Err(call.invalid(2, "must be Peregrine\\BASE or Peregrine\\PROCESS").into());
    }
    let speaks_tls = kind & SSL != 0;
    let address = match kind & !SSL {
        1 => Address::Tcp4(host.to_owned(), port),
        3 => Address::Tcp6(host.to_owned(), port),
        _ => {
            return Err(call
                .invalid(3, "must be Peregrine\\SOCK_TCP or Peregrine\\SOCK_TCP6, with | Peregrine\\SSL for TLS")
                .into());
        }
    };
    let mut chosen = Chosen::default();
    chosen.tls.speaks_tls = speaks_tls;
    call.construct(Server {
        address,
        chosen: RefCell::new(chosen),
        callbacks: Callbacks::default(),
        processes: RefCell::default(),
        started: Cell::new(false),
        handle: RefCell::new(None),
        duties: RefCell::new(None),
    })?;
    call.set_property(HOST, host);
    call.set_property(PORT, i64::from(port));
    call.set_property(TYPE, kind);
    call.set_property(HAS_TLS, speaks_tls);
    call.set_property(MODE, mode);
    Ok(())
}

fn before_start<'a>(call: &Call<'a>) -> Outcome<&'a Server> {
    let server = call.this::<Server>()?;
    if server.started.get() {
        return Err(throw(ERROR_NAME, "this must be called before start()", 0).into());
    }
    Ok(server)
}

fn set(call: &Call<'_>) -> Outcome<bool> {
    let server = before_start(call)?;
    for (key, _) in call.array(0)?.elements().into_iter().flatten() {
        let key = key.text();
        if let Some(instead) = absent::instead(&key) {
            return Err(call
                .invalid(0, format!("is wrong: there is no option '{key}' as in Swoole: {instead}"))
                .into());
        }
    }
    let given = super::options::read(call, 0, settings::OPTIONS)?;
    let mut chosen = server.chosen.borrow().clone();
    chosen.take(&given).map_err(|e| call.invalid(0, format!("is wrong: {}", e.message)))?;
    *server.chosen.borrow_mut() = chosen;
    let mut merged = Array::new(8);
    for from in [call.property(SETTING).to_value(), call.value(0)] {
        from.elements().into_iter().flatten().for_each(|(key, value)| merged.set(key.text(), value.to_value()));
    }
    call.set_property(SETTING, merged);
    Ok(true)
}

fn event(call: &Call<'_>) -> Outcome<Event> {
    Event::named(call.text(0)?).map_err(|e| call.invalid(0, format!("is wrong: {}", e.message)).into())
}

fn on(call: &Call<'_>) -> Outcome<bool> {
    let server = before_start(call)?;
    server.callbacks.set(event(call)?, call.callable(1)?);
    Ok(true)
}

fn get_callback(call: &Call<'_>) -> Outcome<Option<Value>> {
    Ok(call.this::<Server>()?.callbacks.get(event(call)?).map(|c| c.value()))
}

fn start(call: &Call<'_>) -> Outcome<bool> {
    let server = before_start(call)?;
    if crate::coroutine::is_running() {
        let text = "a server starts outside coroutines: call start() after Peregrine\\run(), not inside";
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    if server.callbacks.get(Event::Request).is_none() {
        return Err(
            throw(ERROR_NAME, "an HTTP server needs a callback for 'request': call on('request', …) first", 0).into()
        );
    }
    server.started.set(true);
    program::run(server, call.this_value()).map(|()| true)
}

fn handle(call: &Call<'_>) -> Outcome<Handle> {
    let handle = call.this::<Server>()?.handle.borrow().clone();
    handle.ok_or_else(|| throw(ERROR_NAME, "the server does not run: call start() first", 0).into())
}

fn done(result: crate::error::Result<()>) -> Outcome<bool> {
    if let Err(error) = &result {
        throw::warn(&error.message);
    }
    Ok(result.is_ok())
}

fn reload(call: &Call<'_>) -> Outcome<bool> {
    done(handle(call)?.reload())
}

fn shutdown(call: &Call<'_>) -> Outcome<bool> {
    done(handle(call)?.shutdown())
}

fn stop(call: &Call<'_>) -> Outcome<bool> {
    let handle = handle(call)?;
    let id = match call.long_or(0, -1)? {
        -1 => handle.slot().map_or(-1, |slot| slot as i64),
        id => id,
    };
    let pid = worker_pid(&handle, id);
    Ok(pid.is_some_and(|pid| crate::sys::fork::kill(pid, libc::SIGTERM).is_ok()))
}

fn worker_pid(handle: &Handle, id: i64) -> Option<i32> {
    let newest = handle.stats().workers.into_iter().filter(|w| w.slot as i64 == id).max_by_key(|w| w.generation);
    newest.map(|w| w.pid)
}

fn stats(call: &Call<'_>) -> Outcome<Array> {
    let server = call.this::<Server>()?;
    let handle = handle(call)?;
    let duties = server.duties.borrow().clone();
    Ok(settings::stats_array(&handle, duties.as_deref()))
}

fn add_process(call: &Call<'_>) -> Outcome<i64> {
    let server = before_start(call)?;
    let Some(callable) = call.arg(0).and_then(process::callback) else {
        return Err(call.wrong_class(0, process::PROCESS.name).into());
    };
    let mut processes = server.processes.borrow_mut();
    processes.push((callable, call.value(0)));
    Ok(processes.len() as i64 - 1)
}

fn send_message(call: &Call<'_>) -> Outcome<bool> {
    let handle = handle(call)?;
    let message = worker::encode(&call.value(0))?;
    let Ok(slot) = usize::try_from(call.long(1)?) else {
        return Err(call.invalid(1, "must be the id of a worker or user process").into());
    };
    done(handle.try_send(slot, message))
}

fn get_worker_id(call: &Call<'_>) -> Outcome<Value> {
    let handle = call.this::<Server>()?.handle.borrow().clone();
    Ok(handle.and_then(|h| h.slot()).map_or(Value::from(false), |slot| (slot as i64).into()))
}

fn get_worker_pid(call: &Call<'_>) -> Outcome<Value> {
    let handle = handle(call)?;
    Ok(match call.long_or(0, -1)? {
        -1 if handle.slot().is_some() => i64::from(std::process::id()).into(),
        id => worker_pid(&handle, id).map_or(Value::from(false), |pid| i64::from(pid).into()),
    })
}

fn get_master_pid(call: &Call<'_>) -> Outcome<i64> {
    let handle = call.this::<Server>()?.handle.borrow().clone();
    Ok(handle.map_or(0, |h| i64::from(h.master_pid())))
}
