--TEST--
A request that returns without an answer is answered 500
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn () => null);
});
$client = $running->connect();
echo $client->get('/'), "\n", $client->get('/'), "\n", $running->stop();
?>
--EXPECT--
500 500 Internal Server Error
500 500 Internal Server Error
