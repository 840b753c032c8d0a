--TEST--
A worker that is killed is replaced, without the others noticing
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('workerStart', fn ($server, $id) => note("$id " . getmypid()));
    $server->on('request', fn ($request, $response) => $response->end('served'));
});
$pids = [];
foreach ($running->lines(2) as $line) {
    [$id, $pids[$id]] = explode(' ', $line);
}
for ($i = 0; $i < 3; $i++) {
    $id = $i % 2;
    kill((int) $pids[$id], 9);
    [$new, $pid] = explode(' ', $running->line());
    var_dump((int) $new === $id && $pid !== $pids[$id]);
    $pids[$id] = $pid;
    echo $running->get('/'), "\n";
}
$running->stop();
?>
--EXPECT--
bool(true)
200 served
bool(true)
200 served
bool(true)
200 served
