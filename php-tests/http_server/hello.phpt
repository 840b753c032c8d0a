--TEST--
A server answers, keeps the connection, and ends with 0 on SIGTERM
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end("hello {$request->server['path_info']}\n"));
});
$client = $running->connect();
echo $client->get('/a'), "\n", $client->get('/b'), "\n";
echo $running->stop();
?>
--EXPECT--
200 hello /a
200 hello /b
