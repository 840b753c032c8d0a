--TEST--
Coroutines start with the error_reporting that was in force when run() began
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

error_reporting(E_ALL & ~E_WARNING);
run(function () {
    echo error_reporting() === (E_ALL & ~E_WARNING) ? 'yes' : 'no', $undefined ?? '', "\n";
    Timer::after(1, function () { echo error_reporting() === (E_ALL & ~E_WARNING) ? 'yes' : 'no', "\n"; });
});
error_reporting(E_ALL);
run(function () { echo error_reporting() === E_ALL ? 'yes' : 'no', "\n"; });
?>
--EXPECT--
yes
yes
yes
