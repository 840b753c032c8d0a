--TEST--
A server listens on IPv6
--SKIPIF--
<?php
if (!@stream_socket_server('tcp://[::1]:0')) {
    echo 'skip no IPv6 here';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end($request->server['remote_addr']));
}, fn () => new Peregrine\Http\Server('::1', 0, Peregrine\BASE, Peregrine\SOCK_TCP6));
$client = stream_socket_client("tcp://[::1]:$running->port");
fwrite($client, "GET / HTTP/1.0\r\n\r\n");
echo substr(strrchr(stream_get_contents($client), "\n"), 1), "\n", $running->stop();
?>
--EXPECT--
::1
