--TEST--
getOptions() has the defaults and what set() changed
--FILE--
<?php
use Peregrine\Coroutine;

echo json_encode(Coroutine::getOptions()), "\n";
Coroutine::set(['max_coroutine' => 7]);
Coroutine::set([]);
Coroutine::set(['enable_deadlock_check' => false]);
echo json_encode(Coroutine::getOptions()), "\n";
try {
    Coroutine::getOptions(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
{"max_coroutine":100000,"stack_size":2097152,"enable_deadlock_check":true}
{"max_coroutine":7,"stack_size":2097152,"enable_deadlock_check":false}
Peregrine\Coroutine::getOptions() expects exactly 0 arguments, 1 given
