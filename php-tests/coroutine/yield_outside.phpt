--TEST--
Whatever waits is refused outside a coroutine
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};

$calls = [
    'yield' => fn() => Coroutine::yield(),
    'suspend' => fn() => Coroutine::suspend(),
    'sleep' => fn() => Coroutine::sleep(0.001),
    'join' => fn() => Coroutine::join([1]),
    'isCanceled' => fn() => Coroutine::isCanceled(),
    'pop' => fn() => (new Channel)->pop(),
    'wait' => fn() => (new WaitGroup(1))->wait(),
];
foreach ($calls as $name => $call) {
    try {
        var_dump($call());
    } catch (Peregrine\Error $e) {
        echo $name, ': ', $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
yield: this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
suspend: this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
sleep: this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
join: this must be called inside a coroutine: wrap it in Peregrine\run() or go()
isCanceled: this must be called inside a coroutine: wrap it in Peregrine\run() or go()
pop: this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
wait: this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
