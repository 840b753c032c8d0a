--TEST--
pop() with a timeout gives false and CHANNEL_TIMEOUT; a value that comes later stays
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\run;

run(function () {
    $channel = new Channel;
    var_dump($channel->pop(0.001), $channel->errCode === Peregrine\CHANNEL_TIMEOUT, $channel->errCode);
    var_dump($channel->push('later'), $channel->errCode === Peregrine\CHANNEL_OK, $channel->pop(0.001));
    var_dump(Coroutine::isCanceled());
    try {
        $channel->pop([]);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
bool(true)
int(-1)
bool(true)
bool(true)
string(5) "later"
bool(false)
Peregrine\Coroutine\Channel::pop(): Argument #1 ($timeout) must be of type float, array given
