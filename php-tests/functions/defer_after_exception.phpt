--TEST--
Deferred calls run after an exception nobody catches, too
--FILE--
<?php
use function Peregrine\{run, defer};

run(function () {
    defer(function () { echo "deferred of the thrower\n"; });
    throw new RuntimeException('oops');
});
?>
--EXPECTF--
%AFatal error: Uncaught RuntimeException: oops in %s:%d
Stack trace:
%A
deferred of the thrower
