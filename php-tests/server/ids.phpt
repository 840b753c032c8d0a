--TEST--
Worker ids and process ids, in the master, a worker and a user process
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
$running = serve(function ($server) {
    $ids = fn () => json_encode([
        $server->getWorkerId(), $server->getWorkerPid() === getmypid(), $server->getMasterPid() === $server->master_pid,
        $server->getManagerPid() === $server->manager_pid, $server->getMasterPid() === getmypid(), $server->worker_id,
    ]);
    $server->on('start', fn () => note('start ' . $ids()));
    $server->addProcess(new Peregrine\Process(function () use ($ids) {
        note('process ' . $ids());
        Coroutine::sleep(100);
    }));
    $server->on('request', function ($request, $response) use ($ids, $server) {
        $response->end($ids() . json_encode([$server->getWorkerPid(0) === getmypid(), $server->getWorkerPid(9), $server->worker_pid === getmypid()]));
    });
});
echo $running->get('/')->body, "\n";
echo $running->line('process'), "\n";
echo $running->stop();
$running = $running->another();
echo $running->stop();
?>
--EXPECT--
[0,true,true,true,false,0][true,false,true]
process [1,true,true,true,false,-1]
