--TEST--
exit in a request ends that request, not the worker
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/exit') {
            exit('bye');
        }
        $response->end((string) getmypid());
    });
});
$client = $running->connect();
$pid = $client->get('/')->body;
echo $client->get('/exit')->status, "\n";
var_dump($client->get('/')->body === $pid);
$running->stop();
?>
--EXPECT--
500
bool(true)
