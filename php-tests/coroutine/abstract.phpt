--TEST--
Coroutine and Timer have static methods only
--FILE--
<?php
foreach (['Peregrine\Coroutine', 'Peregrine\Timer'] as $class) {
    try {
        new $class;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
Cannot instantiate abstract class Peregrine\Coroutine
Cannot instantiate abstract class Peregrine\Timer
