--TEST--
Static variables and properties, constants and includes are shared; locals are not
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Counter { public static int $n = 0; }
function next_number() { static $n = 0; return ++$n; }

run(function () {
    for ($i = 0; $i < 3; $i++) {
        go(function () use ($i) {
            $own = $i;
            $n = next_number();
            Counter::$n += 10;
            Coroutine::sleep(0.001);
            echo "$own $n ", Counter::$n, "\n";
        });
    }
});
echo next_number(), "\n";
?>
--EXPECT--
0 1 30
1 2 30
2 3 30
4
