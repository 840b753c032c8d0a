--TEST--
defer() outside a coroutine is refused
--FILE--
<?php
foreach (['Peregrine\defer', 'Peregrine\Coroutine::defer'] as $function) {
    try {
        $function(function () { echo "never\n"; });
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
}
Peregrine\run(function () {
    try {
        Peregrine\defer('no_such_function');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
this must be called inside a coroutine: wrap it in Peregrine\run() or go()
this must be called inside a coroutine: wrap it in Peregrine\run() or go()
Peregrine\defer(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
