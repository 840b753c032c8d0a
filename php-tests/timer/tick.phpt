--TEST--
tick() calls back again and again with its id first, until cleared
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\run;

run(function () {
    $count = 0;
    $id = Timer::tick(2, function (int $id, string $text) use (&$count) {
        $count++;
        echo "$id $text $count in #", Coroutine::getCid(), "\n";
        if ($count === 3) {
            var_dump(Timer::exists($id), Timer::clear($id), Timer::exists($id), Timer::clear($id));
        }
    }, 'tick');
});
echo "over\n";
?>
--EXPECT--
1 tick 1 in #2
1 tick 2 in #3
1 tick 3 in #4
bool(true)
bool(true)
bool(false)
bool(false)
over
