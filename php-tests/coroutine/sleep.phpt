--TEST--
sleep() lets the others go on, in the order of their times
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    foreach ([300, 100, 200] as $ms) {
        go(function () use ($ms) {
            $begin = hrtime(true);
            var_dump(Coroutine::sleep($ms / 1000));
            echo $ms, hrtime(true) - $begin >= $ms * 1e6 ? " slept\n" : " too short\n";
        });
    }
    // Zero is the shortest sleep, a millisecond: others run meanwhile.
    go(function () { Coroutine::sleep(0); echo "zero\n"; });
    echo "main\n";
});
?>
--EXPECT--
main
zero
bool(true)
100 slept
bool(true)
200 slept
bool(true)
300 slept
