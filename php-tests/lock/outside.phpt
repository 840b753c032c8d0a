--TEST--
Outside of coroutines the code of a process is the holder; a coroutine is another one
--FILE--
<?php
use Peregrine\Lock;
use function Peregrine\run;

$lock = new Lock;
var_dump($lock->lock(), $lock->lock(LOCK_EX | LOCK_NB), $lock->errCode);
run(function () use ($lock) {
    var_dump($lock->lock(LOCK_EX, 0.01), $lock->errCode, $lock->unlock(), $lock->errCode);
});
var_dump($lock->unlock(), $lock->errCode, $lock->unlock(), $lock->errCode);
?>
--EXPECT--
bool(true)
bool(false)
int(16)
bool(false)
int(110)
bool(false)
int(1)
bool(true)
int(0)
bool(false)
int(1)
