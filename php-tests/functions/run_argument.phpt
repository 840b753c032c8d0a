--TEST--
run() refuses what is not callable and too few arguments
--FILE--
<?php
use function Peregrine\run;

try {
    run('no_such_function');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    run();
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
Peregrine\run(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
Peregrine\run() expects at least 1 argument, 0 given
