--TEST--
Connections in the queue of a killed worker are served by another
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $workers = 1) {
    $server->set(['worker_num' => $workers]);
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/block') {
            note('blocked ' . getmypid());
            while (true) {
                usleep(100_000); // not a coroutine's sleep: nothing is accepted meanwhile
            }
        }
        $response->end('served');
    });
});
foreach ([1, 2] as $workers) {
    $running = $running->another($workers);
    $running->connect()->send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
    $pid = (int) substr($running->line('blocked '), 8);
    $clients = [];
    for ($i = 0; $i < 50; $i++) {
        $clients[] = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    kill($pid, 9);
    $served = array_filter($clients, fn ($client) => $client->answer()?->status === 200);
    echo count($served), " of 50\n";
    $running->stop();
}
?>
--EXPECT--
50 of 50
50 of 50
