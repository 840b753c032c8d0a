--TEST--
Port 0 takes a free one, which the object shows in the master and in workers
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end("$server->port {$request->server['server_port']}"));
});
var_dump($running->get('/')->body === "$running->port $running->port", $running->port > 0);
echo $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
