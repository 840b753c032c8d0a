--TEST--
isEmpty(), isFull(), length() and stats() outside and inside
--FILE--
<?php
use Peregrine\Coroutine\Channel;

$channel = new Channel(2);
var_dump($channel->isEmpty(), $channel->isFull(), $channel->length());
$channel->push(null);
var_dump($channel->isEmpty(), $channel->isFull(), $channel->length());
$channel->push(false);
var_dump($channel->isEmpty(), $channel->isFull(), $channel->length());
echo json_encode($channel->stats()), "\n";
var_dump($channel->pop(), $channel->errCode, $channel->pop(), $channel->errCode);
foreach (['isEmpty', 'isFull', 'length', 'stats', 'close'] as $method) {
    try {
        $channel->$method(1);
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
bool(true)
bool(false)
int(0)
bool(false)
bool(false)
int(1)
bool(false)
bool(true)
int(2)
{"consumer_num":0,"producer_num":0,"queue_num":2}
NULL
int(0)
bool(false)
int(0)
Peregrine\Coroutine\Channel::isEmpty() expects exactly 0 arguments, 1 given
Peregrine\Coroutine\Channel::isFull() expects exactly 0 arguments, 1 given
Peregrine\Coroutine\Channel::length() expects exactly 0 arguments, 1 given
Peregrine\Coroutine\Channel::stats() expects exactly 0 arguments, 1 given
Peregrine\Coroutine\Channel::close() expects exactly 0 arguments, 1 given
