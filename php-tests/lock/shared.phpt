--TEST--
Any number share an RWLOCK, one has it alone; who waits for it alone is not starved
--FILE--
<?php
use Peregrine\{Coroutine, Lock};
use function Peregrine\{run, go};

run(function () {
    $lock = new Lock(Lock::RWLOCK);
    $lock->lock(LOCK_SH);
    go(function () use ($lock) {
        var_dump($lock->lock(LOCK_SH | LOCK_NB), $lock->unlock());
        var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->lock(LOCK_EX, 0.01));
    });
    Coroutine::sleep(0.02);
    $alone = false;
    go(function () use ($lock, &$alone) {
        $lock->lock();
        $alone = true;
        echo "alone\n";
        Coroutine::sleep(0.005);
        $alone = false;
        $lock->unlock();
    });
    go(function () use ($lock, &$alone) {
        var_dump($lock->lock(LOCK_SH | LOCK_NB));
        $lock->lock(LOCK_SH);
        var_dump($alone);
        $lock->unlock();
    });
    echo "one shares\n";
    $lock->unlock();
    $lock->lock(LOCK_SH);
    var_dump($alone);
    $lock->unlock();
});
?>
--EXPECT--
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
one shares
alone
bool(false)
bool(false)
