--TEST--
trigger_error(E_USER_ERROR) ends the run with a PHP stack; destructors and shutdown functions run, callbacks work
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
class Held { public function __destruct() { echo "destructor of another\n"; } }
function fails() { trigger_error('fatal by user', E_USER_ERROR); }
register_shutdown_function(function () { echo 'shutdown ', json_encode(array_map(fn($x) => $x + 1, [1, 2])), "\n"; });
$global = new Held;
run(function () {
    go(function () {
        $held = new Held;
        try {
            Coroutine::sleep(10);
        } finally {
            echo "other finally\n";
        }
    });
    go(function () { Coroutine::sleep(0.001); fails(); echo "never\n"; });
    Coroutine::sleep(10);
});
echo "never: after run\n";
PHP, ['error_reporting=24575']); // PHP 8.4 deprecates E_USER_ERROR
?>
--EXPECTF--
PHP Fatal error:  fatal by user in %schild%s on line 5
%Acoroutine #3 ended by a fatal error: fatal by user in %schild%s:5
Stack trace:
#0 %schild%s(5): trigger_error()
#1 %schild%s(17): fails()
#2 [internal function]: {closure%S}()
#3 {main}
other finally
destructor of another
shutdown [2,3]
destructor of another
status 255
