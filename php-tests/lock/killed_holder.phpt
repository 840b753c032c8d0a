--TEST--
The lock of a holder that was killed is released; the others are not disturbed
--EXTENSIONS--
pcntl
posix
--FILE--
<?php
use Peregrine\{Atomic, Coroutine, Lock};
use function Peregrine\{run, go};

require __DIR__ . '/../include/fork.php';

$lock = new Lock(Lock::RWLOCK);
$held = new Atomic;
$holder = fn(int $operation) => child(function () use ($lock, $held, $operation) {
    $lock->lock($operation);
    $held->wakeup();
    pcntl_sigwaitinfo([SIGTERM]);
});
pcntl_sigprocmask(SIG_BLOCK, [SIGTERM]);

foreach ([LOCK_EX, LOCK_SH] as $operation) {
    $pid = $holder($operation);
    $held->wait(20);
    var_dump($lock->lock(LOCK_EX | LOCK_NB), $lock->errCode);
    posix_kill($pid, SIGKILL);
    var_dump($lock->lock(LOCK_EX, 20), ended($pid), $lock->unlock());

    $pid = $holder($operation);
    $held->wait(20);
    run(function () use ($lock, $pid) {
        $waits = go(function () use ($lock) {
            var_dump($lock->lock(LOCK_EX, 20), $lock->unlock());
        });
        var_dump(Coroutine::exists($waits), ended_by_kill($pid));
    });
}
function ended_by_kill(int $pid): int
{
    posix_kill($pid, SIGKILL);
    return ended($pid);
}

// Two share it, one of them dies: the other still holds it.
$one = $holder(LOCK_SH);
$held->wait(20);
$two = $holder(LOCK_SH);
$held->wait(20);
var_dump(ended_by_kill($one), $lock->lock(LOCK_EX, 0.05), $lock->errCode, $lock->lock(LOCK_SH), $lock->unlock());
var_dump(ended_by_kill($two), $lock->lock(LOCK_EX, 20));
?>
--EXPECT--
bool(false)
int(16)
bool(true)
int(-9)
bool(true)
bool(true)
int(-9)
bool(true)
bool(true)
bool(false)
int(16)
bool(true)
int(-9)
bool(true)
bool(true)
int(-9)
bool(true)
bool(true)
int(-9)
bool(false)
int(110)
bool(true)
bool(true)
int(-9)
bool(true)
