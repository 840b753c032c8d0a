--TEST--
Generators wait inside coroutines, and go from one to another
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

function numbers(string $who)
{
    try {
        for ($i = 1; $i <= 3; $i++) {
            Coroutine::sleep(0.001);
            $sent = yield "$who$i";
            if ($sent) {
                echo "sent $sent\n";
            }
        }
        return 'over';
    } finally {
        echo "finally $who in #", Coroutine::getCid(), "\n";
    }
}

run(function () {
    $a = numbers('a');
    foreach ($a as $value) {
        echo $value, "\n";
    }
    echo $a->getReturn(), "\n";
    // Begun here, gone on with there.
    $b = numbers('b');
    echo $b->current(), "\n";
    $id = go(function () use ($b) {
        echo $b->send('from another'), "\n";
        Coroutine::sleep(0.001);
    });
    Coroutine::join([$id]);
    echo $b->current(), "\n";
    unset($b);
    // yield from over a wait
    foreach ((function () { yield from numbers('c'); })() as $value) {
        echo $value, "\n";
        break;
    }
});
?>
--EXPECT--
a1
a2
a3
finally a in #1
over
b1
sent from another
b2
b2
finally b in #1
c1
finally c in #1
