--TEST--
sleep() refuses what is no time
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

run(function () {
    foreach ([-1, NAN, INF] as $seconds) {
        try {
            Coroutine::sleep($seconds);
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
    try {
        Coroutine::sleep('long');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
Peregrine\Coroutine::sleep(): Argument #1 ($seconds) must be a number of seconds from 0 to 3.2e9
Peregrine\Coroutine::sleep(): Argument #1 ($seconds) must be a number of seconds from 0 to 3.2e9
Peregrine\Coroutine::sleep(): Argument #1 ($seconds) must be a number of seconds from 0 to 3.2e9
Peregrine\Coroutine::sleep(): Argument #1 ($seconds) must be of type float, string given
