--TEST--
Memory does not grow over runs
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function once()
{
    run(function () {
        for ($i = 0; $i < 10; $i++) {
            go(fn() => Coroutine::yield());
        }
    });
}

Coroutine::set(['enable_deadlock_check' => false]);
for ($i = 0; $i < 20; $i++) {
    once();
}
$used = memory_get_usage();
for ($i = 0; $i < 100; $i++) {
    once();
}
var_dump(memory_get_usage() - $used);
?>
--EXPECT--
int(0)
