--TEST--
A suspended Fiber goes on in another coroutine, and outside run()
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

$fiber = new Fiber(function () {
    echo 'begun in #', Coroutine::getCid(), "\n";
    Fiber::suspend();
    echo 'second in #', Coroutine::getCid(), "\n";
    Coroutine::sleep(0.001);
    echo 'after a wait in #', Coroutine::getCid(), "\n";
    Fiber::suspend();
    echo 'third in #', Coroutine::getCid(), "\n";
    Fiber::suspend();
    echo 'fourth in #', Coroutine::getCid(), "\n";
});
$fiber->start();
run(function () use ($fiber) {
    go(fn() => $fiber->resume());
    Coroutine::sleep(0.01);
    $fiber->resume();
});
$fiber->resume();
var_dump($fiber->isTerminated());
?>
--EXPECT--
begun in #-1
second in #2
after a wait in #2
third in #1
fourth in #-1
bool(true)
