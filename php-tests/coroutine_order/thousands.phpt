--TEST--
Thousands of coroutines at once, each with its own locals
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
use function Peregrine\{run, go};

run(function () {
    $group = new WaitGroup;
    $sum = 0;
    $first = new Channel;
    for ($i = 1; $i <= 5_000; $i++) {
        $group->add();
        go(function () use ($i, $group, &$sum) {
            $own = $i;
            Coroutine::sleep(0.001 * ($i % 7 + 1));
            $sum += $own;
            $group->done();
        });
    }
    echo Coroutine::stats()['coroutine_num'], "\n";
    $group->wait();
    // The last one entered this coroutine from done(), so it is still there.
    echo $sum, ' ', Coroutine::stats()['coroutine_num'], "\n";

    // A chain: each takes from the one before.
    $left = $first;
    for ($i = 0; $i < 2_000; $i++) {
        $right = new Channel;
        go(function () use ($left, $right) { $right->push($left->pop() + 1); });
        $left = $right;
    }
    $first->push(0);
    echo $left->pop(), "\n";
});
?>
--EXPECT--
5001
12502500 2
2000
