--TEST--
wait() goes on when the count reaches zero
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use function Peregrine\{run, go};

run(function () {
    $group = new WaitGroup(1);
    $group->add();
    $group->add(2);
    var_dump($group->count(), count($group));
    for ($i = 1; $i <= 4; $i++) {
        go(function () use ($group, $i) {
            Coroutine::sleep($i / 1000);
            echo "$i done\n";
            $group->done();
        });
    }
    go(function () use ($group) { $group->wait(); echo "other waiter\n"; });
    var_dump($group->wait());
    // At zero it does not wait, and it can be used again.
    var_dump($group->wait());
    $group->add();
    $group->add(-1);
    var_dump($group->wait(), $group->count());
});
?>
--EXPECT--
int(4)
int(4)
1 done
2 done
3 done
4 done
other waiter
bool(true)
bool(true)
bool(true)
int(0)
