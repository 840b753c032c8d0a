--TEST--
cancel() ends each kind of wait with false, in the other coroutine, at once
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
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
        'pop with a timeout' => fn() => $empty->pop(10),
        'push' => fn() => $full->push('y'),
        'wait' => fn() => $group->wait(),
        'join' => fn() => Coroutine::join([$main]),
    ];
    foreach ($waits as $name => $wait) {
        $id = go(function () use ($name, $wait) {
            $result = $wait();
            echo $name, ': ', var_export($result, true), ', cancelled ', var_export(Coroutine::isCanceled(), true), "\n";
        });
        var_dump(Coroutine::cancel($id));
    }
    var_dump($empty->errCode, $full->errCode, $full->length(), $empty->stats()['consumer_num']);
    $group->done();
});
?>
--EXPECT--
sleep: false, cancelled true
bool(true)
yield: false, cancelled true
bool(true)
pop: false, cancelled true
bool(true)
pop with a timeout: false, cancelled true
bool(true)
push: false, cancelled true
bool(true)
wait: false, cancelled true
bool(true)
join: false, cancelled true
bool(true)
int(-3)
int(-3)
int(1)
int(0)
