--TEST--
list() has the ids of all coroutines
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

var_dump(iterator_to_array(Coroutine::list()));
run(function () {
    go(fn() => Coroutine::sleep(0.001));
    go(fn() => null);
    go(fn() => Coroutine::sleep(0.001));
    $list = Coroutine::list();
    echo get_class($list), ' ', count($list), ' ', implode(',', iterator_to_array($list)), "\n";
    foreach (Coroutine::listCoroutines() as $position => $id) {
        echo "$position: $id\n";
    }
    try {
        Coroutine::list(1);
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
array(0) {
}
Peregrine\Coroutine\Iterator 3 1,2,4
0: 1
1: 2
2: 4
Peregrine\Coroutine::list() expects exactly 0 arguments, 1 given
