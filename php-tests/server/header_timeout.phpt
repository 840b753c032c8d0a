--TEST--
option header_timeout: 408 for a head that comes too slowly
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['header_timeout' => 0.2, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
// A connection that brings nothing in that time is closed without an answer: when the test was held up, it asks again.
$answer = until(function () use ($running, &$client) {
    $client = $running->connect()->send("GET / HTTP/1.1\r\nHost:");
    return $client->answer();
}, 'an answer');
echo $answer->status, ' ', $answer->field('connection'), "\n";
var_dump($client->ended());
echo $running->stop();
?>
--EXPECT--
408 close
bool(true)
