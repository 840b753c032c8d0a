--TEST--
join() waits until all of them have ended
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    $slow = go(function () { Coroutine::sleep(0.1); echo "slow\n"; });
    $fast = go(function () { Coroutine::sleep(0.001); echo "fast\n"; });
    $over = go(fn() => null);
    var_dump(Coroutine::join([$slow, $fast, $over]));
    echo "joined\n";
    // None of them lives any more.
    var_dump(Coroutine::join([$slow, $fast]), Coroutine::join([]), Coroutine::join([99]));
    $throws = go(function () {
        try {
            Coroutine::yield();
        } finally {
            echo "ends\n";
        }
    });
    go(fn() => Coroutine::resume($throws));
    // Several coroutines may join one.
    $one = go(fn() => Coroutine::sleep(0.005));
    go(function () use ($one) { echo 'a ' . var_export(Coroutine::join([$one]), true) . "\n"; });
    go(function () use ($one) { echo 'b ' . var_export(Coroutine::join([$one, $one]), true) . "\n"; });
});
?>
--EXPECT--
fast
slow
bool(true)
joined
bool(false)
bool(false)
bool(false)
ends
a true
b true
