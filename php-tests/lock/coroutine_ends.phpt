--TEST--
What a coroutine still holds when it ends is released, however it ends
--FILE--
<?php
use Peregrine\{Coroutine, Lock};
use function Peregrine\{run, go, defer};

$lock = new Lock;
$other = new Lock(Lock::RWLOCK);
run(function () use ($lock, $other) {
    go(function () use ($lock, $other) {
        $lock->lock();
        $other->lock(LOCK_SH);
        defer(fn() => print("still held: " . var_export($lock->lock(LOCK_EX | LOCK_NB), true) . "\n"));
    });
    var_dump($lock->lock(LOCK_EX | LOCK_NB), $other->lock(LOCK_EX | LOCK_NB), $lock->unlock(), $other->unlock());

    $id = go(function () use ($lock) {
        $lock->lock();
        Coroutine::yield();
    });
    go(function () use ($lock) {
        echo "waits\n";
        var_dump($lock->lock());
    });
    Coroutine::cancel($id);
    Coroutine::sleep(0.02);
    var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->unlock());

    for ($n = 0; $n < 1000; $n++) {
        $lock->lock();
        $lock->unlock();
    }
    $lock->lock();
});
var_dump($lock->lock(LOCK_EX | LOCK_NB));
?>
--EXPECT--
still held: false
bool(true)
bool(true)
bool(true)
bool(true)
waits
bool(true)
bool(true)
bool(true)
bool(true)
