--TEST--
options heartbeat_idle_time and heartbeat_check_interval: an idle connection is closed, one with a request is not
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['heartbeat_idle_time' => 0.2 * PACE, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', function ($request, $response) {
        Peregrine\Coroutine::sleep(0.5 * PACE);
        $response->end('after a while');
    });
});
$client = $running->connect();
echo $client->get('/'), "\n";
var_dump($client->ended());
echo $running->stop();
?>
--EXPECT--
200 after a while
bool(true)
