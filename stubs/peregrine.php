<?php

// Printed from the built extension by `make stubs`: change the Rust source instead.

namespace Peregrine
{
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

    /** Each worker accepts and serves its own connections (the default). */
    const BASE = 1;

    /** Accepted for programs written for Swoole's process mode; the engine is the same. */
    const PROCESS = 2;

    /** TCP over IPv4. */
    const SOCK_TCP = 1;

    /** TCP over IPv6. */
    const SOCK_TCP6 = 3;

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

        /** Milliseconds since the coroutine (0: the running one) began; -1 when there is none of that id. */
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
         * Figures over all workers: start_time, connection_num, accept_count, close_count, abort_count, worker_num,
         * idle_worker_num, user_worker_num, request_count, response_count, concurrency, worker_request_count (this
         * worker), coroutine_num, reload_count, worker_death_count, and `workers`, a list of worker_id, pid, generation,
         * state, requests, connections, coroutines and rss_kib.
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
         * @throws \Peregrine\Error when the count would become negative
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

namespace Peregrine\Http
{
    /** An HTTP/1.1 server: each request runs the `request` callback in a coroutine of its own. */
    class Server extends \Peregrine\Server
    {    }

    /** A request as the client sent it. */
    class Request
    {
        /** The connection's number, positive. */
        public $fd = null;

        /** Always 0 with HTTP/1. */
        public $streamId = null;

        /** The header fields by lower-case name; one that was sent twice is an array of strings. Cookies are in `$cookie`. */
        public $header = null;

        /**
         * request_method, request_uri (as sent, without the query), path_info (decoded), query_string (when there is
         * one), request_time, request_time_float, server_protocol, server_addr, server_port, remote_addr, remote_port,
         * master_time.
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

        /** The body; '' for multipart/form-data, whose parts are in `$post` and `$files`. false after the request is over. */
        public function rawContent(): string|false {}

        /** The body; the same as `rawContent()`. */
        public function getContent(): string|false {}

        /** The whole request: request line, header fields and body. */
        public function getData(): string|false {}

        /** The method, as sent. */
        public function getMethod(): string|false {}
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
         * Sets a header field, replacing one of that name; an array writes one line each. `$format` writes the name
         * like `Content-Type`. Without a Content-Type of yours it is text/html.
         *
         * @throws \ValueError for a name that is no token, or a value with CR, LF or NUL
         * @return bool false, with a warning, when the head is sent
         */
        public function header(string $key, array|string $value, bool $format = true): bool {}

        /** The same as `header()`. */
        public function setHeader(string $key, array|string $value, bool $format = true): bool {}

        /**
         * Adds a cookie (RFC 6265) with an encoded value; '' deletes it. `$expires` is seconds since 1970, 0 the end of
         * the session.
         *
         * @throws \ValueError for a part that would break out of the field
         */
        public function cookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** The same as `cookie()`. */
        public function setCookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** Adds a cookie whose value is written as it is. */
        public function rawcookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

        /** The same as `rawcookie()`. */
        public function setRawCookie(string $name, string $value = '', int $expires = 0, string $path = '/', string $domain = '', bool $secure = false, bool $httponly = false, string $samesite = '', string $priority = '', bool $partitioned = false): bool {}

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

        /** Lets go of the response without ending it: `Response::create($fd)` finds it again in this worker. */
        public function detach(): bool {}

        /**
         * The response of that connection that was detached in this worker; false when there is none.
         *
         * @param object|array|int $server the Server, or the connection's number
         */
        public static function create(object|array|int $server = -1, int $fd = -1): \Peregrine\Http\Response|false {}
    }
}

namespace Peregrine\Timer
{
    /** Ids of timers. */
    class Iterator extends \ArrayIterator
    {    }
}
