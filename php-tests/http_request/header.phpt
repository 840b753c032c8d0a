--TEST--
header: lower-case names, values as sent, a repeated one an array; cookies elsewhere
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($request->header)));
});
echo $running->get('/', "X-One:  padded \t\r\nACCEPT: a\r\naccept: b\r\nAccept: c\r\nCookie: k=v\r\nX-Empty:\r\n123: n\r\n" . 'X-' . str_repeat('L', 100) . ": long\r\n")->body, "\n", $running->stop();
?>
--EXPECT--
{"host":"a","x-one":"padded","accept":["a","b","c"],"x-empty":"","123":"n","x-llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll":"long"}
