--TEST--
Static variables of functions, methods and classes that are named belong to the request; others to the process
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function counter() { static $n = 0; return ++$n; }
function shared() { static $n = 0; return ++$n; }
class Whole
{
    static function one() { static $n = 0; return ++$n; }
    function two() { static $list = []; $list[] = count($list); return count($list); }
}
class Child extends Whole {}
class Part
{
    static function own() { static $n = 0; return ++$n; }
    static function common() { static $n = 0; return ++$n; }
}
Coroutine::isolate(classes: ['counter', 'Whole', 'Part::own', 'Later', 'later_function']);
counter();
Whole::one();

function visit(): array
{
    if (!class_exists('Later', false)) {
        eval('class Later { static function n() { static $n = 0; return ++$n; } } function later_function() { static $n = 0; return ++$n; }');
    }
    $reference = function () { static $kept = 0; return ++$kept; };
    return [counter(), Whole::one(), Child::one(), (new Whole)->two(), Part::own(), Later::n(), later_function(), $reference()];
}

run(function () {
    for ($i = 0; $i < 30; $i++) {
        $ids[] = Coroutine::isolate(function () use ($i) {
            $seen = [];
            for ($round = 0; $round < 3; $round++) {
                $seen[] = visit();
                Coroutine::sleep(0.001 * (1 + ($i * 7 + $round) % 5));
            }
            // Children take part in their request's.
            go(function () use (&$seen) { $seen[] = visit(); });
            shared();
            Part::common();
            $GLOBALS['seen'][json_encode($seen)] = ($GLOBALS['seen'][json_encode($seen)] ?? 0) + 1;
        });
    }
    Coroutine::join($ids);
});
foreach ($seen as $what => $times) {
    echo "$times times $what\n";
}
echo counter(), ' ', Whole::one(), ' ', Later::n(), ' ', later_function(), ' ', shared(), ' ', Part::common(), "\n";
?>
--EXPECT--
30 times [[1,1,2,1,1,1,1,1],[2,3,4,2,2,2,2,1],[3,5,6,3,3,3,3,1],[4,7,8,4,4,4,4,1]]
2 2 1 1 31 31
