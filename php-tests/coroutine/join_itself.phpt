--TEST--
join() refuses the running coroutine
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    try {
        Coroutine::join([Coroutine::getCid()]);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        Coroutine::join(1);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
Peregrine\Coroutine::join(): Argument #1 ($cid_array) must not contain the running coroutine: it cannot wait for itself
Peregrine\Coroutine::join(): Argument #1 ($cid_array) must be of type array, int given
