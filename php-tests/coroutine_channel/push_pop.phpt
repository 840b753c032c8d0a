--TEST--
push() and pop() hand over in order; a push enters the coroutine that waits at once
--FILE--
<?php
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

run(function () {
    $channel = new Channel(2);
    go(function () use ($channel) {
        for ($i = 1; $i <= 4; $i++) {
            echo "push $i\n";
            $channel->push($i);
        }
        echo "producer over\n";
    });
    for ($i = 1; $i <= 4; $i++) {
        $value = $channel->pop();
        echo "popped $value\n";
    }
    go(function () use ($channel) { echo 'consumer ' . $channel->pop() . "\n"; });
    echo "before\n";
    $channel->push('x');
    echo "after\n";
});
?>
--EXPECT--
push 1
push 2
push 3
push 4
popped 1
producer over
popped 2
popped 3
popped 4
before
consumer x
after
