--TEST--
A panic in Rust reaches PHP as an Error with a PHP stack
--SKIPIF--
<?php if (!function_exists('Peregrine\Test\panic')) die('skip needs a module with test-hooks'); ?>
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    try {
        Peregrine\Test\panic('caught one');
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), ' at ', $e->getLine(), "\n";
    }
});
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
function panics() { Peregrine\Test\panic('not caught'); }
register_shutdown_function(function () { echo 'shutdown ', json_encode(array_map(fn($x) => $x + 1, [1])), "\n"; });
run(function () {
    go(function () { try { Coroutine::sleep(10); } finally { echo "other finally\n"; } });
    go('panics');
});
PHP);
?>
--EXPECTF--
internal error: caught one at 7
PHP Fatal error:  Uncaught Peregrine\Error: internal error: not caught in %schild%s:4
Stack trace:
#0 %schild%s(4): Peregrine\Test\panic('not caught')
#1 [internal function]: panics()
#2 {main}
  thrown in %schild%s on line 4
other finally
shutdown [2]
status 255
