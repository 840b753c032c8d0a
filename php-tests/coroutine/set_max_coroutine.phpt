--TEST--
Option max_coroutine: go() beyond it warns and gives false; there is room again when one ends
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

Coroutine::set(['max_coroutine' => 3]);
run(function () {
    $id = go(fn() => Coroutine::yield());
    go(fn() => Coroutine::sleep(0.001));
    var_dump(go(function () { echo "never\n"; }));
    var_dump(Coroutine::create(function () { echo "never\n"; }));
    Coroutine::resume($id);
    var_dump(go(function () { echo "runs\n"; }));
    var_dump(Coroutine::stats()['coroutine_peak_num']);
    Coroutine::set(['max_coroutine' => 4]);
    go(fn() => Coroutine::sleep(0.001));
    var_dump(go(function () { echo "runs\n"; }));
});
?>
--EXPECTF--
Warning: Peregrine\go(): 3 coroutines exist already: let some end first, or raise max_coroutine with Coroutine::set() in %s on line %d
bool(false)

Warning: Peregrine\Coroutine::create(): 3 coroutines exist already: let some end first, or raise max_coroutine with Coroutine::set() in %s on line %d
bool(false)
runs
int(4)
int(3)
runs
int(6)
