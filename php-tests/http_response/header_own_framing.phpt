--TEST--
The server frames the body: a wrong Content-Length or Transfer-Encoding of the program does no harm
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->header('Content-Length', '999');
        $response->end($request->server['path_info']);
    });
});
$client = $running->connect();
echo $client->get('/first'), "\n", $client->get('/second'), "\n", $running->stop();
?>
--EXPECT--
200 /first
200 /second
