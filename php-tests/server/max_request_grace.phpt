--TEST--
option max_request_grace: adds up to so many requests, others for each worker
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_request' => 1, 'max_request_grace' => 1000000]);
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$client = $running->connect();
// One in 10,000 times the part that is drawn is below 100.
for ($i = 0; $i < 100; $i++) {
    $pids[] = $client->get('/')->body;
}
echo count(array_unique($pids)), "\n", $running->stop();
?>
--EXPECT--
1
