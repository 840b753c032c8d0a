--TEST--
option http_index_files: the first there is, and a slash where one is missing
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/tree.php';
$running = serve(function ($server) {
    $root = tree(['d/index.htm' => 'htm', 'd/index.html' => 'html', 'e/index.html' => 'e', 'f/x' => '', 'f/index.php' => 'secret']);
    $server->set(['enable_static_handler' => true, 'document_root' => $root]);
    $server->set(['http_index_files' => ['index.php', 'index.htm', 'index.html']]);
    $server->on('request', fn ($request, $response) => $response->end('callback'));
});
foreach (['/d/', '/e/', '/f/', '/', '/e?q=1'] as $target) {
    $answer = $running->get($target);
    echo "$target $answer ", $answer->field('location'), "\n";
}
echo $running->stop();
?>
--EXPECT--
/d/ 200 htm 
/e/ 200 e 
/f/ 200 callback 
/ 200 callback 
/e?q=1 301 301 Moved Permanently /e/?q=1
