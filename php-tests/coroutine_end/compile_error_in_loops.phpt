--TEST--
A compile-time fatal inside loops and finally blocks leaves nothing of them to what is compiled later
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
register_shutdown_function(fn() => print('shutdown ' . eval('return 1 + 3;') . "\n"));
run(function () {
    go(function () {
        try {
            Coroutine::sleep(10);
        } finally {
            echo 'other ', eval('return 1 + 1;'), "\n";
        }
    });
    register_shutdown_function(fn() => print('second ' . eval('foreach ([5, 6] as $n) { return $n; }') . "\n"));
    eval('function f($list) { foreach ($list as $x) { try { break 3; } finally { } } }');
    echo "never\n";
});
PHP);
?>
--EXPECTF--
PHP Fatal error:  Cannot 'break' 3 levels in %s
coroutine #%d ended by a fatal error: Cannot 'break' 3 levels in %s
Stack trace:
#0 [internal function]: {closure%S}()
#1 {main}
other 2
shutdown 4
second 5
status 255
