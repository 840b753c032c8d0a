--TEST--
A coroutine that waits is woken by another process, and the other way round
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\{Atomic, Coroutine};
use function Peregrine\{run, go};

require __DIR__ . '/../include/fork.php';

$ping = new Atomic;
$pong = new Atomic;
$child = child(function () use ($ping, $pong) {
    for ($n = 0; $n < 20; $n++) {
        $ping->wait(-1) or exit(1);
        $pong->wakeup();
    }
    return 0;
});
run(function () use ($ping, $pong) {
    $rounds = 0;
    for ($n = 0; $n < 20; $n++) {
        // A wait() that held up this process would never get an answer.
        go(function () use ($ping) {
            Coroutine::sleep(0.001);
            $ping->wakeup();
        });
        $rounds += $pong->wait(20);
    }
    var_dump($rounds);
});
var_dump(ended($child));
?>
--EXPECT--
int(20)
int(0)
