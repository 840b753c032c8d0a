--TEST--
Connections are kept by HTTP/1.1 and closed when asked; HTTP/1.0 the other way round
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end((string) $request->fd));
});
$client = $running->connect();
$first = $client->get('/');
var_dump($first->body === $client->get('/')->body, $first->field('connection'));
$last = $client->get('/', "Connection: close\r\n");
var_dump($last->field('connection'), $client->ended());
$old = $running->connect()->send("GET / HTTP/1.0\r\n\r\n");
var_dump($old->answer()->status, $old->ended());
$old = $running->connect()->send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
var_dump($old->answer()->field('connection'));
var_dump($old->send("GET / HTTP/1.0\r\n\r\n")->answer()->status, $old->ended());
echo $running->stop();
?>
--EXPECT--
bool(true)
NULL
string(5) "close"
bool(true)
int(200)
bool(true)
string(10) "keep-alive"
int(200)
bool(true)
