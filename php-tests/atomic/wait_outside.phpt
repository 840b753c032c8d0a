--TEST--
Outside of coroutines wait() blocks until the time is up or another process wakes it
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\Atomic;

require __DIR__ . '/../include/fork.php';

$atomic = new Atomic(1);
var_dump($atomic->wait(), $atomic->get(), $atomic->wait(0.01));
$answer = new Atomic;
$child = child(function () use ($atomic, $answer) {
    $woken = $atomic->wait(-1);
    $answer->wakeup();
    return $woken ? 7 : 8;
});
var_dump($atomic->wakeup(), $answer->wait(20), ended($child), $atomic->get());
?>
--EXPECT--
bool(true)
int(0)
bool(false)
bool(true)
bool(true)
int(7)
int(0)
