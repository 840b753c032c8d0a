--TEST--
option body_timeout: 408 when a body stops coming
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['body_timeout' => 0.2, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
$client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
$answer = $client->answer();
echo $answer->status, ' ', $answer->field('connection'), "\n";
var_dump($client->ended());
echo $running->stop();
?>
--EXPECT--
408 close
bool(true)
