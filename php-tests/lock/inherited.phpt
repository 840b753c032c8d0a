--TEST--
A child does not hold what its parent holds, and its end releases nothing of it
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\Lock;

require __DIR__ . '/../include/fork.php';

$lock = new Lock;
$lock->lock();
$child = child(function () use ($lock) {
    return $lock->unlock() || $lock->lock(LOCK_EX | LOCK_NB) ? 1 : 0;
});
var_dump(ended($child));
$child = child(function () use ($lock) {
    return $lock->lock(LOCK_EX | LOCK_NB) ? 1 : 0;
});
var_dump(ended($child), $lock->unlock());
$child = child(fn() => $lock->lock() ? 1 : 0);
var_dump(ended($child), $lock->lock(LOCK_EX, 20));
?>
--EXPECT--
int(0)
int(0)
bool(true)
int(1)
bool(true)
