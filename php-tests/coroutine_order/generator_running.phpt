--TEST--
A generator that waits in one coroutine cannot be entered from another
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $generator = (function () { Coroutine::yield(); yield 1; })();
    $id = go(function () use ($generator) { echo $generator->current(), "\n"; });
    try {
        $generator->next();
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    Coroutine::resume($id);
});
?>
--EXPECT--
Cannot resume an already running generator
1
