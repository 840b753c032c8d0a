--TEST--
When the last timer is gone, those who waited for it are stuck
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\run;

run(function () {
    $timer = Timer::after(60_000, fn() => null);
    Timer::after(1, fn() => Timer::clear($timer));
    Coroutine::yield();
});
echo "over\n";
?>
--EXPECTF--
[FATAL ERROR]: all coroutines (count: 1) are asleep - deadlock!

 [Coroutine-1] waits for somebody to resume it
%A
over
