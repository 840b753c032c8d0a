--TEST--
cancel() gives false for a coroutine that does not wait
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

var_dump(Coroutine::cancel(1));
run(function () {
    $ended = go(fn() => null);
    var_dump(Coroutine::cancel($ended), Coroutine::cancel(99), Coroutine::cancel(Coroutine::getCid()));
    go(function () { var_dump(Coroutine::cancel(Coroutine::getPcid())); });
    var_dump(Coroutine::isCanceled());
});
?>
--EXPECT--
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
