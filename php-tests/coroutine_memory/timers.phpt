--TEST--
Memory does not grow over 10,000 timers that fire
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use Peregrine\Coroutine\WaitGroup;
use function Peregrine\run;

run(function () {
    $round = function () {
        $group = new WaitGroup(1_000);
        for ($i = 0; $i < 1_000; $i++) {
            Timer::after(1, function ($a) use ($group) { $group->done(); }, [$i]);
        }
        $group->wait();
    };
    $round();
    $round();
    $used = memory_get_usage();
    for ($i = 0; $i < 10; $i++) {
        $round();
    }
    var_dump(memory_get_usage() - $used < 4_096);
});
?>
--EXPECT--
bool(true)
