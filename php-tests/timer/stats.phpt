--TEST--
stats() counts timers
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

var_dump(Timer::stats()['initialized']);
run(function () {
    $before = Timer::stats();
    echo json_encode(['keys' => array_keys($before), 'initialized' => $before['initialized'], 'num' => $before['num']]), "\n";
    Timer::tick(1, function ($id) use ($before) {
        // The timer that is being called counts, as in exists() and list().
        var_dump(Timer::stats()['num'], Timer::stats()['round'] > $before['round']);
        Timer::clear($id);
    });
    Timer::after(1, fn() => null);
    var_dump(Timer::stats()['num']);
    try {
        Timer::stats(1);
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
{"keys":["initialized","num","round"],"initialized":true,"num":0}
int(2)
Peregrine\Timer::stats() expects exactly 0 arguments, 1 given
int(2)
bool(true)
