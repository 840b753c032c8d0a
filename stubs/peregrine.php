<?php

// Printed from the built extension by `make stubs`: change the Rust source instead.

namespace
{
    /**
     * Ends the answer of a request with `request_state`, which the client has then whole, and goes on with the script, as under
     * php-fpm: for work after the answer. Output buffers are flushed into it; what is printed later goes nowhere.
     *
     * @return bool false when the answer is ended already, or the caller is not a request's own coroutine
     */
    function fastcgi_finish_request(): bool {}
}

namespace Peregrine
{
    /** The extension's version, as `phpversion('peregrine')`. */
    const VERSION = '0.1.0';

    /** `Channel::$errCode` after success. */
    const CHANNEL_OK = 0;

    /** `Channel::$errCode` when the time passed. */
    const CHANNEL_TIMEOUT = -1;

    /** `Channel::$errCode` when the channel is closed. */
    const CHANNEL_CLOSED = -2;

    /** `Channel::$errCode` when the wait was cancelled. */
    const CHANNEL_CANCELED = -3;

    /** `Http\Client::$statusCode` when there was no connection: name, TCP or TLS. */
    const HTTP_CLIENT_ESTATUS_CONNECT_FAILED = -1;

    /** `Http\Client::$statusCode` when the answer was not whole in time. */
    const HTTP_CLIENT_ESTATUS_REQUEST_TIMEOUT = -2;

    /** `Http\Client::$statusCode` when the connection ended, or the answer was refused, before it was whole. */
    const HTTP_CLIENT_ESTATUS_SERVER_RESET = -3;

    /** `Http\Client::$statusCode` when the request could not be written. */
    const HTTP_CLIENT_ESTATUS_SEND_FAILED = -4;

    /** `$errCode` of a wait that `Coroutine::cancel()` ended. */
    const ERROR_CO_CANCELED = 10017;

    /** The kind of `Lock` that one holder has at a time. */
    const MUTEX = 3;

    /** The kind of `Lock` that one holder has alone or any number share. */
    const RWLOCK = 1;

    /** Each worker accepts and serves its own connections (the default). */
    const BASE = 1;

    /** Accepted for programs written for Swoole's process mode; the engine is the same. */
    const PROCESS = 2;

    /** TCP over IPv4. */
    const SOCK_TCP = 1;

    /** TCP over IPv6. */
    const SOCK_TCP6 = 3;

    /** Added to a socket type (`SOCK_TCP | SSL`): TLS. */
    const SSL = 512;

    /** TLS 1.2, in `ssl_protocols`. */
    const SSL_TLSv1_2 = 32;

    /** TLS 1.3, in `ssl_protocols`. */
    const SSL_TLSv1_3 = 64;

    /** Log level: everything. */
    const LOG_DEBUG = 0;

    /** Log level: finer than info. */
    const LOG_TRACE = 1;

    /** Log level: normal operation (the default). */
    const LOG_INFO = 2;

    /** Log level: worth a look. */
    const LOG_NOTICE = 3;

    /** Log level: contained faults. */
    const LOG_WARNING = 4;

    /** Log level: losses. */
    const LOG_ERROR = 5;

    /** Log level: nothing. */
    const LOG_NONE = 6;

    /**
     * Runs `$callback` in a coroutine and the event loop, until no coroutine and no timer is left.
     *
     * `exit`, an exception nobody catches and a fatal error in any coroutine end the run: the other coroutines are
     * cancelled (their `finally` blocks run) and the exit status is kept. When nothing can wake the coroutines that are
     * left, they are listed on standard error with what they wait for, and the run ends.
     *
     * @throws Error when the event loop runs already
     */
    function run(callable $callback, mixed ...$params): bool {}

    /**
     * Starts a coroutine and runs it at once, until it waits for the first time or ends.
     *
     * @return int|false its id; false, with a warning, when `max_coroutine` or the memory maps are used up
     * @throws Error outside the event loop
     */
    function go(callable $func, mixed ...$params): int|false {}

    /**
     * Calls `$callback` when the running coroutine ends, however it ends; the last deferred is called first.
     *
     * @throws Error outside a coroutine
     */
    function defer(callable $callback): void {}

    /** The root of the exceptions a program may meet and handle. */
    class Exception extends \Exception
    {    }

    /** Thrown when a program uses Peregrine wrongly; the message says what to change. */
    class Error extends \Error
    {    }

    /** A unit of PHP code that waits without holding up the others of its process. */
    abstract class Coroutine
    {
        /**
         * Starts a coroutine and runs it at once, until it waits for the first time or ends.
         *
         * @return int|false its id (from 1, never used twice in a process); false, with a warning, when
         *     `max_coroutine` or the memory maps are used up
         * @throws \Peregrine\Error outside the event loop
         */
        public static function create(callable $func, mixed ...$params): int|false {}

        /**
         * Starts a coroutine with a request state of its own, as each request of a server with `request_state` has one:
         * superglobals, headers, statics, session, settings and the like start as the process's and are shared with the
         * coroutines it starts.
         *
         * With `classes: [...]`, alone or besides: from now on each request state has static properties of its own for
         * these classes, loaded or not yet.
         *
         * @return int|bool as `create()`; true without a callback
         * @throws \Peregrine\Error outside the event loop
         */
        public static function isolate(?callable $callback = null, mixed ...$args): int|bool {}

        /**
         * Whether other coroutines share the running one's request state: its parent, or children that have not ended. For
         * code that hands something of a request to the next one.
         */
        public static function isShared(): bool {}

        /**
         * Includes a file as PHP runs its main script: in the global scope. From then on, global variables are the request's
         * own.
         *
         * @return mixed what the file returns
         * @throws \Peregrine\Error in a coroutine without a state of its own (`isolate()`, `request_state`); while a script of
         *     the same request runs in another coroutine or Fiber
         */
        public static function runScript(string $file): mixed {}

        /** Calls `$callback` when the running coroutine ends, however it ends; the last deferred is called first. */
        public static function defer(callable $callback): void {}

        /**
         * Changes the options of coroutines: `max_coroutine` (1 to 10,000,000, default 100,000), `stack_size` in bytes
         * of address space (65,536 to 1 GiB, default 2 MiB), `enable_deadlock_check` (default true).
         *
         * @throws \ValueError for an unknown option, with the nearest right name, or a value out of range
         */
        public static function set(array $options): void {}

        /** The options in force. */
        public static function getOptions(): ?array {}

        /** Whether a coroutine of that id lives. */
        public static function exists(int $cid): bool {}

        /** Parks the running coroutine until `resume()` is called for it; false when it was cancelled instead. */
        public static function yield(): bool {}

        /** Parks the running coroutine; the same as `yield()`. */
        public static function suspend(): bool {}

        /**
         * Enters a coroutine that called `yield()`, until it waits again or ends; false, with a warning, when there is
         * none of that id that called it.
         */
        public static function resume(int $cid): bool {}

        /**
         * Ends the wait of another coroutine: what it called returns false, or throws CanceledException.
         *
         * @return bool false when no coroutine of that id waits
         */
        public static function cancel(int $cid, bool $throw_exception = false): bool {}

        /** Whether the last wait of the running coroutine ended by `cancel()`. */
        public static function isCanceled(): bool {}

        /**
         * Waits until all these coroutines have ended.
         *
         * @param float $timeout seconds; -1 waits for ever
         * @return bool false when the time passed, the wait was cancelled, or none of them lives
         */
        public static function join(array $cid_array, float $timeout = -1): bool {}

        /** The id of the running coroutine; -1 outside. */
        public static function getCid(): int {}

        /** The id of the running coroutine; -1 outside. */
        public static function getuid(): int {}

        /**
         * The id of the coroutine that started this one (0: the running one); -1 when none did, false when there is no
         * coroutine of that id.
         */
        public static function getPcid(int $cid = 0): int|false {}

        /** An ArrayObject that lives as long as the coroutine (0: the running one); null when there is none of that id. */
        public static function getContext(int $cid = 0): ?\Peregrine\Coroutine\Context {}

        /** `debug_backtrace()` of a coroutine (0: the running one); false when there is none of that id. */
        public static function getBackTrace(int $cid = 0, int $options = DEBUG_BACKTRACE_PROVIDE_OBJECT, int $limit = 0): array|false {}

        /**
         * Milliseconds since the coroutine (0: the running one) began, up to a few too many; -1 when there is none of that
         * id.
         */
        public static function getElapsed(int $cid = 0): int {}

        /** The ids of all coroutines. */
        public static function list(): \Peregrine\Coroutine\Iterator {}

        /** The ids of all coroutines. */
        public static function listCoroutines(): \Peregrine\Coroutine\Iterator {}

        /**
         * `coroutine_num`, `coroutine_peak_num`, `coroutine_last_cid`, `c_stack_size` in bytes, `event_num` (waits for
         * I/O and the like) and `timer_num`.
         */
        public static function stats(): array {}

        /**
         * Parks the running coroutine for this many seconds (to the millisecond, at least one); false when it was
         * cancelled meanwhile.
         *
         * @throws \ValueError for a negative or not finite number
         */
        public static function sleep(float $seconds): bool {}
    }

    /** Calls back after a time, once or again and again; each call runs in a coroutine of its own. */
    abstract class Timer
    {
        /**
         * Calls `$callback(int $timerId, ...$params)` every `$ms` milliseconds (1 to 86,400,000).
         *
         * @return int the timer's id, from 1
         * @throws \ValueError for an interval out of range
         * @throws \Peregrine\Error outside the event loop
         */
        public static function tick(int $ms, callable $callback, mixed ...$params): int|false {}

        /**
         * Calls `$callback(...$params)` once, after `$ms` milliseconds (1 to 86,400,000).
         *
         * @return int the timer's id, from 1
         */
        public static function after(int $ms, callable $callback, mixed ...$params): int|false {}

        /** Whether a timer of that id waits. */
        public static function exists(int $timer_id): bool {}

        /**
         * `exec_msec` (milliseconds until it fires), `exec_count`, `interval` (0: fires once), `round` and `removed`;
         * null when there is none of that id.
         */
        public static function info(int $timer_id): ?array {}

        /** `initialized`, `num` and `round`. */
        public static function stats(): array {}

        /** The ids of all timers. */
        public static function list(): \Peregrine\Timer\Iterator {}

        /** Ends a timer; false when there is none of that id. */
        public static function clear(int $timer_id): bool {}

        /** Ends all timers. */
        public static function clearAll(): bool {}
    }

    /** A process of one's own, forked and supervised by a server: see `Server::addProcess()`. */
    class Process
    {
        /** Its process id, inside it. */
        public $pid = null;

        /** Its number, from 0, inside it. */
        public $id = null;

        /**
         * `$callback($process)` runs in a coroutine of the new process; when it returns, the process ends and is forked
         * again. Redirection and pipes are not offered: `$redirect_stdin_and_stdout` must be false and `$pipe_type` 0.
         *
         * @throws \ValueError when they are not
         */
        public function __construct(callable $callback, bool $redirect_stdin_and_stdout = false, int $pipe_type = 0, bool $enable_coroutine = true) {}
    }

    /**
     * Rows with typed columns, found by key, in memory that all processes share.
     *
     * Made before `Server::start()` (or any other fork), used by every process afterwards. Reading takes no lock; each
     * change of a row is seen whole or not at all, whoever is killed meanwhile. A key has at most 64 bytes.
     *
     * Mistakes of the program throw: an unknown column, a value its column cannot take, a table not created. What
     * depends on the data gives false with a warning and changes nothing: no free row, a string longer than its column,
     * a key longer than 64 bytes, a sum outside 64 bits.
     *
     * `foreach` gives key and row, each row as it was at one moment, in no order to rely on. Rows that are added,
     * changed or deleted meanwhile may be seen or not; a `replace()` is not seen. Each `foreach` has an iteration of its
     * own; that of `rewind()`, `valid()`, `current()`, `key()` and `next()` is the object's.
     */
    class Table implements \Iterator, \Countable
    {
        /** A column of 64-bit integers. */
        public const TYPE_INT = 1;

        /** A column of 64-bit floats. */
        public const TYPE_FLOAT = 2;

        /** A column of strings of at most so many bytes. */
        public const TYPE_STRING = 3;

        /** How many rows it holds, once created. */
        public $size = null;

        /** Bytes of memory it takes when all rows are in use, once created. */
        public $memorySize = null;

        /**
         * A table of `$table_size` rows: it holds that many, whatever their keys are.
         *
         * @param int $table_size 1 to 4,294,967,294
         * @param float $conflict_proportion 0 to 1; changes nothing: rows whose keys collide take no extra room here
         * @throws \ValueError when one is out of range
         */
        public function __construct(int $table_size, float $conflict_proportion = 0.2) {}

        /**
         * Declares a column, before `create()`.
         *
         * @param int $type TYPE_INT, TYPE_FLOAT or TYPE_STRING
         * @param int $size bytes of a string column, 1 to 2,147,483,647; numbers always have 64 bits
         * @return bool false, with a warning, when the table is created already
         * @throws \ValueError for a name that is empty or taken, an unknown type or a string without size
         */
        public function column(string $name, int $type, int $size = 0): bool {}

        /**
         * Reserves the memory; from here on the table can be used and no column added.
         *
         * @return bool false, with a warning, when it is created already
         * @throws \Peregrine\Error when it has no column or would be larger than any memory
         * @throws \Peregrine\Exception when the system gives no memory
         */
        public function create(): bool {}

        /** Gives the memory back, in this process; the object cannot be used any more. */
        public function destroy(): bool {}

        /**
         * Writes columns of the row of `$key`, all at once. Columns that are not given keep their value; in a new row they
         * are 0, 0.0 or "". Values are converted as PHP converts arguments without strict_types; null is 0, 0.0 or "".
         *
         * @return bool false, with a warning, when no row is free, a string is longer than its column (it is not cut) or
         *     the key has more than 64 bytes; nothing is changed then
         * @throws \ValueError for an unknown column, with the nearest right name
         * @throws \TypeError for a value its column cannot take
         */
        public function set(string $key, array $value): bool {}

        /**
         * The row of `$key`, or one column of it; false when there is none.
         *
         * @throws \ValueError for an unknown column, with the nearest right name
         */
        public function get(string $key, ?string $field = null): array|string|float|int|false {}

        /** How many rows there are. */
        public function count(): int {}

        /** Removes the row of `$key`; false when there is none. */
        public function del(string $key): bool {}

        /** Same as `del()`. */
        public function delete(string $key): bool {}

        /** Whether `$key` has a row. */
        public function exists(string $key): bool {}

        /** Same as `exists()`. */
        public function exist(string $key): bool {}

        /**
         * Adds to an int or float column in one step; a missing row is made first, with zeros.
         *
         * @return int|float|false the sum; false, with a warning, when it does not fit 64 bits, the column holds strings,
         *     or no row is free
         * @throws \ValueError for an unknown column, with the nearest right name
         */
        public function incr(string $key, string $column, int|float $incrby = 1): int|float|false {}

        /** Takes away; otherwise as `incr()`. */
        public function decr(string $key, string $column, int|float $incrby = 1): int|float|false {}

        /** How many rows it holds at most. */
        public function getSize(): int {}

        /** Bytes of memory it takes when all rows are in use. */
        public function getMemorySize(): int {}

        /**
         * `num` (rows), `conflict_count` and `conflict_max_level` (rows added where others were, the most they met),
         * `insert_count`, `update_count`, `delete_count` (of all processes), `available_slice_num` and
         * `total_slice_num` (rows that are free, rows in all).
         */
        public function stats(): array|false {}

        /**
         * Puts these rows (key => row) in place of all others, at one moment: who reads sees the old rows or the new
         * ones, never a mixture; who iterates goes on through the old ones; who writes waits until it is done. All rows
         * are collected and checked first. Of a key that comes twice the last row counts.
         *
         * @throws \Peregrine\Exception for more rows than the table holds, or when three earlier generations of rows are still
         *     iterated over; the old rows stay
         * @throws \ValueError for an unknown column, a string longer than its column or a key longer than 64 bytes; the
         *     old rows stay
         * @throws \TypeError for a value its column cannot take, or a row that is no array; the old rows stay
         */
        public function replace(\Traversable|array $rows): void {}

        /** Begins the object's own iteration. */
        public function rewind(): void {}

        /** Whether the iteration has a row. */
        public function valid(): bool {}

        /** Goes on to the next row. */
        public function next(): void {}

        /** The row of the iteration; null when it has none. */
        public function current(): mixed {}

        /** The key of the iteration's row; null when it has none. */
        public function key(): mixed {}
    }

    /**
     * An unsigned 32-bit number in memory that all processes share.
     *
     * Made before `Server::start()` (or any other fork), used by every process afterwards. Sums wrap at 32 bits.
     */
    class Atomic
    {
        /**
         * Begins with `$value`, 0 to 4,294,967,295.
         *
         * @throws \ValueError when it is out of range
         * @throws \Peregrine\Exception when the system gives no memory
         */
        public function __construct(int $value = 0) {}

        /** Adds (up to 32 bits; a negative number takes away) and returns the sum. */
        public function add(int $add_value = 1): int {}

        /** Takes away and returns the difference. */
        public function sub(int $sub_value = 1): int {}

        /** The number. */
        public function get(): int {}

        /** Changes the number, 0 to 4,294,967,295. */
        public function set(int $value): void {}

        /** Changes it to `$new_value` if it is `$cmp_value`; whether it was. */
        public function cmpset(int $cmp_value, int $new_value): bool {}

        /**
         * Waits until the number is 1 and makes it 0, or until `wakeup()`. In a coroutine the others run meanwhile;
         * outside of coroutines the process blocks.
         *
         * @param float $timeout seconds; 0 or less waits for ever
         * @return bool false when the time passed or the wait was cancelled
         */
        public function wait(float $timeout = 1.0): bool {}

        /**
         * Makes a 0 a 1 and lets up to `$count` of those who wait go on, in any process.
         *
         * @throws \ValueError when `$count` is less than 1
         */
        public function wakeup(int $count = 1): bool {}
    }

    /**
     * A lock between coroutines of all processes.
     *
     * Made before `Server::start()` (or any other fork), used by every process afterwards. Its holder is a coroutine, or
     * the code of a process outside of coroutines. Who waits is served in order of arrival, in each process. When the
     * holder's process dies, by whatever signal, or a coroutine ends without `unlock()`, the lock is released: look at
     * what it guards, it may be half changed.
     */
    class Lock
    {
        /** One holder at a time. */
        public const MUTEX = 3;

        /** One holder alone, or any number with LOCK_SH. */
        public const RWLOCK = 1;

        /** Why the last call gave false: 1 (not the holder), 16 (LOCK_NB and not free), 110 (time passed), 125 (cancelled). */
        public $errCode = 0;

        /**
         * A lock nobody holds.
         *
         * @param int $type Lock::MUTEX or Lock::RWLOCK
         * @throws \ValueError for another type
         * @throws \Peregrine\Exception when the system gives no memory
         */
        public function __construct(int $type = \Peregrine\MUTEX) {}

        /**
         * Takes the lock, waiting for it. In a coroutine the others run meanwhile; outside of coroutines the process
         * blocks.
         *
         * @param int $operation LOCK_EX, or LOCK_SH to share an RWLOCK (a MUTEX is never shared); with LOCK_NB it does
         *     not wait
         * @param float $timeout seconds; 0 or less waits for ever
         * @return bool false when it was not taken; see `$errCode`
         * @throws \ValueError for another operation
         * @throws \Peregrine\Error when the caller holds it already and would wait for itself
         */
        public function lock(int $operation = LOCK_EX, float $timeout = -1): bool {}

        /** Releases the lock; false when the caller does not hold it. */
        public function unlock(): bool {}
    }

    /** What all servers have in common: a master that supervises worker processes. */
    abstract class Server
    {
        /** The options that were set. */
        public $setting = null;

        /** The address it listens on. */
        public $host = '';

        /** The port it listens on; the real one once it runs. */
        public $port = 0;

        /** The socket type. */
        public $type = 0;

        /** Whether it speaks TLS. */
        public $ssl = false;

        /** BASE or PROCESS, as given. */
        public $mode = 0;

        /** The master's process id, once it runs. */
        public $master_pid = 0;

        /** The process id of who supervises the workers: the master. */
        public $manager_pid = 0;

        /** In a worker: its id, from 0; -1 elsewhere. */
        public $worker_id = -1;

        /** Whether this process is a task worker. */
        public $taskworker = false;

        /** In a worker: its process id. */
        public $worker_pid = 0;

        /**
         * A server for this address; nothing is bound before `start()`. Port 0 takes a free one.
         *
         * @throws \ValueError for a port, mode or socket type that cannot be used
         */
        public function __construct(string $host = '0.0.0.0', int $port = 0, int $mode = \Peregrine\BASE, int $sock_type = \Peregrine\SOCK_TCP) {}

        /**
         * Sets options; see docs/options.md. May be called several times before `start()`.
         *
         * @throws \ValueError for an unknown option, with the nearest right name, or a wrong value
         */
        public function set(array $settings): bool {}

        /**
         * Sets the callback of an event: start, shutdown, beforeShutdown, managerStart, managerStop, beforeReload,
         * afterReload, workerStart, workerStop, workerExit, workerError, pipeMessage, request. Names in any case.
         * There are no task workers: callbacks of task and finish, which programs written for Swoole give in any case, are
         * never called.
         *
         * @throws \ValueError for an unknown event, with the nearest right name
         */
        public function on(string $event_name, callable $callback): bool {}

        /** The callback of an event; null when there is none. */
        public function getCallback(string $event_name): mixed {}

        /**
         * Binds the address, forks the workers and supervises them. Returns true after a shutdown, in the master only.
         *
         * @throws Exception when the address is taken, or the options cannot work together
         */
        public function start(): bool {}

        /**
         * Replaces all workers one by one; nothing accepted is lost.
         *
         * @throws Error before `start()`
         */
        public function reload(): bool {}

        /**
         * Ends the server: workers finish what is in flight.
         *
         * @throws Error before `start()`
         */
        public function shutdown(): bool {}

        /**
         * Replaces one worker (-1: the one this is called in), which finishes what is in flight.
         *
         * @return bool false when there is no such worker
         */
        public function stop(int $workerId = -1): bool {}

        /**
         * Figures over all workers: start_time, connection_num, accept_count, close_count, worker_num, user_worker_num,
         * idle_worker_num (no request in flight), request_count, response_count, concurrency (requests in flight),
         * worker_concurrency (this worker's), worker_request_count (this worker's), coroutine_num,
         * reload_count, reload_failed_count, worker_death_count, worker_killed_count (exceeded max_wait_time),
         * worker_tainted_count (replaced after a fatal error), worker_recycled_count (max_worker_memory, max_worker_age),
         * static_count (files and preflights, answered without the callback), kafka_sent (messages acknowledged), kafka_failed,
         * kafka_in_flight, kafka_received (the workers' clients), and `workers`, a list of worker_id, pid, generation, state,
         * requests, connections, concurrency, coroutines and rss_kib. Other workers' figures are up to 0.25 s old.
         */
        public function stats(): array {}

        /**
         * Adds a process of your own, forked and supervised beside the workers; before `start()`.
         *
         * @return int its number, from 0
         */
        public function addProcess(\Peregrine\Process $process): int|false {}

        /**
         * Sends a value to another worker or user process (worker_num + number), whose `pipeMessage` callback gets it.
         *
         * @return bool false, with a warning, when there is no such process or its mailbox is full
         */
        public function sendMessage(mixed $message, int $dst_worker_id): bool {}

        /**
         * What is known of a connection of this worker (`$request->fd`): server_port, server_addr, socket_type, remote_port,
         * remote_ip (the socket's: a proxy's, behind one), reactor_id and worker_id (both this worker's), connect_time,
         * send_queued_bytes, server_protocol; with TLS also https, ssl_protocol, ssl_cipher, ssl_server_name and
         * ssl_client_cert, as in `$request->server`.
         *
         * @param int $reactor_id the worker it must belong to; -1: any
         * @param bool $ignoreError true: also while it is being closed
         * @return array|false false when there is no such connection in this worker
         */
        public function getClientInfo(int $fd, int $reactor_id = -1, bool $ignoreError = false): array|false {}

        /**
         * Numbers of connections of this worker above `$start_fd`, ascending, at most `$find_count` (1 to 100).
         *
         * @return array|false false when there are none
         */
        public function getClientList(int $start_fd = 0, int $find_count = 10): array|false {}

        /** Whether the connection is open: this worker's, or, asked by a coroutine, which waits, another worker's. */
        public function exists(int $fd): bool {}

        /** The same as `exists()`. */
        public function exist(int $fd): bool {}

        /**
         * Closes a connection, also, called by a coroutine, which waits, another worker's. What was written is sent before, and
         * an answer that was ended; others of that connection are cut where they are, as if the client had left. Requests
         * behind them do not begin.
         *
         * @param bool $reset true: at once; the client sees an error, and what is not sent is lost
         * @return bool false when there is no such connection, or no longer
         */
        public function close(int $fd, bool $reset = false): bool {}

        /** The id of this worker; false in the master. */
        public function getWorkerId(): int|false {}

        /** The process id of a worker (-1: of this one); false when there is none. */
        public function getWorkerPid(int $worker_id = -1): int|false {}

        /** The master's process id. */
        public function getMasterPid(): int {}

        /** The same as `getMasterPid()`: the master supervises. */
        public function getManagerPid(): int {}
    }
}

namespace Peregrine\Atomic
{
    /**
     * A signed 64-bit number in memory that all processes share.
     *
     * Made before `Server::start()` (or any other fork), used by every process afterwards. Sums wrap at 64 bits. It
     * cannot be waited for: see `Atomic`.
     */
    class Long
    {
        /**
         * Begins with `$value`.
         *
         * @throws \Peregrine\Exception when the system gives no memory
         */
        public function __construct(int $value = 0) {}

        /** Adds and returns the sum. */
        public function add(int $add_value = 1): int {}

        /** Takes away and returns the difference. */
        public function sub(int $sub_value = 1): int {}

        /** The number. */
        public function get(): int {}

        /** Changes the number. */
        public function set(int $value): void {}

        /** Changes it to `$new_value` if it is `$cmp_value`; whether it was. */
        public function cmpset(int $cmp_value, int $new_value): bool {}
    }
}

namespace Peregrine\Aws
{
    /**
     * Signs HTTP requests for one of AWS's services (Signature Version 4). Credentials and region are found as AWS's own
     * tools find them: environment, web identity, profiles in `~/.aws`, container, instance (IMDSv2); temporary ones are
     * renewed before their end. Secrets are never visible to PHP code.
     */
    final class Signer
    {
        /**
         * Asks nobody yet.
         *
         * @param string $service such as `s3`, as in the service's host names
         * @param ?string $region null: AWS_REGION, AWS_DEFAULT_REGION, the profile's or the instance's
         * @param ?string $profile a profile that counts instead of everything else
         */
        public function __construct(string $service, ?string $region = null, ?string $profile = null) {}

        /**
         * The header fields to add to a request, by name: `authorization`, `x-amz-date` and others. They are good for five
         * minutes, for this method, URL, these fields and this body. Parks while credentials are asked for.
         *
         * @param array<string, string> $headers fields to sign as well; whatever proxies may change does not belong here
         * @return array<string, string>
         * @throws \ValueError for a URL that is none, or a field that is no string
         * @throws \Peregrine\Exception when there are no credentials; the message says where they were looked for
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function sign(string $method, string $url, array $headers = [], #[\SensitiveParameter] string $body = ''): array {}

        /**
         * The region in use. Parks when an instance has to be asked.
         *
         * @throws \Peregrine\Exception when it is not known
         */
        public function region(): string {}

        /** What AWS_ENDPOINT_URL_SERVICE or AWS_ENDPOINT_URL says instead of AWS's own address; null when neither is set. */
        public function endpoint(): ?string {}
    }
}

namespace Peregrine\Coroutine
{
    /** Thrown in a coroutine whose wait `Coroutine::cancel($cid, true)` ended. */
    final class CanceledException extends \Exception
    {    }

    /** What a coroutine keeps for as long as it lives. */
    class Context extends \ArrayObject
    {    }

    /** Ids of coroutines. */
    class Iterator extends \ArrayIterator
    {    }

    /** A queue between the coroutines of one process. */
    class Channel
    {
        /** How many values it holds at most. */
        public $capacity = 0;

        /** Why the last `push()` or `pop()` gave false: one of CHANNEL_OK, _TIMEOUT, _CLOSED, _CANCELED. */
        public $errCode = 0;

        /** A channel for `$size` values; less than 1 counts as 1. */
        public function __construct(int $size = 1) {}

        /**
         * Adds a value, waiting while the channel is full. A coroutine that waits in `pop()` is entered at once.
         *
         * @param float $timeout seconds; 0 or less waits for ever
         * @return bool false when it was not added; see `$errCode`
         */
        public function push(mixed $data, float $timeout = -1): bool {}

        /**
         * Takes the oldest value, waiting while there is none.
         *
         * @param float $timeout seconds; 0 or less waits for ever
         * @return mixed the value; false when there was none, see `$errCode`
         */
        public function pop(float $timeout = -1): mixed {}

        /** Whether it holds no value. */
        public function isEmpty(): bool {}

        /** Whether it holds `$capacity` values. */
        public function isFull(): bool {}

        /** Closes it: `push()` fails from now on, `pop()` once it is empty; who waits goes on. False when it was closed. */
        public function close(): bool {}

        /** `consumer_num` and `producer_num` (coroutines that wait) and `queue_num` (values). */
        public function stats(): array {}

        /** How many values it holds. */
        public function length(): int {}
    }

    /** Waits until a number of things are done. */
    class WaitGroup implements \Countable
    {
        /**
         * Begins with a count of `$delta`.
         *
         * @throws \ValueError when it is negative
         */
        public function __construct(int $delta = 0) {}

        /**
         * Adds to the count.
         *
         * @throws \Peregrine\Error when the count would become negative or overflow
         */
        public function add(int $delta = 1): void {}

        /**
         * Takes one from the count; at zero the coroutines in `wait()` go on.
         *
         * @throws \Peregrine\Error when the count is zero
         */
        public function done(): void {}

        /**
         * Waits until the count is zero.
         *
         * @param float $timeout seconds; 0 or less waits for ever
         * @return bool false when the time passed or the wait was cancelled
         */
        public function wait(float $timeout = -1): bool {}

        /** The count. */
        public function count(): int {}
    }
}

namespace Peregrine\Coroutine\Http
{
    /**
     * An HTTP/1.1 client of one server, with or without TLS. One connection is kept for its requests, which are made
     * one after the other. Redirects are not followed. A request without an answer gives false; an answer of any
     * status gives true.
     */
    class Client
    {
        /**
         * Why the last request failed: an errno (111 refused, 104 reset, 110 timed out) or 711 no address, 1014
         * certificate refused, 1018 no TLS, 1201 body too long, 7102 not HTTP/1.1, 10017 cancelled. 0 after an answer.
         */
        public $errCode = 0;

        /** Why the last request failed, for people; '' after an answer. */
        public $errMsg = '';

        /** Whether there is a connection for the next request. */
        public $connected = false;

        /** The server. */
        public $host = '';

        /** Its port. */
        public $port = 0;

        /** Whether TLS is spoken. */
        public $ssl = false;

        /** The options that were set. */
        public $setting = null;

        /** The method of the next `execute()`; null: POST with a body, else GET. */
        public $requestMethod = null;

        /** The header fields of the requests. */
        public $requestHeaders = null;

        /** The body of the next `execute()`. */
        public $requestBody = null;

        /** The answer's status; without an answer one of HTTP_CLIENT_ESTATUS_*. */
        public $statusCode = 0;

        /**
         * The answer's header fields by lower-case name; one that came twice is an array of strings. Set-Cookie is in
         * `$set_cookie_headers`.
         */
        public $headers = null;

        /** The answer's Set-Cookie fields; null without any. */
        public $set_cookie_headers = null;

        /** The cookies of the requests, by name: those that were set and those that answers brought. */
        public $cookies = null;

        /** The answer's body. */
        public $body = '';

        /**
         * A client of that host (a name or an IP address); it connects with the first request.
         *
         * @param int $port 0 is 80, with TLS 443
         * @throws \ValueError for what is no host, or a port above 65,535
         */
        public function __construct(string $host, int $port = 0, bool $ssl = false) {}

        /**
         * Changes options: `connect_timeout` (seconds for name, TCP and TLS, default 10), `read_timeout` (seconds for the
         * whole answer, default 60), `timeout` (both), each for ever when 0 or less; `keep_alive` (default true);
         * `package_max_length` (the longest body taken into memory, in bytes, default 64 MiB); `ssl_verify_peer` (default
         * true), `ssl_cafile` (PEM file of the authorities to trust instead of the system's), `ssl_host_name` (the name
         * the certificate must have, default the host).
         *
         * @throws \ValueError for an unknown option, with the nearest right name, or a value out of range
         */
        public function set(array $settings): bool {}

        /**
         * Sets the method of the next `execute()`.
         *
         * @throws \ValueError for what is no token
         */
        public function setMethod(string $method): bool {}

        /**
         * Sets the header fields of the requests, replacing all earlier ones; an array as value writes one line each.
         *
         * @throws \ValueError for a name that is no token, a value with a control character, Transfer-Encoding, Upgrade
         */
        public function setHeaders(array $headers): bool {}

        /**
         * Sends `Authorization: Basic` (RFC 7617) with the requests. It is shown nowhere.
         *
         * @throws \ValueError for a user name with a colon
         */
        public function setBasicAuth(string $username, #[\SensitiveParameter] string $password): void {}

        /**
         * Sets the cookies of the requests, name to value, replacing all earlier ones.
         *
         * @throws \ValueError for a name with a separator
         */
        public function setCookies(array $cookies): bool {}

        /** Sets the body of the next `execute()`: an array is sent as a form, a string as it is. */
        public function setData(array|string $data): bool {}

        /**
         * Sends a request with `$requestMethod` and `$requestBody` and waits for the answer.
         *
         * @param string $path path and query, percent-encoded
         * @return bool false when there is no answer: see `$statusCode`, `$errCode` and `$errMsg`
         * @throws \ValueError for a path, a method, header fields or cookies that cannot be sent
         * @throws \Peregrine\Error outside a coroutine, or while another one waits for this client
         */
        public function execute(string $path): bool {}

        /** The same with method GET and no body. */
        public function get(string $path): bool {}

        /** The same with method POST and this body: an array is sent as a form, anything else as a string. */
        public function post(string $path, mixed $data): bool {}

        /**
         * GET into a file, which an answer with a status of 2xx replaces; any other leaves it alone and its body is in
         * `$body`. With an `$offset` the rest from that byte on is asked for; false when the server sends something else.
         * `package_max_length` does not count here, `read_timeout` does.
         */
        public function download(string $path, string $file, int $offset = 0): bool {}

        /** The answer's body. */
        public function getBody(): string|false {}

        /** The answer's header fields, as `$headers`. */
        public function getHeaders(): array|false|null {}

        /** The cookies, as `$cookies`. */
        public function getCookies(): array|false|null {}

        /** The answer's status, as `$statusCode`. */
        public function getStatusCode(): int|false {}

        /** The head of the last request as it was sent, but for a password; false before the first. */
        public function getHeaderOut(): string|false {}

        /** Closes the connection; the next request makes a new one. False when there is none. */
        public function close(): bool {}
    }
}

namespace Peregrine\Exception
{
    /**
     * What librdkafka or a broker refused. `getCode()` is librdkafka's number: below zero it was found by the client,
     * above zero by the broker.
     */
    class KafkaException extends \Peregrine\Exception
    {
        /** librdkafka's name of the code. */
        private string $name = '';

        /** Whether the same call may succeed later. */
        private bool $retriable = false;

        /** Whether the client is beyond repair. */
        private bool $fatal = false;

        /** Whether the transaction must be aborted. */
        private bool $requiresAbort = false;

        /**
         * librdkafka's name of the code, like `_MSG_TIMED_OUT` or `TOPIC_AUTHORIZATION_FAILED`; '' for an exception that
         * PHP code made.
         */
        public function getName(): string {}

        /**
         * Whether the same call may succeed later with nothing changed. librdkafka has already retried for
         * `message.timeout.ms`. A message that timed out may have arrived all the same: sending it again can double it.
         */
        public function isRetriable(): bool {}

        /** Whether the producer or consumer is beyond repair: close it and make a new one. */
        public function isFatal(): bool {}

        /** Whether the transaction in which this happened can only be aborted; a new one may succeed. */
        public function transactionRequiresAbort(): bool {}
    }

    /** Messages of a batch failed. As an exception it is the first failure. */
    class KafkaBatchException extends \Peregrine\Exception\KafkaException
    {
        /** Of those that were written. */
        private array $reports = [];

        /** Of those that were not. */
        private array $failures = [];

        /**
         * The delivery reports of the messages that were written, by their keys in the batch.
         *
         * @return array<int|string, \Peregrine\Kafka\DeliveryReport>
         */
        public function getReports(): array {}

        /**
         * What went wrong with the others, by their keys in the batch.
         *
         * @return array<int|string, \Peregrine\Exception\KafkaException>
         */
        public function getFailures(): array {}
    }
}

namespace Peregrine\Http
{
    /** An HTTP/1.1 and HTTP/2 server, with or without TLS: each request runs the `request` callback in a coroutine of its own. */
    class Server extends \Peregrine\Server
    {    }

    /** A request as the client sent it. */
    class Request
    {
        /** The connection's number, positive. */
        public $fd = null;

        /** The number of the request's HTTP/2 stream; 0 with HTTP/1. */
        public $streamId = null;

        /** The header fields by lower-case name; one that was sent twice is an array of strings. Cookies are in `$cookie`. */
        public $header = null;

        /**
         * request_method, request_uri (as sent, without the query), path_info (decoded), query_string (when there is
         * one), request_time, request_time_float, server_protocol, server_addr, server_port, remote_addr, remote_port (0 when a
         * proxy did not say), master_time, request_scheme (http or https), http_host (when one was sent). What a trusted
         * proxy says about the client counts here (`trusted_proxies`); `$header` is as it was sent. Over TLS also https
         * ('on'), ssl_protocol, ssl_cipher, and where the client gave them ssl_server_name and ssl_client_cert (PEM,
         * verified).
         */
        public $server = null;

        /** The cookies, decoded; null without any. */
        public $cookie = null;

        /** The query's variables by PHP's rules (max_input_vars); null without any. */
        public $get = null;

        /** Uploaded files in the shape of `$_FILES`; null without any. */
        public $files = null;

        /** The form's variables by PHP's rules; null without any. */
        public $post = null;

        /** Where the uploaded files are; null without any. They are removed with the request. */
        public $tmpfiles = null;

        /**
         * The body; '' for multipart/form-data, whose parts are in `$post` and `$files`. With `stream_request_body` the
         * coroutine waits here until it has arrived, as it does where `$post`, `$files` and `$tmpfiles` are first read.
         *
         * @return string|false false when it will not come, or (with a warning) when `read()` took parts of it
         */
        public function rawContent(): string|false {}

        /** The body; the same as `rawContent()`. */
        public function getContent(): string|false {}

        /**
         * The next piece of the body, at most `$length` bytes, as it is on the wire also for multipart/form-data; '' at its
         * end. With `stream_request_body` it is received when it is asked for: the coroutine waits here, and a client
         * that sends faster than this reads is held back. Until the response is ended.
         *
         * @param float $timeout seconds; 0 or less waits as long as `body_timeout` allows
         * @return string|false false when `$timeout` passed, or when the rest will not come: the client is gone, or what it
         *   sent was refused (too long, too slow, malformed), which has ended the response; `Response::isWritable()` tells
         */
        public function read(int $length = 65536, float $timeout = -1): string|false {}

        /** The whole request: request line, header fields and body. */
        public function getData(): string|false {}

        /** The method, as sent. */
        public function getMethod(): string|false {}
    }

    /**
     * A cookie for `Response::cookie()`, which may be sent with any number of responses. Each `with…()` changes this
     * object and returns it. Without `withPath()` there is no path: clients take that of the request.
     */
    class Cookie
    {
        /** @param bool $encode whether the value is written as `urlencode()` does it; false: as it is */
        public function __construct(bool $encode = true) {}

        /** Its name: no '=', commas, semicolons, blanks or controls. */
        public function withName(string $name): \Peregrine\Http\Cookie {}

        /** Its value; '' deletes the cookie at the client. */
        public function withValue(string $value = ''): \Peregrine\Http\Cookie {}

        /** When the client forgets it, in seconds since 1970; 0: at the end of its session. */
        public function withExpires(int $expires = 0): \Peregrine\Http\Cookie {}

        /** The paths it is for; '': none is said. */
        public function withPath(string $path = '/'): \Peregrine\Http\Cookie {}

        /** The domain it is for; '': the host that was asked. */
        public function withDomain(string $domain = ''): \Peregrine\Http\Cookie {}

        /** Whether it is for TLS only. */
        public function withSecure(bool $secure = false): \Peregrine\Http\Cookie {}

        /** Whether scripts in the page cannot read it. */
        public function withHttpOnly(bool $httpOnly = false): \Peregrine\Http\Cookie {}

        /** `Strict`, `Lax` or `None`; '': none is said. */
        public function withSameSite(string $sameSite = ''): \Peregrine\Http\Cookie {}

        /** `Low`, `Medium` or `High`; '': none is said. */
        public function withPriority(string $priority = ''): \Peregrine\Http\Cookie {}

        /** Whether each site that embeds this one has a cookie of its own. */
        public function withPartitioned(bool $partitioned = false): \Peregrine\Http\Cookie {}

        /**
         * The value of the Set-Cookie field.
         *
         * @return string|false false, with a warning that says why, when this makes no cookie
         */
        public function toString(): string|false {}

        /** name, value, path, domain, sameSite, priority, encode, expires, secure, httpOnly and partitioned. */
        public function toArray(): array {}

        /** Forgets all that was set; the value is encoded again. */
        public function reset(): void {}
    }

    /**
     * The answer to a request. It ends with `end()`, `sendfile()` or `redirect()`; one that nobody holds any more and
     * nobody ended is answered with 500.
     */
    class Response
    {
        /** The connection's number, positive. */
        public $fd = null;

        /**
         * Sets the status code (200 to 999) and the reason; '' is the code's own.
         *
         * @return bool false, with a warning, when the head is sent
         */
        public function status(int $http_code, string $reason = ''): bool {}

        /** The same as `status()`. */
        public function setStatusCode(int $http_code, string $reason = ''): bool {}

        /**
         * Sets a header field, replacing one of that name; an array writes one line each, null removes it. Line ends around
         * a value are left out. `$format` writes the name like `Content-Type`. Without a Content-Type of yours it is
         * text/html.
         *
         * @throws \ValueError for a name that is no token, or a value with CR, LF or NUL
         * @return bool false, with a warning, when the head is sent
         */
        public function header(string $key, array|string|null $value, bool $format = true): bool {}

        /** The same as `header()`. */
        public function setHeader(string $key, array|string|null $value, bool $format = true): bool {}

        /**
         * Adds a cookie (RFC 6265) with an encoded value; '' deletes it. `$expires` is seconds since 1970, 0 the end of
         * the session. With a Cookie object the other arguments are not looked at.
         *
         * @throws \ValueError for a part that would break out of the field
         * @return bool false, with a warning, when the head is sent
         */
        public function cookie(\Peregrine\Http\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** The same as `cookie()`. */
        public function setCookie(\Peregrine\Http\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** As `cookie()`, with a value that is written as it is; a Cookie object says that itself. */
        public function rawcookie(\Peregrine\Http\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** The same as `rawcookie()`. */
        public function setRawCookie(\Peregrine\Http\Cookie|string $name_or_object, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /**
         * Adds a field that is sent behind the body (RFC 9110 6.5): with HTTP/2, and with HTTP/1.1 when the body is chunked,
         * which it then is. Until `end()`.
         *
         * @throws \ValueError for a name that is no token or is read before the body, or a value with CR, LF or NUL
         * @return bool false, with a warning, when the response is ended or has a Content-Length that is sent
         */
        public function trailer(string $key, string $value): bool {}

        /**
         * Sends a piece of the body at once (chunked, unless a Content-Length was set). When the client takes less than
         * is written, the coroutine waits here.
         *
         * @return bool false when the response is ended or the client is gone
         */
        public function write(string $content): bool {}

        /**
         * Ends the response with this body, or with the last piece after `write()`.
         *
         * @return bool false when it is ended already (with a warning) or the client is gone
         */
        public function end(?string $content = null): bool {}

        /**
         * Ends the response with `$length` bytes (0: all) of a file from `$offset` on, without loading it. Without a
         * Content-Type of yours the file name decides.
         *
         * @return bool false, with a warning, when the file cannot be read or does not have these bytes
         */
        public function sendfile(string $filename, int $offset = 0, int $length = 0): bool {}

        /** Ends the response with a Location field and this status (301, 302, 303, 307 or 308). */
        public function redirect(string $location, int $http_code = 302): bool {}

        /** Whether it can still be written to: not ended, client not gone. */
        public function isWritable(): bool {}

        /**
         * Takes the connection over for another protocol, which the client must have asked for with Upgrade (RFC 9110 7.8,
         * HTTP/1.1): answers 101 with the headers and cookies that were set, and ends this response.
         *
         * @return Peregrine\\Http\\Connection|false false, with a warning, when the client did not ask for it, the body has
         *   not been read, or the head is sent
         */
        public function switchProtocol(string $protocol): \Peregrine\Http\Connection|false {}

        /**
         * Lets go of the response without ending it: `Response::create($fd)` finds it again, in any process of the server.
         * `$fd` stays readable.
         */
        public function detach(): bool {}

        /**
         * The response of that connection (with HTTP/2 the one detached last), detached in this worker or, inside a
         * coroutine, in another one: then each call on it waits until that worker has done it, and status, headers and
         * cookies set here are sent with the first `write()`, `end()` or `sendfile()`. False when there is none, also
         * because its client or its worker is gone.
         *
         * @param object|array|int $server the Server, or the connection's number
         */
        public static function create(object|array|int $server = -1, int $fd = -1): \Peregrine\Http\Response|false {}
    }

    /**
     * A connection that `Response::switchProtocol()` took over: bytes as they are in both directions. It is closed when
     * nobody holds it any more.
     */
    final class Connection
    {
        /** The connection's number, positive. */
        public $fd = null;

        /**
         * The next bytes, at most `$length`; '' when the client will send no more. What is not read is not received.
         *
         * @param float $timeout seconds; 0 or less waits for ever
         * @return string|false false when `$timeout` passed or the connection is closed
         */
        public function recv(int $length = 65536, float $timeout = -1): string|false {}

        /**
         * Sends this. When the client takes less than is sent, the coroutine waits here.
         *
         * @return bool false when the connection is closed or the client is gone
         */
        public function send(string $data): bool {}

        /**
         * Closes the connection once everything is sent.
         *
         * @return bool false when it was closed already
         */
        public function close(): bool {}

        /** Whether something can still be sent. */
        public function isConnected(): bool {}
    }
}

namespace Peregrine\Kafka
{
    /**
     * Sends messages to Kafka. librdkafka's threads do the network; only the coroutine that waits is parked.
     *
     * What was accepted is delivered before the process ends: a server's worker at its shutdown and reload within
     * `max_wait_time`, a script at the end of `run()` within 10 seconds. A producer belongs to the process and the event
     * loop that made it: make it in `workerStart`, not before the fork.
     */
    class Producer
    {
        /**
         * A producer with librdkafka's configuration keys (its CONFIGURATION.md): strings, ints, floats and bools.
         * `bootstrap.servers` is required. Defaults are librdkafka's: `acks` all, `linger.ms` 5 (0 suits producers whose
         * sends are awaited one by one), `message.timeout.ms` 300000; but `enable.idempotence` is true, so that
         * librdkafka's own retries neither double nor reorder messages, unless a setting excludes it: `acks` other than
         * all, `retries` 0, `max.in.flight` above 5, `queuing.strategy` lifo.
         *
         * @param array<string, string|int|float|bool> $config
         * @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
         * @throws \Peregrine\Error outside the event loop
         */
        public function __construct(#[\SensitiveParameter] array $config) {}

        /**
         * Sends a message and parks until the brokers have acknowledged it as `acks` demands.
         *
         * When the wait is ended from outside (cancel, exit, shutdown), the message stays under way: it may arrive, and
         * should it fail then, it goes to `onFailure()`.
         *
         * @param ?string $value null is a tombstone, which deletes the key in a compacted topic
         * @param ?string $key from whose hash the partition is chosen
         * @param array<string, string|null|list<string|null>> $headers
         * @param ?int $partition null lets librdkafka's `partitioner` choose
         * @param ?int $timestamp milliseconds since 1970; null is now
         * @throws \Peregrine\Exception\KafkaException when it is refused, or not acknowledged within `message.timeout.ms`
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function send(string $topic, ?string $value, ?string $key = null, array $headers = [], ?int $partition = null, ?int $timestamp = null): \Peregrine\Kafka\DeliveryReport {}

        /**
         * Queues a message without waiting for its acknowledgement; parks only while librdkafka's queue
         * (`queue.buffering.max.messages`, `queue.buffering.max.kbytes`) is full. Should it fail later, it goes to
         * `onFailure()`. The parameters are those of `send()`.
         *
         * @throws \Peregrine\Exception\KafkaException when librdkafka refuses it at once
         * @throws \Peregrine\Coroutine\CanceledException when the wait for room was cancelled; it is not queued then
         */
        public function enqueue(string $topic, ?string $value, ?string $key = null, array $headers = [], ?int $partition = null, ?int $timestamp = null): void {}

        /**
         * Sends messages to one topic and parks until each is acknowledged or has failed.
         *
         * @param array<int|string, string|null|array{value?: ?string, key?: ?string, headers?: array<string,
         *     string|null|list<string|null>>, partition?: ?int, timestamp?: ?int}> $messages values, or the parameters of
         *     `send()` by name
         * @return array<int|string, \Peregrine\Kafka\DeliveryReport> by the keys of `$messages`
         * @throws \Peregrine\Exception\KafkaBatchException when one or more failed; it has the reports of the others
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; messages may still arrive
         */
        public function sendBatch(string $topic, array $messages): array {}

        /**
         * Gets the producer its id from the brokers and ends what an earlier producer of the same `transactional.id` left
         * open; once, before the first transaction.
         *
         * @param float $timeout seconds; after that it goes on in the background: call it again
         * @throws \Peregrine\Exception\KafkaException
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function initTransactions(float $timeout = 60.0): void {}

        /**
         * Begins a transaction: what is sent from now on is part of it.
         *
         * @throws \Peregrine\Exception\KafkaException
         */
        public function beginTransaction(): void {}

        /**
         * Waits until everything sent in the transaction is acknowledged, and commits it.
         *
         * @param float $timeout seconds; after that it goes on in the background: call it again
         * @throws \Peregrine\Exception\KafkaException with `transactionRequiresAbort()`: abort it; with `isRetriable()`:
         *     commit again
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the commit stays under way
         */
        public function commitTransaction(float $timeout = 60.0): void {}

        /**
         * Calls back what is queued and aborts the transaction: readers of committed messages see none of it.
         *
         * @param float $timeout seconds; after that it goes on in the background: call it again
         * @throws \Peregrine\Exception\KafkaException
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the abort stays under way
         */
        public function abortTransaction(float $timeout = 60.0): void {}

        /**
         * Makes offsets of the consumer's group part of the transaction: they are committed with it, or not at all. The
         * consumer must have `enable.auto.commit` false.
         *
         * @param ?array<string, array<int, int>> $offsets by topic and partition the next to read; null: everything that the
         *     consumer handed out
         * @param float $timeout seconds
         * @throws \Peregrine\Exception\KafkaException with `transactionRequiresAbort()`: abort the transaction
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function sendOffsetsToTransaction(\Peregrine\Kafka\Consumer $consumer, ?array $offsets = null, float $timeout = 60.0): void {}

        /**
         * Calls `$callback(FailedMessage $message, KafkaException $error)` for each message that fails with nobody waiting
         * for it, in a coroutine of its own (at most 128 at a time), instead of an earlier callback. Without one such
         * messages are logged as lost.
         */
        public function onFailure(callable $callback): void {}

        /**
         * Sends what is queued at once, whatever `linger.ms` says, and parks until everything is acknowledged or has
         * failed.
         *
         * @param float $timeout seconds
         * @throws \Peregrine\Exception\KafkaException (`_TIMED_OUT`) when messages are left after that; they stay queued
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function flush(float $timeout = 10.0): void {}

        /**
         * Flushes and ends the producer; every later call fails, but a second `close()` does nothing.
         *
         * @param float $timeout seconds; what is left then fails
         * @throws \Peregrine\Exception\KafkaException (`_TIMED_OUT`) when messages were left
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function close(float $timeout = 10.0): void {}

        /** How many messages are accepted and neither acknowledged nor failed. */
        public function inFlight(): int {}

        /** librdkafka's last statistics (its STATISTICS.md), with `statistics.interval.ms` set; null before the first. */
        public function stats(): ?array {}
    }

    /** Where a message was written. */
    final class DeliveryReport
    {
        /** The topic. */
        public readonly string $topic;

        /** The partition. */
        public readonly int $partition;

        /** The offset in it; below zero with `acks=0`, where nobody knows. */
        public readonly int $offset;

        /** Milliseconds since 1970, as the broker keeps it. */
        public readonly int $timestamp;
    }

    /**
     * A message that was accepted and then not acknowledged. It may have arrived all the same: the exception beside it
     * says why nobody knows.
     */
    final class FailedMessage
    {
        /** The topic. */
        public readonly string $topic;

        /** The partition; null when none had been chosen. */
        public readonly ?int $partition;

        /** Milliseconds since 1970; -1 when it failed before it had got one. */
        public readonly int $timestamp;

        /** The key. */
        public readonly ?string $key;

        /** The value. */
        public readonly ?string $value;

        /** Headers by name: a string or null, or a list of them for a name that occurs more than once. */
        public readonly array $headers;
    }

    /**
     * Reads topics as a member of a group. `foreach ($consumer as $message)` in a coroutine parks between messages and
     * ends when the consumer is closed, the process ends or the coroutine's wait is cancelled; a second loop goes on where
     * the first ended.
     *
     * At least once: asking for the next message says that the one before is worked off; only then it may be committed,
     * which librdkafka does every `auto.commit.interval.ms`. A message whose handling failed, or was cut off, comes again.
     * Messages, rebalances and errors come while somebody reads: read again within `max.poll.interval.ms`, or the group
     * goes on without this member. A consumer belongs to the process and the event loop that made it, which closes it at
     * its end. SIGTERM and SIGINT end reading in order: no more messages come, loops end, what is worked off is committed,
     * the group is left.
     */
    class Consumer implements \Iterator
    {
        /** Where a partition begins. */
        public const OFFSET_BEGINNING = -2;

        /** Behind its newest message. */
        public const OFFSET_END = -1;

        /**
         * A consumer with librdkafka's configuration keys (its CONFIGURATION.md): strings, ints, floats and bools.
         * `bootstrap.servers` and `group.id` are required. Defaults are librdkafka's, also `auto.offset.reset` latest (a new
         * group begins with what comes from now on), but for `enable.auto.offset.store`, which is false: with true messages
         * count as worked off when they are handed out.
         *
         * @param array<string, string|int|float|bool> $config
         * @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
         * @throws \Peregrine\Error outside the event loop
         */
        public function __construct(#[\SensitiveParameter] array $config) {}

        /**
         * Joins the group for these topics, instead of those of an earlier call. A name that begins with `^` is a regular
         * expression over all topics.
         *
         * @param string|list<string> $topics
         * @throws \Peregrine\Exception\KafkaException
         */
        public function subscribe(array|string $topics): void {}

        /**
         * Leaves the topics it was subscribed to; the consumer stays open.
         *
         * @throws \Peregrine\Exception\KafkaException
         */
        public function unsubscribe(): void {}

        /**
         * Reads these partitions without the group deciding, instead of those before. Commits go to the group all the same.
         *
         * @param array<string, array<int, ?int>> $offsets by topic and partition: where to begin; null is what the group has
         *     committed; also `OFFSET_BEGINNING` and `OFFSET_END`
         * @throws \Peregrine\Exception\KafkaException
         */
        public function assign(array $offsets): void {}

        /**
         * Calls `$callback(array $partitions)` (lists of numbers by topic) with the partitions a rebalance gave to this
         * member, before their first message is handed out; in a coroutine of its own, for which the consumer waits. It may
         * `seek()` and `pause()`, and must not read.
         */
        public function onAssign(callable $callback): void {}

        /**
         * Calls `$callback(array $partitions, bool $lost)` with the partitions that a rebalance takes from this member, as
         * `onAssign()`. It may `commit()`. With `$lost` they are another member's already, and nothing can be committed.
         */
        public function onRevoke(callable $callback): void {}

        /**
         * The next message.
         *
         * @param float $timeout seconds; below 0 waits for ever, 0 takes only what has arrived
         * @return ?\Peregrine\Kafka\Message null when the time passed, the wait was cancelled or the process ends
         * @throws \Peregrine\Exception\KafkaException for what librdkafka cannot recover from by itself; unless it is fatal,
         *     reading can go on
         */
        public function consume(float $timeout = -1): ?\Peregrine\Kafka\Message {}

        /**
         * The same as `consume()`, but by default it takes only what has arrived.
         *
         * @throws \Peregrine\Exception\KafkaException as `consume()`
         */
        public function poll(float $timeout = 0): ?\Peregrine\Kafka\Message {}

        /**
         * The next messages: waits for the first, and takes what else has arrived. They are worked off when the next are
         * asked for.
         *
         * @param int $max at most so many, 1 to 1,000,000
         * @param float $timeout seconds to wait for the first; below 0 for ever
         * @return list<\Peregrine\Kafka\Message> empty when the time passed, the wait was cancelled or the process ends
         * @throws \Peregrine\Exception\KafkaException as `consume()`
         */
        public function consumeBatch(int $max, float $timeout = -1): array {}

        /**
         * Calls `$handler(Message $message)` for each message, several at the same time, each in a coroutine of its own;
         * parks until the consumer is closed or the process ends and every handler has returned.
         *
         * A message is worked off when its handler returns, and what is committed of a partition ends before the first that
         * is not. An exception counts as an attempt. After the last one `$deadLetters` takes the message; without it no more
         * handlers begin, the consumer goes back to the first message not worked off, and `each()` throws the exception.
         * Handlers may take longer than `max.poll.interval.ms`; a rebalance waits for those of the partitions it takes away.
         *
         * @param int $concurrency handlers at the same time, 1 to 10,000
         * @param string $order `key`: messages of a partition with the same key are handled in their order; `partition`: all
         *     messages of a partition are
         * @param int $attempts how often a message is tried, from 1
         * @param float $backoff seconds between the attempts
         * @throws \Peregrine\Exception\KafkaException as `consume()`
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function each(callable $handler, int $concurrency = 16, string $order = 'key', int $attempts = 1, float $backoff = 1.0, ?\Peregrine\Kafka\DeadLetterTopic $deadLetters = null): void {}

        /**
         * Parks until the broker has noted the offset behind `$what`: a message, and with it everything before it in its
         * partition; offsets by topic and partition; or, without it, everything that was handed out.
         *
         * @param \Peregrine\Kafka\Message|array<string, array<int, int>>|null $what
         * @throws \Peregrine\Exception\KafkaException
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled; the commit stays under way
         */
        public function commit(\Peregrine\Kafka\Message|array|null $what = null): void {}

        /**
         * As `commit()`, but returns at once; a failure is logged.
         *
         * @param \Peregrine\Kafka\Message|array<string, array<int, int>>|null $what
         * @throws \Peregrine\Exception\KafkaException
         */
        public function commitAsync(\Peregrine\Kafka\Message|array|null $what = null): void {}

        /**
         * Says that everything in the partition up to this message is worked off, without waiting for the next read; it is
         * committed with the rest.
         */
        public function store(\Peregrine\Kafka\Message $message): void {}

        /**
         * The partitions this member has now: lists of numbers by topic. Empty until the group has agreed, which takes
         * reading.
         *
         * @return array<string, list<int>>
         */
        public function assignment(): array {}

        /**
         * Of each partition this member has, the offset that is read next; null before its first message.
         *
         * @return array<string, array<int, ?int>>
         */
        public function positions(): array {}

        /**
         * Of each partition this member has, the offset its group has committed; null where there is none.
         *
         * @return array<string, array<int, ?int>>
         * @throws \Peregrine\Exception\KafkaException
         */
        public function committed(float $timeout = 10.0): array {}

        /**
         * Of each partition this member has, how many messages were not read yet.
         *
         * @return array<string, array<int, int>>
         * @throws \Peregrine\Exception\KafkaException
         */
        public function lag(float $timeout = 10.0): array {}

        /**
         * The oldest offset of a partition and the one behind its newest.
         *
         * @return array{int, int}
         * @throws \Peregrine\Exception\KafkaException
         */
        public function watermarks(string $topic, int $partition, float $timeout = 10.0): array {}

        /**
         * Goes on reading at these offsets. Messages that were handed out and not worked off are not committed any more.
         *
         * @param array<string, array<int, int>> $offsets by topic and partition, of partitions this member has; also
         *     `OFFSET_BEGINNING` and `OFFSET_END`
         * @throws \Peregrine\Exception\KafkaException
         */
        public function seek(array $offsets, float $timeout = 10.0): void {}

        /**
         * Goes back to what the group has committed, else to where `auto.offset.reset` says, in all partitions this member
         * has: what an aborted transaction has to begin with again.
         *
         * @throws \Peregrine\Exception\KafkaException
         */
        public function seekToCommitted(float $timeout = 10.0): void {}

        /**
         * Of each partition the first offset whose message is not older than a time; null when all are older.
         *
         * @param array<string, array<int, int>> $times milliseconds since 1970 by topic and partition
         * @return array<string, array<int, ?int>>
         * @throws \Peregrine\Exception\KafkaException
         */
        public function offsetsForTimes(array $times, float $timeout = 10.0): array {}

        /**
         * Stops fetching these partitions; they stay assigned.
         *
         * @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
         * @throws \Peregrine\Exception\KafkaException
         */
        public function pause(array $partitions = []): void {}

        /**
         * Goes on fetching these partitions.
         *
         * @param array<string, list<int>> $partitions as `assignment()` gives them; empty: all that are assigned
         * @throws \Peregrine\Exception\KafkaException
         */
        public function resume(array $partitions = []): void {}

        /** Whether the process ends and no more messages are handed out; what is worked off can still be committed. */
        public function isFinishing(): bool {}

        /** librdkafka's last statistics (its STATISTICS.md), with `statistics.interval.ms` set; null before the first. */
        public function stats(): ?array {}

        /**
         * Commits what is worked off, if librdkafka would have done it by itself, leaves the group and ends the consumer;
         * every later call fails, but a second `close()` does nothing.
         *
         * @param float $timeout seconds; after that it ends without the broker's word
         * @throws \Peregrine\Exception\KafkaException when leaving failed; it is closed all the same
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function close(float $timeout = 10.0): void {}

        /** For foreach: the message. */
        public function current(): mixed {}

        /** For foreach: the number of the message in this loop, from 0. */
        public function key(): mixed {}

        /** For foreach: waits for the next message. */
        public function next(): void {}

        /** For foreach: waits for the first message. */
        public function rewind(): void {}

        /** For foreach: whether there is a message. */
        public function valid(): bool {}
    }

    /** A message read from a partition. */
    final class Message
    {
        /** The topic. */
        public readonly string $topic;

        /** The partition. */
        public readonly int $partition;

        /** The offset in it. */
        public readonly int $offset;

        /** Milliseconds since 1970; -1 when the broker keeps none. */
        public readonly int $timestamp;

        /** The key. */
        public readonly ?string $key;

        /** The value; null is a tombstone, which deletes the key in a compacted topic. */
        public readonly ?string $value;

        /** Headers by name: a string or null, or a list of them for a name that occurs more than once. */
        public readonly array $headers;
    }

    /**
     * Keeps a Table as a compacted topic is: of each key the newest message is a row, a tombstone (null) deletes it. So
     * any number of machines share rows that are read at memory speed and changed by sending a message.
     *
     * Made before `Server::start()`, like its Table; each worker calls `start()` in `workerStart`. One process at a time
     * reads the topic, all read the rows. When it ends or is killed, the next one goes on from where it was; the rows stay
     * meanwhile. Nobody else should write to the Table.
     *
     * A message that cannot become a row (no key, a key over 64 bytes, a value its column cannot take, a full Table) is
     * logged and counted; the row that was there stays.
     */
    final class TableView
    {
        /**
         * A view of `$topic` in `$table`, which is created already. The message's key is the row's.
         *
         * @param array<string, string|int|float|bool|callable> $config as a Consumer's; `group.id` may be left out: nothing
         *     is committed, and no group is joined
         * @param ?callable $map `fn(\Peregrine\Kafka\Message $message): ?array` gives the columns of a row, null deletes it.
         *     Without one the value is a JSON object whose fields are columns; other fields are passed over, lists and
         *     objects are kept as JSON. Columns that are not given are 0, 0.0 or "".
         * @throws \ValueError for a key that librdkafka does not have, a wrong value, or an empty topic
         * @throws \TypeError when `$map` cannot be called
         * @throws \Peregrine\Exception when the system gives no memory
         */
        public function __construct(\Peregrine\Table $table, #[\SensitiveParameter] array $config, string $topic, ?callable $map = null) {}

        /**
         * From now on this process reads the topic whenever no other does. A second call does nothing.
         *
         * @throws \Peregrine\Error outside the event loop
         */
        public function start(): void {}

        /** Lets another process read the topic; waits for librdkafka's end. The end of a worker or of `run()` does this, too. */
        public function stop(): void {}

        /** Whether every message that was in the topic when it was first read is in the rows. Stays true from then on. */
        public function isReady(): bool {}

        /**
         * Parks until it is ready.
         *
         * @param float $timeout seconds; below 0 waits for ever
         * @return bool false when the time passed or the wait was cancelled
         */
        public function waitReady(float $timeout = -1): bool {}

        /**
         * `ready`, `rows`, `follower` (the pid of the process that reads, 0: nobody), `partitions`, and since the start of the
         * server `applied` messages, `deleted` rows and `refused` messages.
         *
         * @return array<string, int|bool>
         */
        public function stats(): array {}
    }

    /**
     * Where messages go that cannot be handled: key, value and headers as they came, and headers that say where from and
     * why: `dlt.topic`, `dlt.partition`, `dlt.offset`, `dlt.timestamp`, `dlt.exception` (the class), `dlt.message`.
     */
    class DeadLetterTopic
    {
        /**
         * Messages will be sent with this producer.
         *
         * @param ?string $topic null: the message's own topic with `.dlt` behind
         */
        public function __construct(\Peregrine\Kafka\Producer $producer, ?string $topic = null) {}

        /**
         * Sends a message there and parks until the brokers have acknowledged it. `Consumer::each()` calls it by itself.
         *
         * @throws \Peregrine\Exception\KafkaException as `Producer::send()`
         * @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
         */
        public function send(\Peregrine\Kafka\Message $message, \Throwable $reason): \Peregrine\Kafka\DeliveryReport {}
    }

    /**
     * Asks and changes what the brokers keep: topics, configurations, groups and their offsets, ACLs. Every method parks the
     * coroutine until the brokers have answered, and throws a KafkaException for what they refuse. An Admin belongs to the
     * process and the event loop that made it, which closes it at its end.
     */
    class Admin
    {
        /**
         * With librdkafka's configuration keys, those of producers. `bootstrap.servers` is required.
         *
         * @param array<string, string|int|float|bool> $config
         * @param float $timeout seconds each request may take
         * @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
         * @throws \Peregrine\Error outside the event loop
         */
        public function __construct(#[\SensitiveParameter] array $config, float $timeout = 30.0) {}

        /**
         * The cluster: its id, the id of its controller (null when there is none), its brokers.
         *
         * @return array{id: string, controller: ?int, brokers: list<array{id: int, host: string, port: int}>}
         */
        public function describeCluster(): array {}

        /**
         * The names of all topics, sorted.
         *
         * @return list<string>
         */
        public function listTopics(): array {}

        /**
         * The partitions of a topic by number, and the ids of the brokers that have them; null when there is no such topic.
         *
         * @return ?array<int, array{leader: ?int, replicas: list<int>, in_sync: list<int>}>
         */
        public function describeTopic(string $name): ?array {}

        /**
         * Creates a topic. The brokers may need a moment until all of them know it.
         *
         * @param int $partitions from 1; -1: the brokers' default
         * @param int $replicas on how many brokers each, from 1; -1: the brokers' default
         * @param array<string, string|int|float|bool> $config what differs from the brokers' defaults, such as
         *     `cleanup.policy` or `retention.ms`
         */
        public function createTopic(string $name, int $partitions = -1, int $replicas = -1, array $config = []): void {}

        /** Deletes a topic with its messages. */
        public function deleteTopic(string $name): void {}

        /** Gives a topic so many partitions in all, more than it has. Keys may change their partition by it. */
        public function createPartitions(string $topic, int $total): void {}

        /**
         * The configuration of a topic, or of a broker by its id. Secret values are null.
         *
         * @param string $type `topic` or `broker`
         * @return array<string, array{value: ?string, default: bool, read_only: bool, sensitive: bool}>
         */
        public function describeConfig(string $type, string $name): array {}

        /**
         * Sets keys of a configuration; null gives a key back its default. The other keys stay.
         *
         * @param string $type `topic` or `broker`
         * @param array<string, string|int|float|bool|null> $config
         */
        public function alterConfig(string $type, string $name, array $config): void {}

        /**
         * The states of all consumer groups by id: `Stable`, `Empty`, `PreparingRebalance`, …
         *
         * @return array<string, string>
         */
        public function listGroups(): array {}

        /**
         * A consumer group and its members. One that does not exist is `Dead`.
         *
         * @return array{state: string, assignor: string, members: list<array{id: string, client_id: string, instance_id: ?string,
         *     host: string, assignment: array<string, list<int>>}>}
         */
        public function describeGroup(string $group): array {}

        /** Deletes a consumer group with its offsets; it must have no members. */
        public function deleteGroup(string $group): void {}

        /**
         * The offsets a consumer group has committed.
         *
         * @return array<string, array<int, int>>
         */
        public function listOffsets(string $group): array {}

        /**
         * Sets offsets of a consumer group, which must have no members.
         *
         * @param array<string, array<int, int>> $offsets by topic and partition
         */
        public function alterOffsets(string $group, array $offsets): void {}

        /**
         * Lets a consumer group forget its offsets of these partitions; no member may be subscribed to their topics.
         *
         * @param array<string, list<int>> $partitions
         */
        public function deleteOffsets(string $group, array $partitions): void {}

        /**
         * Creates an ACL.
         *
         * @param array{resource: string, name: string, principal: string, operation: string, pattern?: string, host?: string,
         *     permission?: string} $acl resource: topic, group, broker (the cluster) or transactional_id; pattern: literal
         *     or prefixed; principal: `User:name`; host: `*` for all; operation: all, read, write, create, delete, alter,
         *     describe, cluster_action, describe_configs, alter_configs or idempotent_write; permission: allow or deny
         */
        public function createAcl(array $acl): void {}

        /**
         * The ACLs that match; what the filter does not name may be anything.
         *
         * @param array<string, string> $filter as `createAcl()`; also pattern match: every pattern that applies to the name
         * @return list<array{resource: string, name: string, pattern: string, principal: string, host: string, operation:
         *     string, permission: string}>
         */
        public function describeAcls(array $filter = []): array {}

        /**
         * Deletes the ACLs that match, and returns them.
         *
         * @param array<string, string> $filter as `describeAcls()`
         * @return list<array<string, string>>
         */
        public function deleteAcls(array $filter): array {}

        /** Ends it; every later call fails. */
        public function close(): void {}
    }

    /**
     * librdkafka's mock brokers: real TCP on 127.0.0.1, for tests and for trying things out. Any process may connect; the
     * methods are for the process that made it, with or without an event loop.
     *
     * It keeps everything in memory: of each partition the last 5 MiB as sent, or 100,000 batches. A second member of a
     * group is noticed after `session.timeout.ms` less one second: give consumers 2000. No TLS, SASL or authorisation. The
     * timestamp of a delivery report is not the message's.
     */
    class MockCluster
    {
        /**
         * Starts 1 to 16 brokers with ids from 1. They end with the object, but not before the producers and
         * consumers that this process has open then.
         *
         * @throws \ValueError for another number
         * @throws \Peregrine\Exception when there are no ports or descriptors left
         */
        public function __construct(int $brokers = 1) {}

        /** The brokers' addresses, for the key `bootstrap.servers`. */
        public function bootstrapServers(): string {}

        /**
         * Creates a topic of 1 to 1,000 partitions. A topic that was not created is made with four when it is first asked
         * for.
         *
         * @throws \Peregrine\Exception\KafkaException when there is one of that name, or name or number are wrong
         */
        public function createTopic(string $name, int $partitions = 1): void {}

        /**
         * Closes a broker's connections and refuses new ones; null: all brokers.
         *
         * @throws \Peregrine\Exception\KafkaException when there is no such broker
         */
        public function brokerDown(?int $broker = null): void {}

        /**
         * Lets a broker accept connections again; null: all brokers.
         *
         * @throws \Peregrine\Exception\KafkaException when there is no such broker
         */
        public function brokerUp(?int $broker = null): void {}

        /**
         * Delays each answer of a broker by so many milliseconds (0 to 65,535); null: of all brokers.
         *
         * @throws \Peregrine\Exception\KafkaException when there is no such broker
         */
        public function roundTrip(int $milliseconds, ?int $broker = null): void {}

        /**
         * Answers the next requests of a kind with these error codes, one each; -195 closes the connection.
         *
         * @param string $request Produce, Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator, JoinGroup,
         *     Heartbeat, SyncGroup or InitProducerId
         * @throws \ValueError for another request
         */
        public function failRequests(string $request, int ...$codes): void {}
    }
}

namespace Peregrine\Timer
{
    /** Ids of timers. */
    class Iterator extends \ArrayIterator
    {    }
}
