--TEST--
run() can be called again and again; ids go on
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

for ($i = 0; $i < 3; $i++) {
    run(function () {
        go(fn() => Coroutine::sleep(0.001));
        echo Coroutine::getCid(), "\n";
    });
    var_dump(Coroutine::getCid(), Coroutine::stats()['coroutine_num']);
}
?>
--EXPECT--
1
int(-1)
int(0)
3
int(-1)
int(0)
5
int(-1)
int(0)
