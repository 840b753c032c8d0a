--TEST--
option max_worker_age: a worker is replaced after that time, again and again
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_worker_age' => 0.2]);
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$pids = [];
until(function () use (&$pids, $running) {
    $answer = $running->get('/');
    $answer?->status === 200 or print("lost\n");
    $pids[$answer->body] = true;
    return count($pids) >= 3;
}, 'three workers');
echo count($pids), "\n", $running->stop();
?>
--EXPECT--
3
