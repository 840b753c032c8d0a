--TEST--
A suspended Fiber that is dropped runs its finally blocks, which may wait
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    go(function () {
        $fiber = new Fiber(function () {
            try {
                Fiber::suspend();
            } finally {
                Coroutine::sleep(0.001);
                echo 'finally in #', Coroutine::getCid(), "\n";
            }
        });
        $fiber->start();
        unset($fiber);
        echo "dropped\n";
    });
    echo "main\n";
});
?>
--EXPECT--
main
finally in #2
dropped
