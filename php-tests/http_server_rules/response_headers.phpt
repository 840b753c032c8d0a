--TEST--
option response_headers: set, added and removed by path prefix
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['response_headers' => [
        '/' => ['X-Frame-Options' => 'DENY', 'X-Powered-By' => null],
        '/api/' => ['X-Frame-Options' => 'SAMEORIGIN', 'Link' => ['<a>', '<b>']],
    ]]);
    $server->on('request', function ($request, $response) {
        $response->header('X-Powered-By', 'PHP');
        $response->header('X-Frame-Options', 'own');
        $response->end();
    });
});
foreach (['/', '/api/x'] as $target) {
    $fields = $running->get($target)->fields;
    echo json_encode([$fields['x-frame-options'], $fields['x-powered-by'] ?? null, $fields['link'] ?? null]), "\n";
}
echo $running->stop();
?>
--EXPECT--
[["DENY"],null,null]
[["SAMEORIGIN"],null,["<a>","<b>"]]
