--TEST--
option reload_async: false reloads the next worker only when the old one has ended
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$gate = fn (int $port) => sys_get_temp_dir() . "/peregrine-gate-$port";
$running = serve(function ($server, $async = false) use ($gate) {
    $server->set(['worker_num' => 2, 'reload_async' => $async, 'max_wait_time' => 20]);
    $server->on('workerStart', fn ($server, $id) => note('started'));
    $server->on('workerStop', fn ($server, $id) => note('stopped'));
    $server->on('request', function ($request, $response) use ($server, $gate) {
        note('in');
        while (file_exists($gate($server->port))) {
            Peregrine\Coroutine::sleep(0.01);
        }
        $response->end('x');
    });
});
foreach ([false, true] as $async) {
    $running = $running->another($async);
    touch($gate($running->port));
    $running->lines(2, 'started');
    // Both workers have something to finish.
    $clients = [];
    for ($i = 0; $i < 16; $i++) {
        $clients[] = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        $running->line('in');
    }
    $running->signal(10);
    $order = [$running->line('st')];
    if ($async) {
        $order[] = $running->line('st');
    } else {
        usleep(100_000); // time in which the other worker could be started, but must not
    }
    unlink($gate($running->port));
    // A worker that is to end waits a while for what a client that stays may still send.
    foreach ($clients as $client) {
        $client->answer()?->status === 200 or print("lost\n");
        $client->close();
    }
    while (count($order) < 4) {
        $order[] = $running->line('st');
    }
    echo implode(' ', $order), "\n";
    echo $running->stop();
}
?>
--EXPECT--
started stopped started stopped
started started stopped stopped
