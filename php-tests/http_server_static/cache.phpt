--TEST--
option static_handler_cache: Cache-Control by prefix and ending
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server) {
    $server->set(['enable_static_handler' => true, 'document_root' => tree(['build/a.js' => '', 'a.css' => '', 'a.txt' => ''])]);
    $server->set(['static_handler_cache' => ['/build/' => 'max-age=31536000, immutable', '*.css' => 'no-cache']]);
    $server->on('request', fn ($request, $response) => $response->end('callback'));
});
foreach (['/build/a.js', '/a.css', '/a.txt'] as $target) {
    var_dump($running->get($target)->field('cache-control'));
}
echo $running->stop();
?>
--EXPECT--
string(27) "max-age=31536000, immutable"
string(8) "no-cache"
NULL
