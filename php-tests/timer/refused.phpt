--TEST--
tick() and after() refuse intervals out of range, what is not callable, and to work outside the event loop
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

function attempt(callable $call)
{
    try {
        $call();
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}

attempt(fn() => Timer::after(1, fn() => null));
attempt(fn() => Timer::tick(1, fn() => null));
run(function () {
    attempt(fn() => Timer::after(0, fn() => null));
    attempt(fn() => Timer::after(-1, fn() => null));
    attempt(fn() => Timer::tick(86_400_001, fn() => null));
    attempt(fn() => Timer::tick(1, 'no_such_function'));
    attempt(fn() => Timer::after('soon', fn() => null));
    attempt(fn() => Timer::after(1));
    var_dump(Timer::stats()['num']);
});
?>
--EXPECT--
Peregrine\Error: timers need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
Peregrine\Error: timers need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
ValueError: Peregrine\Timer::after(): Argument #1 ($ms) must be from 1 to 86400000 milliseconds
ValueError: Peregrine\Timer::after(): Argument #1 ($ms) must be from 1 to 86400000 milliseconds
ValueError: Peregrine\Timer::tick(): Argument #1 ($ms) must be from 1 to 86400000 milliseconds
TypeError: Peregrine\Timer::tick(): Argument #2 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
TypeError: Peregrine\Timer::after(): Argument #1 ($ms) must be of type int, string given
ArgumentCountError: Peregrine\Timer::after() expects at least 2 arguments, 1 given
int(0)
