--TEST--
set() refuses unknown options with the nearest name, wrong types and ranges, and then changes nothing
--FILE--
<?php
use Peregrine\Coroutine;

$before = Coroutine::getOptions();
foreach ([
    ['max_coroutines' => 5],
    ['max_coroutine' => '5'],
    ['max_coroutine' => 0],
    ['stack_size' => 1],
    ['enable_deadlock_check' => 2],
    ['stack_size' => 1 << 20, 'colour' => 'red'],
    [5],
] as $options) {
    try {
        Coroutine::set($options);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    Coroutine::set(null);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(Coroutine::getOptions() === $before);
?>
--EXPECT--
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: unknown option 'max_coroutines': did you mean 'max_coroutine'?
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: option 'max_coroutine' must be of type int, string given
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: option 'max_coroutine' must be from 1 to 10000000, 0 given
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: option 'stack_size' must be from 65536 to 1073741824, 1 given
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: option 'enable_deadlock_check' must be of type bool, int given
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: unknown option 'colour'
Peregrine\Coroutine::set(): Argument #1 ($options) is wrong: unknown option '0'
Peregrine\Coroutine::set(): Argument #1 ($options) must be of type array, null given
bool(true)
