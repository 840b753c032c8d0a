--TEST--
CanceledException is a final Exception with code 0
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\CanceledException;
use function Peregrine\{run, go};

$class = new ReflectionClass(CanceledException::class);
var_dump($class->isFinal(), $class->getParentClass()->getName());
run(function () {
    $id = go(function () {
        try {
            Coroutine::sleep(10);
        } catch (CanceledException $e) {
            echo $e->getCode(), ' line ', $e->getLine(), "\n", $e->getTraceAsString(), "\n";
        }
    });
    Coroutine::cancel($id, true);
});
?>
--EXPECTF--
bool(true)
string(9) "Exception"
0 line 11
#0 %sclass.php(11): Peregrine\Coroutine::sleep(10)
#1 [internal function]: {closure%S}()
#2 {main}
