--TEST--
option static_handler_precompressed: siblings for clients that take them
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server, $on = true) {
    $root = tree(['a.js' => 'plain', 'a.js.br' => 'br', 'a.js.gz' => 'gz', 'p.png' => 'png', 'p.png.gz' => 'gz']);
    $server->set(['enable_static_handler' => true, 'document_root' => $root, 'static_handler_precompressed' => $on]);
    $server->on('request', fn ($request, $response) => $response->end('callback'));
});
$show = function ($running, $target, $accepts) {
    $answer = $running->get($target, "Accept-Encoding: $accepts\r\n");
    echo "$answer [", $answer->field('content-encoding'), '] [', $answer->field('vary'), "]\n";
};
$show($running, '/a.js', 'gzip, br');
$show($running, '/a.js', 'gzip');
$show($running, '/a.js', 'identity');
$show($running, '/p.png', 'gzip');
echo $running->stop();
$running = $running->another(false);
$show($running, '/a.js', 'gzip, br');
echo $running->stop();
?>
--EXPECT--
200 br [br] [Accept-Encoding]
200 gz [gzip] [Accept-Encoding]
200 plain [] [Accept-Encoding]
200 png [] []
200 plain [] []
