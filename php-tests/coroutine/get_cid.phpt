--TEST--
getCid() is -1 outside, and the running coroutine's id inside
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

var_dump(Coroutine::getCid(), Coroutine::getuid());
run(function () {
    var_dump(Coroutine::getCid(), Coroutine::getuid());
    go(function () {
        Coroutine::sleep(0.001);
        var_dump(Coroutine::getCid());
    });
    (new Fiber(function () { var_dump(Coroutine::getCid()); }))->start();
});
try {
    Coroutine::getCid(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
int(-1)
int(-1)
int(1)
int(1)
int(1)
int(2)
Peregrine\Coroutine::getCid() expects exactly 0 arguments, 1 given
