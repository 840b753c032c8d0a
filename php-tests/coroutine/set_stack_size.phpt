--TEST--
Option stack_size: what the next stacks get; deep calls of native code need more
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

// Each level is a call from native code, which uses the C stack.
function deep(int $n): int
{
    return $n === 0 ? 0 : 1 + array_sum(array_map('deep', [$n - 1]));
}

Coroutine::set(['stack_size' => 64 << 20]);
run(function () {
    var_dump(Coroutine::stats()['c_stack_size'], deep(20_000));
    Coroutine::set(['stack_size' => 256 << 10]);
    go(function () { var_dump(Coroutine::stats()['c_stack_size'], deep(100)); });
});
?>
--EXPECT--
int(67108864)
int(20000)
int(262144)
int(100)
