--TEST--
option worker_max_concurrency: the same for one worker, on the same connection too
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$gate = fn (int $port) => sys_get_temp_dir() . "/peregrine-gate-$port";
$running = serve(function ($server) use ($gate) {
    $server->set(['worker_max_concurrency' => 1]);
    $server->on('request', function ($request, $response) use ($server, $gate) {
        note('in');
        while ($request->server['path_info'] === '/wait' && file_exists($gate($server->port))) {
            Peregrine\Coroutine::sleep(0.01);
        }
        $response->end('served');
    });
});
touch($gate($running->port));
try {
    $waiting = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('in');
    $client = $running->connect();
    echo $client->get('/')->status, ' ', $client->get('/')->status, "\n";
} finally {
    unlink($gate($running->port));
}
echo $waiting->answer(), "\n", $client->get('/'), "\n", $running->stop();
?>
--EXPECT--
503 503
200 served
200 served
