--TEST--
Arguments of go() are values; a by-reference parameter warns as with call_user_func()
--FILE--
<?php
use function Peregrine\{run, go};

run(function () {
    $x = 1;
    go(function (&$y) { $y = 2; }, $x);
    echo "x is $x\n";
    go(function () use (&$x) { $x = 3; });
    echo "x is $x\n";
});
?>
--EXPECTF--
%AWarning: {closure%S}(): Argument #1 ($y) must be passed by reference, value given in %s on line %d
x is 1
x is 3
