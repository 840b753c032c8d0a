--TEST--
lock() gives false when it does not wait, when the time passes and when it is cancelled; see errCode
--FILE--
<?php
use Peregrine\{Coroutine, Lock};
use function Peregrine\{run, go};

run(function () {
    $lock = new Lock(Peregrine\MUTEX);
    $lock->lock();
    go(function () use ($lock) {
        var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->errCode);
        var_dump($lock->lock(LOCK_SH | LOCK_NB), $lock->errCode);
        var_dump($lock->lock(LOCK_EX, 0.01), $lock->errCode);
        var_dump($lock->unlock(), $lock->errCode);
    });
    Coroutine::sleep(0.03);
    $id = go(function () use ($lock) {
        var_dump($lock->lock(), $lock->errCode, Coroutine::isCanceled());
    });
    Coroutine::cancel($id);
    $id = go(function () use ($lock) {
        try {
            $lock->lock();
        } catch (Peregrine\Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    Coroutine::cancel($id, true);
    var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->errCode);
    var_dump($lock->unlock(), $lock->errCode, $lock->unlock(), $lock->errCode);
    go(function () use ($lock) {
        var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->errCode, $lock->unlock());
    });
});
?>
--EXPECT--
bool(false)
int(16)
bool(false)
int(16)
bool(false)
int(110)
bool(false)
int(1)
bool(false)
int(125)
bool(true)
coroutine #4 was cancelled
bool(false)
int(16)
bool(true)
int(0)
bool(false)
int(1)
bool(true)
int(0)
bool(true)
