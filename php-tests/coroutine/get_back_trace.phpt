--TEST--
getBackTrace() shows where a coroutine waits
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function inner(int $n)
{
    Coroutine::yield();
}

function outer()
{
    inner(7);
}

class Waiter
{
    public function wait() { outer(); }
}

function show(array $trace)
{
    foreach ($trace as $frame) {
        echo '  ', $frame['class'] ?? '', $frame['type'] ?? '', $frame['function'], '(', json_encode($frame['args'] ?? null), ')',
            isset($frame['object']) ? ' of ' . get_class($frame['object']) : '', isset($frame['line']) ? " at {$frame['line']}" : '', "\n";
    }
}

run(function () {
    $id = go([new Waiter, 'wait']);
    echo "whole\n";
    show(Coroutine::getBackTrace($id));
    echo "no arguments, two frames\n";
    show(Coroutine::getBackTrace($id, DEBUG_BACKTRACE_IGNORE_ARGS, 2));
    echo "own\n";
    show(Coroutine::getBackTrace());
    var_dump(Coroutine::getBackTrace(99));
    // From inside a user's Fiber the trace goes up to the Fiber, as PHP's own.
    $fiber = go(function () {
        (new Fiber(fn() => inner(8)))->start();
    });
    echo "in a Fiber\n";
    show(Coroutine::getBackTrace($fiber));
    Coroutine::resume($fiber);
    Coroutine::resume($id);
});
var_dump(Coroutine::getBackTrace());
?>
--EXPECTF--
whole
  Peregrine\Coroutine::yield([]) at 7
  inner([7]) at 12
  outer([]) at 17
  Waiter->wait([]) of Waiter
no arguments, two frames
  Peregrine\Coroutine::yield(null) at 7
  inner(null) at 12
own
%A
bool(false)
in a Fiber
  Peregrine\Coroutine::yield([]) at 7
  inner([8]) at %d
  {closure%S}([])%S
  Fiber->start([]) of Fiber at %d
  {closure%S}([])
bool(false)
