--TEST--
An exception handler set in a coroutine gets its uncaught exceptions, before the run ends
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

set_exception_handler(function (Throwable $e) { echo 'process got ', $e->getMessage(), "\n"; });
register_shutdown_function(function () { echo "shutdown\n"; });
run(function () {
    go(function () {
        set_exception_handler(function (Throwable $e) { echo 'sibling got ', $e->getMessage(), "\n"; });
        Coroutine::sleep(10);
    });
    set_exception_handler(function (Throwable $e) {
        echo 'own got ', get_class($e), ' ', $e->getMessage(), ' in #', Coroutine::getCid(), "\n";
    });
    Coroutine::sleep(0.001);
    throw new DomainException('thrown');
});
echo "not reached\n";
?>
--EXPECT--
own got DomainException thrown in #1
shutdown
