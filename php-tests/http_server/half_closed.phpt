--TEST--
A client that has closed its sending side still gets what it asked for
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
$client->shut();
echo $client->answer(), "\n";
var_dump($client->ended());
echo $running->stop();
?>
--EXPECT--
200 x
bool(true)
