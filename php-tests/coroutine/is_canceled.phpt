--TEST--
isCanceled() speaks of the last wait only
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $id = go(function () {
        var_dump(Coroutine::isCanceled());
        var_dump(Coroutine::sleep(10), Coroutine::isCanceled());
        var_dump(Coroutine::sleep(0.001), Coroutine::isCanceled());
    });
    Coroutine::cancel($id);
    var_dump(Coroutine::isCanceled());
});
?>
--EXPECT--
bool(false)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
