--TEST--
Files are counted, and do not wear a worker out
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server) {
    $server->set(['enable_static_handler' => true, 'document_root' => tree(['a.txt' => 'a']), 'max_request' => 3]);
    $server->on('request', fn ($request, $response) => $response->end(json_encode($server->stats())));
});
$pid = $running->get('/')->json()['workers'][0]['pid'];
for ($i = 0; $i < 10; $i++) {
    $running->get('/a.txt');
}
$stats = $running->get('/')->json();
var_dump($stats['static_count'], $stats['request_count'], $stats['workers'][0]['pid'] === $pid);
echo $running->stop();
?>
--EXPECT--
int(10)
int(1)
bool(true)
