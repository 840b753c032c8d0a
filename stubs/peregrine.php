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

namespace Peregrine\Timer
{
    /** Ids of timers. */
    class Iterator extends \ArrayIterator
    {    }
}
