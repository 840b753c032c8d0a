--TEST--
option max_concurrency: above it in all workers 503 with Retry-After, below it again 200
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$gate = fn (int $port) => sys_get_temp_dir() . "/peregrine-gate-$port";
$running = serve(function ($server) use ($gate) {
    $server->set(['worker_num' => 2, 'max_concurrency' => 3]);
    $server->on('request', function ($request, $response) use ($server, $gate) {
        if ($request->server['path_info'] === '/wait') {
            note('in');
            while (file_exists($gate($server->port))) {
                Peregrine\Coroutine::sleep(0.01);
            }
        }
        $response->end('served');
    });
});
touch($gate($running->port));
for ($i = 0; $i < 3; $i++) {
    $waiting[] = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('in');
}
$refused = $running->get('/');
echo $refused->status, ' ', $refused->reason, ' ', $refused->field('retry-after') >= 1 ? 'Retry-After' : 'no Retry-After', "\n";
unlink($gate($running->port));
foreach ($waiting as $client) {
    echo $client->answer(), "\n";
}
echo $running->get('/'), "\n", $running->stop();
?>
--EXPECT--
503 Service Unavailable Retry-After
200 served
200 served
200 served
200 served
