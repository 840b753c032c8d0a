--TEST--
After a shutdown no process of the server is left
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 3]);
    $server->addProcess(new Peregrine\Process(function () {
        note((string) getmypid());
        Peregrine\Coroutine::sleep(100);
    }));
    $server->on('workerStart', fn () => note((string) getmypid()));
    $server->on('request', 'strlen');
});
$pids = $running->lines(4);
echo $running->stop();
var_dump(array_filter($pids, fn ($pid) => is_alive((int) $pid)));
?>
--EXPECT--
array(0) {
}
