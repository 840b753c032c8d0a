--TEST--
resume() warns with what the coroutine is doing instead of waiting for it
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

run(function () {
    $channel = new Channel;
    $sleeps = go(fn() => Coroutine::sleep(0.001));
    $pops = go(fn() => $channel->pop());
    var_dump(Coroutine::resume(99));
    var_dump(Coroutine::resume($sleeps));
    var_dump(Coroutine::resume($pops));
    var_dump(Coroutine::resume(Coroutine::getCid()));
    go(function () { var_dump(Coroutine::resume(Coroutine::getPcid())); });
    $channel->push(1);
});
?>
--EXPECTF--
Warning: Peregrine\Coroutine::resume(): coroutine #99 cannot be resumed: it does not exist in %s on line %d
bool(false)

Warning: Peregrine\Coroutine::resume(): coroutine #2 cannot be resumed: it waits for time to pass in %s on line %d
bool(false)

Warning: Peregrine\Coroutine::resume(): coroutine #3 cannot be resumed: it waits for a value in a channel in %s on line %d
bool(false)

Warning: Peregrine\Coroutine::resume(): coroutine #1 cannot be resumed: it is running in %s on line %d
bool(false)

Warning: Peregrine\Coroutine::resume(): coroutine #1 cannot be resumed: it is running in %s on line %d
bool(false)
