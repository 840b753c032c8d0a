--TEST--
Between coroutines one holds the lock at a time, in order of arrival
--FILE--
<?php
use Peregrine\{Coroutine, Lock};
use Peregrine\Coroutine\WaitGroup;
use function Peregrine\{run, go};

run(function () {
    $lock = new Lock;
    $inside = 0;
    $order = [];
    $group = new WaitGroup(10);
    for ($n = 0; $n < 10; $n++) {
        go(function () use ($lock, $group, $n, &$inside, &$order) {
            $lock->lock() or print("not taken\n");
            if (++$inside !== 1) {
                echo "not alone\n";
            }
            Coroutine::sleep(0.001);
            $inside--;
            $order[] = $n;
            $lock->unlock() or print("not released\n");
            $group->done();
        });
    }
    $group->wait();
    echo implode(' ', $order), "\n";
    var_dump($lock->errCode, $lock->lock(), $lock->unlock());
});
?>
--EXPECT--
0 1 2 3 4 5 6 7 8 9
int(0)
bool(true)
bool(true)
