--TEST--
option worker_max_concurrency: the same for one worker, on the same connection too
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_max_concurrency' => 1]);
    $server->on('request', function ($request, $response) {
        note('in');
        Peregrine\Coroutine::sleep($request->server['path_info'] === '/wait' ? 0.2 : 0);
        $response->end('served');
    });
});
$waiting = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('in');
$client = $running->connect();
echo $client->get('/')->status, ' ', $client->get('/')->status, "\n";
echo $waiting->answer(), "\n", $client->get('/'), "\n", $running->stop();
?>
--EXPECT--
503 503
200 served
200 served
