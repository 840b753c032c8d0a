--TEST--
run() inside a user's Fiber
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

$fiber = new Fiber(function () {
    run(function () {
        go(function () { Coroutine::sleep(0.001); echo "inner\n"; });
        try {
            Fiber::suspend('not from a coroutine');
        } catch (FiberError $e) {
            echo $e->getMessage(), "\n";
        }
    });
    echo Fiber::suspend('suspended'), "\n";
});
echo $fiber->start(), "\n";
$fiber->resume('resumed');
?>
--EXPECT--
Cannot suspend outside of a fiber
inner
suspended
resumed
