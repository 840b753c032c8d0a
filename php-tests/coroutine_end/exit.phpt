--TEST--
exit in a coroutine ends the run: finally blocks and shutdown functions run, the code after run() does not, the status stays
--FILE--
<?php
$code = <<<'PHP'
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go, defer};

class Held { public function __destruct() { echo "destructor\n"; } }
register_shutdown_function(function () { echo 'shutdown ', json_encode(array_map(fn($x) => $x + 1, [1, 2])), "\n"; });
run(function () {
    $held = new Held;
    Timer::after(5, function () { echo "never: timer\n"; });
    Timer::tick(5, function () { echo "never: tick\n"; });
    go(function () {
        defer(function () { echo "sleeper deferred\n"; });
        try {
            Coroutine::sleep(10);
            echo "never: sleeper\n";
        } finally {
            echo "sleeper finally\n";
        }
    });
    go(function () {
        try {
            (function () { try { exit(7); } finally { echo "never: exit runs no finally\n"; } })();
        } catch (Throwable $e) {
            echo "never: caught\n";
        }
    });
    echo "never: parent\n";
});
echo "never: after run\n";
PHP;
include __DIR__ . '/../include/child.inc';
child($code);
?>
--EXPECT--
destructor
sleeper finally
sleeper deferred
shutdown [2,3]
status 7
