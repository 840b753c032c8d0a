--TEST--
A message to a slot whose worker is dead reaches the one that replaces it
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('workerStart', fn ($server, $id) => note("ready $id"));
    $server->on('pipeMessage', fn ($server, $from, $message) => note("heard $message " . getmypid()));
    $server->on('request', function ($request, $response) use ($server) {
        $other = 1 - $server->worker_id;
        $pid = $server->getWorkerPid($other);
        kill($pid, 19); // stopped, so that it cannot read what is sent to it
        $sent = $server->sendMessage('first', $other) && $server->sendMessage('second', $other);
        kill($pid, 9);
        $response->end(json_encode([$sent, $pid]));
    });
});
$running->lines(2, 'ready');
[$sent, $pid] = $running->get('/')->json();
var_dump($sent);
foreach (['first', 'second'] as $text) {
    [, $heard, $by] = explode(' ', $running->line('heard'));
    var_dump($heard, (int) $by !== $pid);
}
$running->stop();
?>
--EXPECT--
bool(true)
string(5) "first"
bool(true)
string(6) "second"
bool(true)
