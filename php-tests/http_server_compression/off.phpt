--TEST--
Without http_compression nothing is compressed, and nothing varies
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(fn ($server) => $server->on('request', fn ($request, $response) => $response->end(str_repeat('x', 5000))));
$answer = $running->get('/', "Accept-Encoding: gzip, br, zstd\r\n");
var_dump($answer->field('content-encoding'), $answer->field('vary'), strlen($answer->body));
echo $running->stop();
?>
--EXPECT--
NULL
NULL
int(5000)
