--TEST--
run() inside run() is refused with what to do instead
--FILE--
<?php
use function Peregrine\run;

run(function () {
    try {
        run(function () { echo "never\n"; });
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
    echo "goes on\n";
});
?>
--EXPECT--
the event loop runs already: use go() to start another coroutine
goes on
