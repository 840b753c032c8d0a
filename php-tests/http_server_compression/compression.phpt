--TEST--
options http_compression, http_compression_level, compression_min_length, compression_types
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $more = []) {
    $server->set(['http_compression' => true] + $more);
    $server->on('request', function ($request, $response) {
        $response->header('Content-Type', $request->get['type'] ?? 'text/plain');
        foreach ($request->get['header'] ?? [] as $name => $value) {
            $response->header($name, $value);
        }
        if (isset($request->get['pieces'])) {
            $response->write('piece ');
            $response->write('by ');
        }
        $response->end(str_repeat('again ', (int) $request->get['n']));
    });
});
$show = function ($running, $target, $accepts = 'gzip') {
    $answer = $running->get($target, "Accept-Encoding: $accepts\r\n");
    $coding = $answer->field('content-encoding');
    $text = $coding === 'gzip' ? gzdecode($answer->body) : $answer->body;
    echo $coding ?? '-', ' ', $answer->field('vary') ?? '-', ' ', $coding === 'br' || $coding === 'zstd' ? '' : strlen($text), "\n";
    return strlen($answer->body);
};
$show($running, '/?n=100');
$show($running, '/?n=100', 'gzip;q=0.5, br');
$show($running, '/?n=100', 'zstd, br, gzip');
$show($running, '/?n=100', 'deflate');
$show($running, '/?n=10');
$show($running, '/?n=10&pieces');
$show($running, '/?n=100&type=image/png');
$show($running, '/?n=100&header[ETag]=a');
$show($running, '/?n=100&header[Cache-Control]=no-transform');
echo $running->stop();
$running = $running->another(['compression_min_length' => 10, 'compression_types' => ['image/*', 'application/x'], 'compression_level' => 9]);
$show($running, '/?n=10&type=image/png');
$show($running, '/?n=10&type=application/x;a=b');
$show($running, '/?n=100');
$show($running, '/?n=1&type=image/png');
echo $running->stop();
?>
--EXPECT--
gzip Accept-Encoding 600
br Accept-Encoding 
zstd Accept-Encoding 
- Accept-Encoding 600
- - 60
gzip Accept-Encoding 69
- - 600
- - 600
- - 600
gzip Accept-Encoding 60
gzip Accept-Encoding 60
- - 600
- - 6
