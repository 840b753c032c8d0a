--TEST--
after() calls back once, in a coroutine of its own, with its arguments
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\run;

run(function () {
    $id = Timer::after(5, function (...$params) {
        echo 'fired in #', Coroutine::getCid(), ' with ', json_encode($params), "\n";
        Coroutine::sleep(0.001);
        echo "it may wait\n";
    }, 'a', 2);
    var_dump($id, Timer::exists($id));
});
echo "over\n";
?>
--EXPECT--
int(1)
bool(true)
fired in #2 with ["a",2]
it may wait
over
