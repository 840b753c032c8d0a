--TEST--
exists() and close() for connections of another worker: asked by a worker and by a user process, and not outside coroutines
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->addProcess(new Peregrine\Process(function () {
        while (true) {
            Coroutine::sleep(1);
        }
    }));
    $server->on('pipeMessage', function ($server, $from, $message) {
        [$fd, $reset] = $message;
        $known = fn () => [$server->exists($fd), $server->exists($fd + (1 << 24))];
        note('asked ' . json_encode([$known(), $server->close($fd, $reset), $known(), $server->close($fd, $reset)]));
    });
    $server->on('workerStop', function ($server) {
        note('stops ' . json_encode(Coroutine::getCid() > 0));
    });
    $server->on('request', function ($request, $response) use ($server) {
        ['to' => $to, 'reset' => $reset] = $request->get;
        $response->write('begun');
        $server->sendMessage([$request->fd, (bool) $reset], $to === 'worker' ? 1 - $server->getWorkerId() : 2);
        while ($response->write('.')) {
            Coroutine::sleep(0.005);
        }
        note('cut ' . json_encode($server->exists($request->fd)));
    });
    $server->on('shutdown', function ($server) {
        note('master ' . json_encode([@$server->exists(1 << 24 | 1), error_get_last()['message'] ?? '']));
    });
});
foreach (['worker', 'process'] as $to) {
    foreach ([0, 1] as $reset) {
        $client = $running->connect()->send("GET /?to=$to&reset=$reset HTTP/1.1\r\nHost: a\r\n\r\n");
        echo $running->line('asked'), ' ', $running->line('cut'), ' ', json_encode(str_ends_with($client->rest(), "\r\n0\r\n\r\n")), "\n";
    }
}
echo $running->stop(), $running->line('master'), "\n";
?>
--EXPECT--
asked [[true,false],true,[false,false],false] cut false false
asked [[true,false],true,[false,false],false] cut false false
asked [[true,false],true,[false,false],false] cut false false
asked [[true,false],true,[false,false],false] cut false false
master [false,"Peregrine\\Server::exists(): another worker has this connection: only a coroutine can wait for what it says"]
