--TEST--
Deferred calls run when the coroutine ends, the last one first
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go, defer};

run(function () {
    go(function () {
        defer(function () { echo "first deferred\n"; });
        Coroutine::defer(function () {
            echo "second deferred, waits\n";
            Coroutine::sleep(0.001);
            defer(function () { echo "deferred by a deferred one\n"; });
            echo "second deferred, over\n";
        });
        echo "body in ", Coroutine::getCid(), "\n";
    });
    echo "main\n";
});
?>
--EXPECT--
body in 2
second deferred, waits
main
second deferred, over
deferred by a deferred one
first deferred
