--TEST--
Errors around Fibers: resuming one that waits, exceptions through it, throw() into it
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $fiber = new Fiber(function () {
        Coroutine::yield();
        Fiber::suspend();
    });
    $id = go(fn() => $fiber->start());
    try {
        $fiber->resume();
    } catch (FiberError $e) {
        echo $e->getMessage(), "\n";
    }
    Coroutine::resume($id);
    try {
        $fiber->throw(new RuntimeException('thrown into it'));
    } catch (RuntimeException $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        (new Fiber(function () {
            Coroutine::sleep(0.001);
            throw new LogicException('through it');
        }))->start();
    } catch (LogicException $e) {
        echo $e->getMessage(), "\n";
    }
    // Cancelled inside a Fiber
    $id = go(function () {
        try {
            (new Fiber(function () {
                try {
                    Coroutine::sleep(10);
                } finally {
                    echo "inner finally\n";
                }
            }))->start();
        } catch (Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    Coroutine::cancel($id, true);
});
?>
--EXPECT--
Cannot resume a fiber that is not suspended
thrown into it
through it
inner finally
coroutine #3 was cancelled
