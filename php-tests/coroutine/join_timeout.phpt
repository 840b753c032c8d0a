--TEST--
join() with a timeout gives up, and the coroutine goes on
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $id = go(function () { Coroutine::yield(); echo "resumed\n"; });
    $quick = go(fn() => Coroutine::sleep(0.001));
    var_dump(Coroutine::join([$quick, $id], 0.01), Coroutine::exists($quick), Coroutine::exists($id));
    Coroutine::resume($id);
    $later = go(fn() => Coroutine::sleep(0.001));
    var_dump(Coroutine::join([$later], 10));
});
?>
--EXPECT--
bool(false)
bool(false)
bool(true)
resumed
bool(true)
