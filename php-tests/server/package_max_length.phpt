--TEST--
option package_max_length: 413 above it, declared or chunked; exactly it is fine
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['package_max_length' => 2000]);
    $server->on('request', fn ($request, $response) => $response->end((string) strlen($request->rawContent())));
});
echo $running->post('/', str_repeat('a', 2000)), "\n";
echo $running->post('/', str_repeat('a', 2001))->status, "\n";
$chunked = fn ($size) => "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" . dechex($size) . "\r\n" . str_repeat('a', $size) . "\r\n0\r\n\r\n";
echo $running->ask($chunked(2000)), "\n", $running->ask($chunked(2001))->status, "\n", $running->stop();
?>
--EXPECT--
200 2000
413
200 2000
413
