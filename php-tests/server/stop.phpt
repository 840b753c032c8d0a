--TEST--
stop() replaces one worker, after what it has in flight; false for one that is not there
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('workerStart', fn ($server, $id) => note("start $id " . getmypid()));
    $server->on('workerStop', fn ($server, $id) => note("stop $id"));
    $server->on('request', function ($request, $response) use ($server) {
        $response->end(json_encode($server->stop((int) ($request->get['id'] ?? -1))) . ' ' . $server->worker_id);
    });
});
$running->lines(2, 'start ');
$answer = $running->get('/?id=1')->body;
echo substr($answer, 0, 4), ' ', substr($running->line('start '), 0, 7), "\n";
// Until then it may serve, and is to be replaced already.
$running->line('stop 1');
[$stopped, $id] = explode(' ', $running->get('/')->body);
var_dump($stopped, str_starts_with($running->line('start '), "start $id "));
echo substr($running->get('/?id=7')->body, 0, 5), "\n", $running->stop();
?>
--EXPECT--
true start 1
string(4) "true"
bool(true)
false
