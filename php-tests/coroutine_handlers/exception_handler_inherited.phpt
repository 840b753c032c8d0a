--TEST--
Children inherit the exception handler; the process's own is used where none is set
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

set_exception_handler(function (Throwable $e) { echo 'process got ', $e->getMessage(), "\n"; });
run(function () {
    try {
        go(function () {
            try {
                Coroutine::yield();
            } finally {
                echo "other is ended\n";
            }
        });
        go(function () { throw new Exception('by a child'); });
        echo "not reached\n";
    } finally {
        echo "parent is ended\n";
    }
});
echo "not reached\n";
?>
--EXPECT--
process got by a child
parent is ended
other is ended
