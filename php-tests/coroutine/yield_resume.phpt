--TEST--
yield() parks until resume(); both enter each other directly
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $id = go(function () {
        echo "1\n";
        var_dump(Coroutine::yield());
        echo "3\n";
        var_dump(Coroutine::suspend());
        echo "5\n";
    });
    echo "2\n";
    var_dump(Coroutine::resume($id));
    echo "4\n";
    var_dump(Coroutine::resume($id));
    echo "6\n";
    var_dump(Coroutine::exists($id));
});
?>
--EXPECT--
1
2
bool(true)
3
bool(true)
4
bool(true)
5
bool(true)
6
bool(false)
