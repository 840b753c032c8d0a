--TEST--
What is written arrives before the response ends
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $next = null;
    $server->on('request', function ($request, $response) use (&$next) {
        if ($request->server['path_info'] === '/next') {
            $next->push(true);
            return $response->end();
        }
        $next = new Peregrine\Coroutine\Channel();
        for ($i = 0; $i < 3; $i++) {
            $response->write("piece $i");
            $next->pop();
        }
        $response->end();
    });
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
$client->until("\r\n\r\n");
for ($i = 0; $i < 3; $i++) {
    $size = $client->until("\r\n");
    echo $client->take(hexdec($size)), "\n";
    $client->until("\r\n");
    $running->get('/next');
}
echo $client->until("\r\n\r\n"), "\n", $running->stop();
?>
--EXPECT--
piece 0
piece 1
piece 2
0
