--TEST--
Coroutines that start coroutines, a thousand deep
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function nest(int $n): void
{
    if ($n > 0) {
        go('nest', $n - 1);
    } else {
        echo 'innermost #', Coroutine::getCid(), ' of ', Coroutine::stats()['coroutine_num'], "\n";
        Coroutine::sleep(0.001);
    }
}

run('nest', 1_000);
echo "over\n";
?>
--EXPECT--
innermost #1001 of 1001
over
