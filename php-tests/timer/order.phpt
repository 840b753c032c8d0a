--TEST--
Timers due at once fire in the order they were added; a later, shorter one is earlier
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

run(function () {
    foreach ([20, 5, 5, 10, 5] as $i => $ms) {
        Timer::after($ms, function () use ($i, $ms) { echo "$i: $ms\n"; });
    }
    // All of them are late now.
    usleep(30_000);
});
?>
--EXPECT--
1: 5
2: 5
4: 5
3: 10
0: 20
