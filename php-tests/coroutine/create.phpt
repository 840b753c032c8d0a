--TEST--
Coroutine::create() is go()
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

run(function () {
    var_dump(Coroutine::create(function ($x) { echo "$x\n"; }, 'argument'));
    try {
        Coroutine::create(null);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
argument
int(2)
Peregrine\Coroutine::create(): Argument #1 ($func) must be a valid callback, no array or string given
