--TEST--
close() wakes who waits; what is in the channel can still be taken
--FILE--
<?php
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

run(function () {
    $full = new Channel;
    $full->push('in it');
    go(function () use ($full) { echo 'push ' . var_export($full->push('too late'), true) . " $full->errCode\n"; });
    $empty = new Channel;
    go(function () use ($empty) { echo 'pop ' . var_export($empty->pop(), true) . " $empty->errCode\n"; });
    var_dump($full->close(), $empty->close(), $empty->close());
    var_dump($full->push('refused'), $full->errCode === Peregrine\CHANNEL_CLOSED);
    var_dump($full->pop(), $full->errCode, $full->pop(), $full->errCode);
});
?>
--EXPECT--
push false -2
pop false -2
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
string(5) "in it"
int(0)
bool(false)
int(-2)
