--TEST--
clearAll() ends all timers but no sleep
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

run(function () {
    $sleeps = go(function () { var_dump(Coroutine::sleep(0.005)); });
    Timer::after(1000, function () { echo "never\n"; });
    Timer::tick(1000, function () { echo "never\n"; });
    var_dump(Timer::stats()['num'], Timer::clearAll(), Timer::stats()['num'], Timer::clearAll());
    Coroutine::join([$sleeps]);
    // From inside a tick, that one too.
    Timer::tick(1, function ($id) {
        echo "tick\n";
        Timer::clearAll();
        var_dump(Timer::exists($id));
    });
});
?>
--EXPECT--
int(2)
bool(true)
int(0)
bool(true)
bool(true)
tick
bool(false)
