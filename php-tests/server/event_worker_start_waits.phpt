--TEST--
Requests are served when workerStart has returned, also when it waits
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $ready = false;
    $server->on('workerStart', function () use (&$ready) {
        Peregrine\Coroutine::sleep(0.1);
        $ready = true;
    });
    $server->on('request', function ($request, $response) use (&$ready) {
        $response->end(json_encode($ready));
    });
});
echo $running->get('/'), "\n", $running->stop();
?>
--EXPECT--
200 true
