--TEST--
php://input, $_GET and friends are not the request's: the object is
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode([$_GET, $_POST, $_COOKIE, $request->get])));
});
echo $running->get('/?a=b', "Cookie: c=d\r\n")->body, "\n", $running->stop();
?>
--EXPECT--
[[],[],[],{"a":"b"}]
