--TEST--
An exception stays in its coroutine: go() around it catches nothing, its own try does
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $id = go(function () {
        try {
            (function () {
                Coroutine::sleep(0.001);
                throw new RuntimeException('after a wait');
            })();
        } catch (RuntimeException $e) {
            echo 'caught ', $e->getMessage(), ' in #', Coroutine::getCid(), "\n";
        } finally {
            Coroutine::sleep(0.001);
            echo "finally that waits\n";
        }
    });
    try {
        try {
            throw new LogicException('held while waiting');
        } finally {
            Coroutine::join([$id]);
            echo "finally with a pending exception\n";
        }
    } catch (LogicException $e) {
        echo 'caught ', $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
caught after a wait in #2
finally that waits
finally with a pending exception
caught held while waiting
