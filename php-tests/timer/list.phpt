--TEST--
list() has the ids of all timers
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

echo count(Timer::list()), "\n";
run(function () {
    $ids = [Timer::after(1000, fn() => null), Timer::tick(1000, fn() => null), Timer::after(2000, fn() => null)];
    Timer::clear($ids[1]);
    echo get_class(Timer::list()), ' ', implode(',', iterator_to_array(Timer::list())), "\n";
    Timer::clearAll();
    Timer::tick(1, function ($id) { echo 'inside ', implode(',', iterator_to_array(Timer::list())), "\n"; Timer::clear($id); });
    try {
        Timer::list(1);
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
0
Peregrine\Timer\Iterator 1,3
Peregrine\Timer::list() expects exactly 0 arguments, 1 given
inside 4
