--TEST--
Wrong types and operations, and locking twice, are mistakes; a lock is neither cloned nor serialized
--FILE--
<?php
use Peregrine\Lock;
use function Peregrine\run;

require __DIR__ . '/../include/caught.php';

var_dump(Lock::MUTEX === Peregrine\MUTEX, Lock::RWLOCK === Peregrine\RWLOCK, Lock::MUTEX, Lock::RWLOCK);
caught(fn() => new Lock(5));
caught(fn() => new Lock('mutex'));
$lock = new Lock(Lock::RWLOCK);
caught(fn() => $lock->lock(LOCK_UN));
caught(fn() => $lock->lock(0));
caught(fn() => $lock->lock(LOCK_NB));
caught(fn() => $lock->lock(LOCK_EX, 'long'));
caught(fn() => $lock->unlock(1));
$lock->lock(LOCK_SH);
caught(fn() => $lock->lock(LOCK_SH));
caught(fn() => $lock->lock(LOCK_EX, 0.01));
caught(fn() => clone $lock);
caught(fn() => serialize($lock));
var_dump($lock->unlock());
run(function () use ($lock) {
    $lock->lock();
    caught(fn() => $lock->lock());
    var_dump($lock->unlock());
});
var_dump((new ReflectionMethod(Lock::class, '__construct'))->getParameters()[0]->getDefaultValue());
?>
--EXPECT--
bool(true)
bool(true)
int(3)
int(1)
ValueError: Peregrine\Lock::__construct(): Argument #1 ($type) must be Lock::MUTEX or Lock::RWLOCK
TypeError: Peregrine\Lock::__construct(): Argument #1 ($type) must be of type int, string given
ValueError: Peregrine\Lock::lock(): Argument #1 ($operation) must be LOCK_EX or LOCK_SH, with LOCK_NB or without
ValueError: Peregrine\Lock::lock(): Argument #1 ($operation) must be LOCK_EX or LOCK_SH, with LOCK_NB or without
ValueError: Peregrine\Lock::lock(): Argument #1 ($operation) must be LOCK_EX or LOCK_SH, with LOCK_NB or without
TypeError: Peregrine\Lock::lock(): Argument #2 ($timeout) must be of type float, string given
ArgumentCountError: Peregrine\Lock::unlock() expects exactly 0 arguments, 1 given
Peregrine\Error: the lock is held by this caller already and it would wait for itself: call unlock() first
Peregrine\Error: the lock is held by this caller already and it would wait for itself: call unlock() first
Error: Trying to clone an uncloneable object of class Peregrine\Lock
Exception: Serialization of 'Peregrine\Lock' is not allowed
bool(true)
Peregrine\Error: the lock is held by this caller already and it would wait for itself: call unlock() first
bool(true)
int(3)
