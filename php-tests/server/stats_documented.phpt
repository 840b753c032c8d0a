--TEST--
Every key the documentation of stats() names is there
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($server->stats())));
});
$stats = $running->get('/')->json();
$documented = explode(' ', 'start_time connection_num accept_count close_count abort_count worker_num idle_worker_num user_worker_num '
    . 'request_count response_count concurrency worker_request_count coroutine_num reload_count worker_death_count workers');
echo implode(' ', array_diff($documented, array_keys($stats))), "\n", $running->stop();
?>
--EXPECT--
