--TEST--
A response in a reference cycle is answered 500 when the cycle is collected
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/cycle') {
            $object = new stdClass();
            $object->self = $object;
            $object->response = $response;
            return note('made');
        }
        $response->end(json_encode(gc_collect_cycles() > 0));
    });
});
$client = $running->connect()->send("GET /cycle HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('made');
echo $running->get('/'), "\n", $client->answer()->status, "\n", $running->stop();
?>
--EXPECT--
200 true
500
