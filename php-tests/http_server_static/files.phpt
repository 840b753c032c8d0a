--TEST--
options enable_static_handler, document_root: files are sent without PHP, everything else goes to the callback
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server) {
    $root = tree(['a.css' => 'a {}', 'd/b.txt' => 'text', 'index.php' => '<?php secret', '.env' => 'secret', 'big.bin' => str_repeat('x', 300_000)]);
    $server->set(['enable_static_handler' => true, 'document_root' => $root]);
    $server->on('request', fn ($request, $response) => $response->end("callback {$request->server['request_uri']}"));
});
$client = $running->connect();
foreach (['/a.css', '/d/b.txt?v=1', '/none', '/index.php', '/.env', '/../a.css', '/d'] as $target) {
    $answer = $client->get($target);
    echo "$answer [", $answer->field('content-type'), "]\n";
}
echo strlen($client->get('/big.bin')->body), ' ', $client->get('/big.bin', "Range: bytes=1-3\r\n"), "\n";
$etag = $client->get('/a.css')->field('etag');
echo $client->get('/a.css', "If-None-Match: $etag\r\n")->status, "\n";
echo $running->post('/a.css', 'x'), "\n";
$head = $running->ask("HEAD /big.bin HTTP/1.1\r\nHost: a\r\n\r\n");
echo $head->field('content-length'), ' ', strlen($head->body), "\n", $running->stop();
?>
--EXPECT--
200 a {} [text/css]
200 text [text/plain]
200 callback /none [text/html]
200 callback /index.php [text/html]
200 callback /.env [text/html]
200 callback /../a.css [text/html]
200 callback /d [text/html]
300000 206 xxx
304
200 callback /a.css
300000 0
