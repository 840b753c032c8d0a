--TEST--
An error handler set in a coroutine is its own and its children's; siblings and the rest keep theirs
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function handler(string $name): callable
{
    return function (int $type, string $text) use ($name) {
        echo "$name got $text\n";
        return true;
    };
}

set_error_handler(handler('process'));
run(function () {
    trigger_error('main');
    $ids[] = go(function () {
        trigger_error('a before');
        set_error_handler(handler('a'));
        trigger_error('a');
        $child = go(function () {
            trigger_error('child of a');
            set_error_handler(handler('child'));
            Coroutine::sleep(0.001);
            trigger_error('child');
        });
        trigger_error('a after child began');
        Coroutine::join([$child]);
        trigger_error('a after child ended');
        restore_error_handler();
        trigger_error('a restored');
    });
    $ids[] = go(function () {
        set_error_handler(handler('b'));
        set_error_handler(handler('b nested'));
        Coroutine::sleep(0.002);
        trigger_error('b');
        restore_error_handler();
        trigger_error('b once restored');
        Coroutine::sleep(0.002);
        restore_error_handler();
        trigger_error('b twice restored');
    });
    trigger_error('main after siblings began');
    Coroutine::join($ids);
    trigger_error('main after they ended');
    go(function () { trigger_error('new one on the same stack'); });
});
trigger_error('after run');
?>
--EXPECT--
process got main
process got a before
a got a
a got child of a
a got a after child began
process got main after siblings began
child got child
a got a after child ended
process got a restored
b nested got b
b got b once restored
process got b twice restored
process got main after they ended
process got new one on the same stack
process got after run
