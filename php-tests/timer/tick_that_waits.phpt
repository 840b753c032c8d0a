--TEST--
A tick that waits does not hold the next ones up
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\run;

run(function () {
    $running = 0;
    $most = 0;
    $fired = 0;
    Timer::tick(1, function (int $id) use (&$running, &$most, &$fired) {
        $most = max($most, ++$running);
        if (++$fired === 5) {
            Timer::clear($id);
        }
        while ($fired < 5) {
            Coroutine::sleep(0.001);
        }
        $running--;
    });
    while ($fired < 5) {
        Coroutine::sleep(0.001);
    }
    var_dump($most > 1);
});
?>
--EXPECT--
bool(true)
