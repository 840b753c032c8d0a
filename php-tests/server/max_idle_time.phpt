--TEST--
option max_idle_time: the same as heartbeat_idle_time; 0 keeps connections
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $seconds = 0.1) {
    $server->set(['max_idle_time' => $seconds, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
$client = $running->connect();
$client->get('/');
var_dump($client->ended());
echo $running->stop();
$running = $running->another(0);
$client = $running->connect();
$client->get('/');
usleep(400_000); // nothing to wait for: nothing may happen
echo $client->get('/'), "\n", $running->stop();
?>
--EXPECT--
bool(true)
200 x
