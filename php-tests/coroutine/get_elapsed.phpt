--TEST--
getElapsed() is the milliseconds since a coroutine began
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

var_dump(Coroutine::getElapsed());
run(function () {
    $begin = hrtime(true);
    $id = go(fn() => Coroutine::yield());
    Coroutine::sleep(0.02);
    $elapsed = Coroutine::getElapsed($id);
    $most = (int) ceil((hrtime(true) - $begin) / 1e6) + 1;
    var_dump($elapsed >= 19 && $elapsed <= $most + 10, Coroutine::getElapsed() >= $elapsed, Coroutine::getElapsed(99));
    Coroutine::resume($id);
});
?>
--EXPECT--
int(-1)
bool(true)
bool(true)
int(-1)
