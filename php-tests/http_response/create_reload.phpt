--TEST--
Response::create() of a worker that is being replaced, and of one that died
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Response;
$running = serve(function ($server) {
    $server->set(['worker_num' => 1, 'max_wait_time' => 20, 'log_level' => Peregrine\LOG_NONE]);
    $server->addProcess(new Peregrine\Process(function () {
        while (true) {
            Peregrine\Coroutine::sleep(1);
        }
    }));
    $server->on('workerStart', fn () => note('worker ' . getmypid()));
    $server->on('workerStop', fn () => note('stopped'));
    $server->on('pipeMessage', function ($server, $from, $message) {
        [$what, $fd] = $message;
        $response = Response::create($server, $fd);
        if ($what === '/held' && $response) {
            $response->write('begun ');
            note('held');
            while ($response->write('')) {
                Peregrine\Coroutine::sleep(0.01);
            }
            return note(json_encode(['gone', $response->isWritable(), @$response->end('late')]));
        }
        note(json_encode([$response instanceof Response, $response && $response->end('after the reload')]));
    });
    $server->on('request', function ($request, $response) use ($server) {
        $response->detach();
        $path = $request->server['path_info'];
        if ($path === '/reload') {
            $server->reload();
            Peregrine\Coroutine::sleep(0.3);
        }
        if ($path === '/die') {
            $server->sendMessage([$path, $request->fd], 1);
            posix_kill(getmypid(), 9);
        }
        $server->sendMessage([$path, $request->fd], 1);
    });
});
$running->line('worker');
echo $running->get('/reload'), "\n";
$worker = (int) substr($running->line('worker'), 7);
echo $running->line('['), "\n";
// Until then it may still take connections.
$running->line('stopped');
$client = $running->connect()->send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('held');
kill($worker, 9);
echo $running->line('["gone'), "\n";
$running->line('worker');
echo $running->stop();
?>
--EXPECT--
200 after the reload
[true,true]
["gone",false,false]
