--TEST--
In a coroutine wait() lets the others run; wakeup() lets as many go on as it says
--FILE--
<?php
use Peregrine\{Atomic, Coroutine};
use function Peregrine\{run, go};

run(function () {
    $atomic = new Atomic;
    for ($n = 1; $n <= 3; $n++) {
        go(function () use ($atomic, $n) {
            echo "$n waits\n";
            $woken[$n] = $atomic->wait(-1);
            echo 'woken: ', var_export($woken[$n], true), "\n";
        });
    }
    $atomic->wakeup(2);
    Coroutine::sleep(0.03);
    echo "one is left\n";
    $atomic->wakeup();
    Coroutine::sleep(0.03);
    var_dump($atomic->get(), $atomic->wait(0.01));

    $id = go(function () use ($atomic) {
        var_dump($atomic->wait(0), Coroutine::isCanceled());
    });
    Coroutine::cancel($id);
    $id = go(function () use ($atomic) {
        try {
            $atomic->wait(-1);
        } catch (Peregrine\Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    Coroutine::cancel($id, true);
    $atomic->set(1);
    var_dump($atomic->wait(0.01), $atomic->get());
});
?>
--EXPECT--
1 waits
2 waits
3 waits
woken: true
woken: true
one is left
woken: true
int(0)
bool(false)
bool(false)
bool(true)
coroutine #6 was cancelled
bool(true)
int(0)
