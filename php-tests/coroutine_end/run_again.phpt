--TEST--
After a run that ended by a fatal error, a shutdown function can run the event loop again
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
class Slow { public function __destruct() { Coroutine::sleep(0.001); echo "destructor waited\n"; } }
class Fatal { public function __destruct() { trigger_error('in a destructor', E_USER_ERROR); } }
register_shutdown_function(function () {
    run(function () {
        go(function () { Coroutine::sleep(0.001); echo "again #", Coroutine::getCid(), "\n"; });
        $slow = new Slow;
        unset($slow);
        $fiber = new Fiber(fn() => Fiber::suspend());
        $fiber->start();
        $fiber->resume();
    });
});
run(function () {
    $fatal = new Fatal;
    unset($fatal);
});
PHP, ['display_errors=0', 'log_errors=0'], false);
?>
--EXPECT--
again #3
destructor waited
status 255
