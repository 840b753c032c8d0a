--TEST--
Deep recursion of PHP functions inside a coroutine, with waits on the way
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function deep(int $n): int
{
    if ($n === 0) {
        Coroutine::sleep(0.001);
        return 0;
    }
    return 1 + deep($n - 1);
}

run(function () {
    for ($i = 0; $i < 3; $i++) {
        go(function () { echo deep(50_000), "\n"; });
    }
});
$before = memory_get_usage();
run(function () { go(function () { echo deep(50_000), "\n"; }); });
var_dump(memory_get_usage() - $before < 100_000);
?>
--EXPECT--
50000
50000
50000
50000
bool(true)
