--TEST--
An anonymous class that two coroutines declare at once, while its parent is being loaded: the second is told, and finds it later
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

spl_autoload_register(function (string $class) {
    Coroutine::sleep(0.005);
    eval("class $class {}");
});
function make(): object
{
    return new class extends Base {};
}
run(function () {
    for ($i = 0; $i < 3; $i++) {
        go(function () {
            try {
                echo get_parent_class(make()), "\n";
            } catch (Error $e) {
                echo $e->getMessage(), "\n";
            }
        });
    }
    Coroutine::sleep(0.02);
    echo get_parent_class(make()), "\n";
});
?>
--EXPECTF--
%aBase
Base
