--TEST--
exists() knows timers that wait, and a tick that is being called
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

var_dump(Timer::exists(1));
run(function () {
    $after = Timer::after(1, function () use (&$after) { var_dump(Timer::exists($after)); });
    $tick = Timer::tick(2, function ($id) { var_dump(Timer::exists($id)); Timer::clear($id); });
    var_dump(Timer::exists($after), Timer::exists($tick), Timer::exists(99));
    try {
        Timer::exists();
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
bool(true)
bool(true)
bool(false)
Peregrine\Timer::exists() expects exactly 1 argument, 0 given
bool(false)
bool(true)
