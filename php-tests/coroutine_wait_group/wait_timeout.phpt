--TEST--
wait() with a timeout gives false
--FILE--
<?php
use Peregrine\Coroutine\WaitGroup;
use function Peregrine\run;

run(function () {
    $group = new WaitGroup;
    $group->add();
    var_dump($group->wait(0.001), $group->count());
    $group->done();
    var_dump($group->wait(0.001));
    try {
        $group->wait('x');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
int(1)
bool(true)
Peregrine\Coroutine\WaitGroup::wait(): Argument #1 ($timeout) must be of type float, string given
