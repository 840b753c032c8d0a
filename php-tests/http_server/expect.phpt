--TEST--
Expect: 100-continue is answered before the body is sent; not when the body is refused
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['package_max_length' => 1024]);
    $server->on('request', fn ($request, $response) => $response->end($request->rawContent()));
});
$client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
echo $client->answer()->status, "\n", $client->send('hello')->answer(), "\n";
$client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
echo $client->answer()->status, "\n";
echo $running->ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: coffee\r\n\r\nhello")->status, "\n";
// A list may have empty elements, and name what is known twice (RFC 9110 5.6.1.2).
foreach (['100-continue,, 100-Continue' => 100, ',' => 200, '' => 200, '100-continue, coffee' => 417] as $expected => $status) {
    $client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: $expected\r\n\r\n");
    $status === 200 and $client->send('hello');
    var_dump($client->answer()->status === $status);
}
echo $running->stop();
?>
--EXPECT--
100
200 hello
413
417
bool(true)
bool(true)
bool(true)
bool(true)
