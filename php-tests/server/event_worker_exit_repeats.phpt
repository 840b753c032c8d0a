--TEST--
workerExit comes again and again while something runs, so that it can end it
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Timer;
$running = serve(function ($server) {
    $server->set(['max_wait_time' => 15]);
    $timer = null;
    $server->on('workerStart', function () use (&$timer) {
        $timer = Timer::tick(10, fn () => null);
        Peregrine\go(function () {
            (new Peregrine\Coroutine\Channel())->pop();
        });
    });
    $server->on('workerExit', function () use (&$timer) {
        static $times = 0;
        note('exit ' . ++$times);
        Timer::clearAll();
        if ($times === 2) {
            foreach (Peregrine\Coroutine::list() as $cid) {
                $cid === Peregrine\Coroutine::getCid() or Peregrine\Coroutine::cancel($cid);
            }
        }
    });
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
$running->get('/');
$running->signal(15);
echo $running->line('exit'), "\n", $running->line('exit'), "\n", $running->wait(), $running->log();
?>
--EXPECT--
exit 1
exit 2
0
