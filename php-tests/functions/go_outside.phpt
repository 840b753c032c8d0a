--TEST--
go() and Coroutine::create() outside the event loop name run() and workerStart
--FILE--
<?php
foreach (['Peregrine\go', 'Peregrine\Coroutine::create'] as $function) {
    try {
        $function(function () { echo "never\n"; });
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
}
Peregrine\run(fn() => null);
try {
    Peregrine\go(function () { echo "never\n"; });
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
