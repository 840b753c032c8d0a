--TEST--
A compile-time fatal in an include ends the run with a PHP stack
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
$broken = __DIR__ . '/compile_error_broken.inc';
file_put_contents($broken, "<?php\nclass Twice {}\nclass Twice {}\n");
putenv("BROKEN=$broken");
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
function loads(string $path) { include $path; }
register_shutdown_function(function () { echo 'shutdown ', json_encode(array_map(fn($x) => $x + 1, [1])), "\n"; });
run(function () {
    go(function () {
        try {
            Coroutine::sleep(10);
        } finally {
            // The compiler is usable again.
            echo 'other finally ', eval('class Late { const X = 1; } return Late::X;'), "\n";
        }
    });
    loads(getenv('BROKEN'));
    echo "never\n";
});
PHP);
// A syntax error is an exception.
file_put_contents($broken, "<?php\n\$x = ;\n");
Peregrine\run(function () use ($broken) {
    try {
        include $broken;
    } catch (ParseError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--CLEAN--
<?php
@unlink(__DIR__ . '/compile_error_broken.inc');
?>
--EXPECTF--
PHP Fatal error:  Cannot %sclare class Twice%Sin %scompile_error_broken.inc on line 3
%Aended by a fatal error: Cannot %sclare class Twice%Sin %scompile_error_broken.inc:3
Stack trace:
#0 %schild%s(4): include()
#1 %schild%s(15): loads()
#2 [internal function]: {closure%S}()
#3 {main}
other finally 1
shutdown [2]
status 255
syntax error, unexpected token ";"
