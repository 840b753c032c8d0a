--TEST--
run() waits for coroutines and timers and passes its arguments on
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

var_dump(run(function (string $a, string ...$rest) {
    echo $a, ' ', implode(',', $rest), "\n";
    go(function () {
        Coroutine::sleep(0.005);
        echo "coroutine\n";
    });
    Timer::after(10, function () { echo "timer\n"; });
    echo "main over\n";
}, 'one', 'two', 'three'));
echo "after\n";
?>
--EXPECT--
one two,three
main over
coroutine
timer
bool(true)
after
