--TEST--
Coroutine::isShared(): whether others take part in the running coroutine's request state
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;

Peregrine\run(function () {
    echo 'without a state: ', json_encode(Coroutine::isShared()), "\n";
    Coroutine::isolate(function () {
        $go = new Channel();
        echo 'alone: ', json_encode(Coroutine::isShared()), "\n";
        Coroutine::create(function () use ($go) {
            echo 'child: ', json_encode(Coroutine::isShared()), "\n";
            $go->pop();
        });
        echo 'with a child: ', json_encode(Coroutine::isShared()), "\n";
        $go->push(true);
        Coroutine::sleep(0.001);
        echo 'after it: ', json_encode(Coroutine::isShared()), "\n";
        Coroutine::create(function () use ($go) {
            $go->pop();
            echo 'child that is left: ', json_encode(Coroutine::isShared()), "\n";
        });
        Coroutine::defer(fn () => Peregrine\Timer::after(5, fn () => $go->push(true)));
    });
});
?>
--EXPECT--
without a state: false
alone: false
child: true
with a child: true
after it: false
child that is left: false
