--TEST--
After memory_limit was hit in a deep recursion, the limit is in force again
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\run;
function recurse($n) { $x = [$n]; return recurse($n + 1); }
register_shutdown_function(function () {
    echo "shutdown\n";
    str_repeat('x', 20 << 20);
    echo "never\n";
});
run(function () { recurse(0); });
PHP, ['memory_limit=16M']);
?>
--EXPECTF--
PHP Fatal error:  Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %schild%s on line 4
coroutine #1 ended by a fatal error: Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %schild%s:4
Stack trace:
#0 %schild%s(4): recurse()
%A
#99 %schild%s(4): recurse()
#100 {main}
shutdown
PHP Fatal error:  Allowed memory size of 16777216 bytes exhausted (tried to allocate %d bytes) in %schild%s on line 7
status 255
