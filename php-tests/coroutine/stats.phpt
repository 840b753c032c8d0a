--TEST--
stats() counts coroutines, timers and waits
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

run(function () {
    for ($i = 0; $i < 3; $i++) {
        go(fn() => Coroutine::sleep(0.005));
    }
    $timer = Timer::after(1000, fn() => null);
    $stats = Coroutine::stats();
    echo $stats['coroutine_num'], ' ', $stats['coroutine_peak_num'], ' ', $stats['coroutine_last_cid'], ' ', $stats['event_num'], "\n";
    var_dump($stats['timer_num'] >= 1, $stats['c_stack_size'] === Coroutine::getOptions()['stack_size']);
    Timer::clear($timer);
    Coroutine::join([2, 3, 4]);
    $stats = Coroutine::stats();
    echo $stats['coroutine_num'], ' ', $stats['coroutine_peak_num'], ' ', $stats['timer_num'], "\n";
});
echo Coroutine::stats()['coroutine_num'], "\n";
try {
    Coroutine::stats(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
4 4 4 0
bool(true)
bool(true)
1 4 0
0
Peregrine\Coroutine::stats() expects exactly 0 arguments, 1 given
