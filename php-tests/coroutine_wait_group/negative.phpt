--TEST--
A count cannot become negative
--FILE--
<?php
use Peregrine\Coroutine\WaitGroup;

$group = new WaitGroup;
foreach (['done' => [], 'add' => [-1], '__construct' => [-1]] as $method => $arguments) {
    try {
        $method === '__construct' ? new WaitGroup(...$arguments) : $group->$method(...$arguments);
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
try {
    $group->add(PHP_INT_MAX);
    $group->add(PHP_INT_MAX);
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump($group->count() === PHP_INT_MAX);
try {
    $group->count(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
Peregrine\Error: the count of a WaitGroup cannot become negative: call add() before done()
Peregrine\Error: the count of a WaitGroup cannot become negative: call add() before done()
ValueError: Peregrine\Coroutine\WaitGroup::__construct(): Argument #1 ($delta) must not be negative
the count of a WaitGroup cannot become greater than PHP_INT_MAX
bool(true)
Peregrine\Coroutine\WaitGroup::count() expects exactly 0 arguments, 1 given
