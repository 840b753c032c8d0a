--TEST--
A deadlock is reported with who waits for what and where; run() returns and finally blocks have run
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
use function Peregrine\{run, go};

function stuck(Channel $channel)
{
    $channel->pop();
}

var_dump(run(function () {
    $channel = new Channel;
    $full = new Channel;
    $full->push(1);
    $group = new WaitGroup(1);
    go('stuck', $channel);
    go(fn() => $full->push(2));
    go(fn() => $group->wait());
    go(fn() => Coroutine::yield());
    $main = Coroutine::getCid();
    go(fn() => Coroutine::join([$main]));
    Coroutine::sleep(0.001);
    try {
        Coroutine::join([2]);
        echo "not reached\n";
    } finally {
        echo "finally\n";
    }
}));
var_dump(Coroutine::stats()['coroutine_num']);
run(function () { echo "next run\n"; });
?>
--EXPECTF--
[FATAL ERROR]: all coroutines (count: 6) are asleep - deadlock!

 [Coroutine-1] waits for other coroutines to end
#0 %sreport.php(24): Peregrine\Coroutine::join()
#1 [internal function]: {closure%S}()
#2 %s

 [Coroutine-2] waits for a value in a channel
#0 %sreport.php(8): Peregrine\Coroutine\Channel->pop()
#1 [internal function]: stuck()
#2 %s

 [Coroutine-3] waits for room in a channel
#0 %sreport.php(17): Peregrine\Coroutine\Channel->push()
#1 [internal function]: {closure%S}()
#2 %s

 [Coroutine-4] waits for a WaitGroup to reach zero
#0 %sreport.php(18): Peregrine\Coroutine\WaitGroup->wait()
#1 [internal function]: {closure%S}()
#2 %s

 [Coroutine-5] waits for somebody to resume it
#0 %sreport.php(19): Peregrine\Coroutine::yield()
#1 [internal function]: {closure%S}()
#2 %s

 [Coroutine-6] waits for other coroutines to end
#0 %sreport.php(21): Peregrine\Coroutine::join()
#1 [internal function]: {closure%S}()
#2 %s
finally
bool(true)
int(0)
next run
