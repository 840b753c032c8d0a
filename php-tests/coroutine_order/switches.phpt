--TEST--
Who runs when: go, sleep, channel and resume switch as Swoole's do
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
use function Peregrine\{run, go, defer};

function say(string $text) { echo Coroutine::getCid(), ' ', $text, "\n"; }

run(function () {
    say('begin');
    go(function () {
        say('begin');
        go(function () {
            say('begin');
            Coroutine::yield();
            say('resumed');
        });
        say('child waits');
        Coroutine::resume(3);
        say('child is over');
    });
    $channel = new Channel(1);
    $group = new WaitGroup;
    $group->add(2);
    go(function () use ($channel, $group) {
        defer(function () use ($group) { say('deferred'); $group->done(); });
        for ($i = 0; $i < 3; $i++) {
            say('pushes');
            $channel->push($i);
            say('pushed');
        }
    });
    go(function () use ($channel, $group) {
        for ($i = 0; $i < 3; $i++) {
            say('pops');
            $value = $channel->pop();
            say("popped $value");
        }
        $group->done();
    });
    say('waits');
    $group->wait();
    say('end');
});
?>
--EXPECT--
1 begin
2 begin
3 begin
2 child waits
3 resumed
2 child is over
4 pushes
4 pushed
4 pushes
5 pops
4 pushed
4 pushes
5 popped 0
5 pops
4 pushed
4 deferred
5 popped 1
5 pops
5 popped 2
1 waits
1 end
