--TEST--
go() refuses what is not callable
--FILE--
<?php
use function Peregrine\{run, go};

run(function () {
    try {
        go([]);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        go();
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
Peregrine\go(): Argument #1 ($func) must be a valid callback, array callback must have exactly two members
Peregrine\go() expects at least 1 argument, 0 given
