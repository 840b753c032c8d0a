--TEST--
Parking from inside nested Fibers parks the whole coroutine
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

function nest(int $depth, Channel $channel): int
{
    if ($depth === 0) {
        return $channel->pop();
    }
    $fiber = new Fiber(fn() => nest($depth - 1, $channel) + 1);
    $fiber->start();
    return $fiber->getReturn();
}

run(function () {
    $channel = new Channel;
    for ($i = 0; $i < 3; $i++) {
        go(function () use ($channel, $i) { echo nest(10, $channel), "\n"; });
    }
    foreach ([100, 200, 300] as $value) {
        $channel->push($value);
    }
});
?>
--EXPECT--
110
210
310
