--TEST--
Waits that were given up leave nothing behind in what they waited for
--SKIPIF--
<?php
if (getenv('SKIP_ASAN') || getenv('SKIP_VALGRIND')) die('skip a memory checker keeps what is freed');
?>
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
use function Peregrine\{run, go};

function rss(): int
{
    preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $m);
    return (int) $m[1];
}

run(function () {
    $empty = new Channel;
    $full = new Channel;
    $full->push(1);
    $group = new WaitGroup(1);
    // Each has somebody first in line all the while.
    go(fn() => $empty->pop());
    go(fn() => $full->push(2));
    go(fn() => $group->wait());
    $long = go(fn() => Coroutine::yield());
    go(fn() => Coroutine::join([$long]));
    $waits = [fn() => $empty->pop(), fn() => $full->push(3), fn() => $group->wait(), fn() => Coroutine::join([$long])];
    foreach ($waits as $name => $wait) {
        $round = function (int $times) use ($wait) {
            $id = go(function () use ($wait, $times) {
                while ($times-- > 0) {
                    $wait();
                }
            });
            while (Coroutine::cancel($id));
        };
        $round(1_000);
        $before = rss();
        $round(100_000);
        $more = rss() - $before;
        echo $name, $more < 600 ? ' ok' : " keeps $more KiB", "\n";
    }
    $empty->push(1);
    $full->pop();
    $group->done();
    Coroutine::resume($long);
});
?>
--EXPECT--
0 ok
1 ok
2 ok
3 ok
