--TEST--
push() with a timeout gives false and CHANNEL_TIMEOUT, and its value is not added
--FILE--
<?php
use Peregrine\Coroutine\Channel;
use function Peregrine\run;

run(function () {
    $channel = new Channel;
    $channel->push('first');
    var_dump($channel->push('second', 0.001), $channel->errCode, $channel->length(), $channel->isFull());
    var_dump($channel->pop(), $channel->errCode, $channel->pop(0.001));
    try {
        $channel->push();
    } catch (ArgumentCountError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
int(-1)
int(1)
bool(true)
string(5) "first"
int(0)
bool(false)
Peregrine\Coroutine\Channel::push() expects at least 1 argument, 0 given
