--TEST--
option worker_num: so many workers, by default as many as there are CPUs
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $number = 3) {
    $server->set(['worker_num' => $number]);
    $server->on('workerStart', fn ($server, $id) => note("worker $id"));
    $server->on('request', fn ($request, $response) => $response->end((string) $server->stats()['worker_num']));
});
echo implode(' ', $running->lines(3, 'worker')), "\n";
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
worker 0 worker 1 worker 2
3
