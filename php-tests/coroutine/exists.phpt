--TEST--
exists() knows running and waiting coroutines only
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

var_dump(Coroutine::exists(1), Coroutine::exists(-1), Coroutine::exists(0));
run(function () {
    $waits = go(fn() => Coroutine::sleep(0.001));
    $ended = go(fn() => null);
    var_dump(Coroutine::exists(Coroutine::getCid()), Coroutine::exists($waits), Coroutine::exists($ended));
    Coroutine::join([$waits]);
    var_dump(Coroutine::exists($waits));
    try {
        Coroutine::exists('x');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
var_dump(Coroutine::exists(1));
?>
--EXPECT--
bool(false)
bool(false)
bool(false)
bool(true)
bool(true)
bool(false)
bool(false)
Peregrine\Coroutine::exists(): Argument #1 ($cid) must be of type int, string given
bool(false)
