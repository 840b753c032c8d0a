--TEST--
HEAD is answered like GET without the body, which a next answer on the connection shows
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/stream') {
            $response->write('one');
            $response->write('two');
            return $response->end();
        }
        if ($request->server['path_info'] === '/file') {
            return $response->sendfile(__FILE__);
        }
        $response->end("hello");
    });
});
$client = $running->connect();
foreach (['/', '/stream', '/file'] as $path) {
    $head = $client->send("HEAD $path HTTP/1.1\r\nHost: a\r\n\r\n")->answer(true);
    $full = $client->get($path);
    var_dump($head->status, $head->field('content-length') === $full->field('content-length'), strlen($full->body) > 0);
}
echo $running->stop();
?>
--EXPECT--
int(200)
bool(true)
bool(true)
int(200)
bool(true)
bool(true)
int(200)
bool(true)
bool(true)
