--TEST--
Option enable_deadlock_check: without it the run ends without a report
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

Coroutine::set(['enable_deadlock_check' => false]);
var_dump(run(function () {
    try {
        Coroutine::yield();
    } finally {
        echo "finally\n";
    }
}));
?>
--EXPECT--
finally
bool(true)
