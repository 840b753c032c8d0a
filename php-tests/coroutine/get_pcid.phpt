--TEST--
getPcid() is who started it, -1 at the top, false for no coroutine
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

var_dump(Coroutine::getPcid());
run(function () {
    var_dump(Coroutine::getPcid());
    $id = go(function () {
        var_dump(Coroutine::getPcid());
        go(function () { var_dump(Coroutine::getPcid()); });
        Coroutine::sleep(0.1);
        // The parent has ended; the number stays.
        var_dump(Coroutine::getPcid());
    });
    var_dump(Coroutine::getPcid($id), Coroutine::getPcid(99));
    Timer::after(1, function () { var_dump(Coroutine::getPcid()); });
});
?>
--EXPECT--
bool(false)
int(-1)
int(1)
int(2)
int(1)
bool(false)
int(-1)
int(1)
