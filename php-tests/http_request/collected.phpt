--TEST--
The garbage collector leaves Request objects that wait for their next request as they are
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        Peregrine\Coroutine::sleep(['/a' => 0.01, '/b' => 0.03, '/c' => 0.05][$request->server['request_uri']] ?? 0.01);
        gc_collect_cycles();
        $response->end(json_encode([$request->server['request_uri'] ?? null, is_int($request->fd), isset($request->header['host'])]) . "\n");
    });
});
for ($round = 0; $round < 3; $round++) {
    $sockets = [];
    foreach (['/a', '/b', '/c'] as $path) {
        $sockets[] = $socket = stream_socket_client("tcp://127.0.0.1:$running->port");
        fwrite($socket, "GET $path HTTP/1.0\r\nHost: x\r\n\r\n");
    }
    foreach ($sockets as $socket) {
        echo explode("\r\n\r\n", stream_get_contents($socket))[1];
    }
}
echo $running->stop();
?>
--EXPECT--
["\/a",true,true]
["\/b",true,true]
["\/c",true,true]
["\/a",true,true]
["\/b",true,true]
["\/c",true,true]
["\/a",true,true]
["\/b",true,true]
["\/c",true,true]
