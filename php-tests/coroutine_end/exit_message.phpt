--TEST--
die() with a message prints it and ends with status 0; so does exit in the first coroutine, in a timer, in a deferred call
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
foreach ([
    'die("message\n");',
    'exit(3);',
    'Peregrine\Timer::after(1, function () { exit(4); }); Peregrine\Coroutine::yield();',
    'Peregrine\defer(function () { exit(5); });',
    'Peregrine\go(function () { Peregrine\Coroutine::sleep(0.001); exit(6); }); Peregrine\Coroutine::sleep(1);',
    '$channel = new Peregrine\Coroutine\Channel; Peregrine\go(function () use ($channel) { $channel->pop(); exit(7); }); $channel->push(1); echo "never";',
    '$id = Peregrine\go(function () { Peregrine\Coroutine::yield(); exit(8); }); Peregrine\Coroutine::resume($id); echo "never";',
    '$id = Peregrine\go(function () { Peregrine\Coroutine::yield(); exit(9); }); Peregrine\Coroutine::cancel($id); echo "never";',
    '$group = new Peregrine\Coroutine\WaitGroup(1); Peregrine\go(function () use ($group) { $group->wait(); exit(10); }); $group->done(); echo "never";',
    'array_map(function () { exit(11); }, [1]);',
    '(function () { yield 1; exit(12); })()->next();',
    'class D { function __destruct() { exit(13); } } $d = new D; unset($d); echo "never";',
] as $body) {
    child("Peregrine\\run(function () { $body }); echo 'never: after run';");
}
?>
--EXPECT--
message
status 0
status 3
status 4
status 5
status 6
status 7
status 8
status 9
status 10
status 11
status 12
status 13
