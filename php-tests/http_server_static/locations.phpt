--TEST--
option static_handler_locations: below them there are files only
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server) {
    $server->set(['enable_static_handler' => true, 'document_root' => tree(['assets/a.css' => 'a {}', 'b.txt' => 'b'])]);
    $server->set(['static_handler_locations' => ['/assets']]);
    $server->on('request', fn ($request, $response) => $response->end('callback'));
});
foreach (['/assets/a.css', '/assets/none.css', '/assets', '/b.txt', '/assetsb'] as $target) {
    echo $target, ' ', $running->get($target), "\n";
}
$answer = $running->post('/assets/a.css', 'x');
echo $answer, ' ', $answer->field('allow'), "\n", $running->stop();
?>
--EXPECT--
/assets/a.css 200 a {}
/assets/none.css 404 404 Not Found
/assets 404 404 Not Found
/b.txt 200 callback
/assetsb 200 callback
405 405 Method Not Allowed GET, HEAD
