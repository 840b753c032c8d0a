--TEST--
memory_limit ends the run with a PHP stack; callbacks in shutdown functions and the other coroutines' finally blocks still run
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
function eats() { $text = 'x'; while (true) { $text .= str_repeat('x', 1 << 20); } }
register_shutdown_function(function () {
    $list = [3, 1, 2];
    usort($list, fn($a, $b) => $a <=> $b);
    echo 'shutdown ', json_encode(array_map(fn($x) => $x + 1, $list)), "\n";
});
run(function () {
    go(function () {
        try {
            Coroutine::sleep(10);
        } finally {
            echo 'other finally ', json_encode(array_map(fn($x) => $x + 1, [1, 2])), "\n";
        }
    });
    go(function () { Coroutine::sleep(0.001); eats(); });
    Coroutine::sleep(10);
});
echo "never: after run\n";
PHP, ['memory_limit=16M']);
?>
--EXPECTF--
PHP Fatal error:  Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %schild%s on line 4
%Aended by a fatal error: Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %schild%s:4
Stack trace:
#0 %schild%s(18): eats()
#1 [internal function]: {closure%S}()
#2 {main}
other finally [2,3]
shutdown [2,3,4]
status 255
