--TEST--
When the master is killed, workers and user processes end by themselves
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2, 'max_wait_time' => 1]);
    $server->addProcess(new Peregrine\Process(function () {
        note((string) getmypid());
        while (true) {
            Peregrine\Coroutine::sleep(1);
        }
    }));
    $server->on('workerStart', fn () => note((string) getmypid()));
    $server->on('request', 'strlen');
});
$pids = $running->lines(3);
$running->signal(9);
until(fn () => !array_filter($pids, fn ($pid) => is_alive((int) $pid)), 'the processes to end');
echo "all gone\n";
?>
--EXPECT--
all gone
