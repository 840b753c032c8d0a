--TEST--
The end of a run unwinds coroutines that wait inside Fibers
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

register_shutdown_function(function () { echo "shutdown\n"; });
run(function () {
    go(function () {
        try {
            (new Fiber(function () {
                try {
                    Coroutine::sleep(10);
                } finally {
                    echo "inner finally\n";
                }
            }))->start();
            echo "not reached\n";
        } finally {
            echo "outer finally\n";
        }
    });
    (new Fiber(function () { exit(3); }))->start();
    echo "not reached\n";
});
?>
--EXPECT--
inner finally
outer finally
shutdown
