--TEST--
cancel() with an exception throws CanceledException out of each kind of wait; finally runs
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{CanceledException, Channel, WaitGroup};
use function Peregrine\{run, go};

run(function () {
    $empty = new Channel;
    $full = new Channel;
    $full->push('x');
    $group = new WaitGroup(1);
    $main = Coroutine::getCid();
    $waits = [
        'sleep' => fn() => Coroutine::sleep(10),
        'yield' => fn() => Coroutine::yield(),
        'pop' => fn() => $empty->pop(),
        'push' => fn() => $full->push('y'),
        'wait' => fn() => $group->wait(),
        'join' => fn() => Coroutine::join([$main]),
    ];
    foreach ($waits as $name => $wait) {
        $id = go(function () use ($name, $wait) {
            try {
                try {
                    $wait();
                    echo "not reached\n";
                } finally {
                    echo $name, ' finally, ';
                }
            } catch (CanceledException $e) {
                echo $e->getMessage(), ', cancelled ', var_export(Coroutine::isCanceled(), true), "\n";
                Coroutine::sleep(0.001);
                // A later wait that is not cancelled forgets it.
                echo Coroutine::isCanceled() ? "still cancelled\n" : '';
            }
        });
        var_dump(Coroutine::cancel($id, true));
    }
});
?>
--EXPECT--
sleep finally, coroutine #2 was cancelled, cancelled true
bool(true)
yield finally, coroutine #3 was cancelled, cancelled true
bool(true)
pop finally, coroutine #4 was cancelled, cancelled true
bool(true)
push finally, coroutine #5 was cancelled, cancelled true
bool(true)
wait finally, coroutine #6 was cancelled, cancelled true
bool(true)
join finally, coroutine #7 was cancelled, cancelled true
bool(true)
