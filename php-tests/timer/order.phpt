--TEST--
Timers due at once fire in the order they were added; a later, shorter one is earlier
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

run(function () {
    foreach ([400, 100, 100, 200, 100] as $i => $ms) {
        Timer::after($ms, function () use ($i, $ms) { echo "$i: $ms\n"; });
    }
    // All of them are late now.
    usleep(450_000);
});
?>
--EXPECT--
1: 100
2: 100
4: 100
3: 200
0: 400
