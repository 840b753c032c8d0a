--TEST--
Consumers and producers are served first come, first served
--FILE--
<?php
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

run(function () {
    $channel = new Channel;
    foreach (['a', 'b', 'c'] as $name) {
        go(function () use ($channel, $name) { echo $name . $channel->pop() . "\n"; });
    }
    echo json_encode($channel->stats()), "\n";
    $channel->push(1);
    $channel->push(2);
    $channel->push(3);
    foreach (['x', 'y', 'z'] as $name) {
        go(function () use ($channel, $name) { $channel->push($name); echo "$name pushed\n"; });
    }
    echo json_encode($channel->stats()), "\n";
    echo $channel->pop(), "\n";
    echo $channel->pop(), "\n";
    echo $channel->pop(), "\n";
    echo json_encode($channel->stats()), "\n";
});
?>
--EXPECT--
{"consumer_num":3,"producer_num":0,"queue_num":0}
a1
b2
c3
x pushed
{"consumer_num":0,"producer_num":2,"queue_num":1}
y pushed
x
z pushed
y
z
{"consumer_num":0,"producer_num":0,"queue_num":0}
