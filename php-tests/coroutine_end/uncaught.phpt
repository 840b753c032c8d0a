--TEST--
An exception nobody catches is reported with its stack and ends the run with status 255
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
function thrower(int $n) { Coroutine::sleep(0.001); throw new LogicException("thrown $n"); }
register_shutdown_function(function () { echo "shutdown\n"; });
run(function () {
    go(function () {
        try {
            Coroutine::sleep(10);
        } finally {
            echo "other finally\n";
        }
    });
    go('thrower', 5);
    Coroutine::sleep(10);
    echo "never\n";
});
echo "never: after run\n";
PHP);
?>
--EXPECTF--
PHP Fatal error:  Uncaught LogicException: thrown 5 in %schild%s:4
Stack trace:
#0 [internal function]: thrower(5)
#1 {main}
  thrown in %schild%s on line 4
other finally
shutdown
status 255
