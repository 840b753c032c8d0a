--TEST--
cookie: decoded, the first of a name counts, over several fields; null without any
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($request->cookie)));
});
foreach (["", "Cookie: a=1; b=x%20y+z; a=2\r\nCookie: c=d=e\r\n", "Cookie: novalue; =x; e=; 1=one\r\n", "Cookie:\r\n"] as $fields) {
    echo $running->get('/', $fields)->body, "\n";
}
echo $running->stop();
?>
--EXPECT--
null
{"a":"1","b":"x y z","c":"d=e"}
{"e":"","1":"one"}
null
