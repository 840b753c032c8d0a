--TEST--
Sleeping, timeouts and timers are no deadlock
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

run(function () {
    $channel = new Channel;
    go(function () use ($channel) { var_dump($channel->pop(0.005)); });
    go(function () use ($channel) { var_dump($channel->pop()); });
    Timer::after(10, function () use ($channel) { $channel->push('by a timer'); });
    $id = go(function () { Coroutine::yield(); echo "resumed by a tick\n"; });
    $count = 0;
    Timer::tick(2, function ($timer) use ($id, &$count) {
        if (++$count === 8) {
            Timer::clear($timer);
            Coroutine::resume($id);
        }
    });
});
echo "over\n";
?>
--EXPECT--
bool(false)
string(10) "by a timer"
resumed by a tick
over
