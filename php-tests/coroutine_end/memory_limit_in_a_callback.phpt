--TEST--
memory_limit inside a native function's callback, in a Fiber, and in a big array ends the run as well
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
$shutdown = 'register_shutdown_function(function () { echo json_encode(array_map(fn($x) => $x + 1, [1])), "\n"; });';
foreach ([
    'array_map(function ($x) { str_repeat("x", 64 << 20); }, [1]);',
    '(new Fiber(function () { str_repeat("x", 64 << 20); }))->start();',
    '$a = []; while (true) { $a[] = [count($a)]; }',
    'str_repeat("x", 64 << 20);',
    'Peregrine\go(function () { str_repeat("x", 64 << 20); }); echo "never\n";',
    'Peregrine\Timer::after(1, function () { str_repeat("x", 64 << 20); }); Peregrine\Coroutine::yield();',
] as $body) {
    child("$shutdown Peregrine\\run(function () { $body echo 'never'; }); echo 'never: after run';", ['memory_limit=16M', 'display_errors=0', 'log_errors=0'], false);
}
?>
--EXPECT--
[2]
status 255
[2]
status 255
[2]
status 255
[2]
status 255
[2]
status 255
[2]
status 255
