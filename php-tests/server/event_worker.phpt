--TEST--
workerStart, workerExit and workerStop run in a coroutine of each worker, with its id
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    foreach (['workerStart', 'workerStop', 'workerExit'] as $event) {
        $server->on($event, function ($given, $id) use ($server, $event) {
            note("$event " . json_encode([$given === $server, $id, $id === $server->worker_id, Peregrine\Coroutine::getCid() > 0]));
        });
    }
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
echo implode("\n", $running->lines(2, 'workerStart')), "\n";
$running->signal(15);
echo implode("\n", $running->lines(4, 'worker')), "\n";
echo $running->stop();
?>
--EXPECT--
workerStart [true,0,true,true]
workerStart [true,1,true,true]
workerExit [true,0,true,true]
workerExit [true,1,true,true]
workerStop [true,0,true,true]
workerStop [true,1,true,true]
