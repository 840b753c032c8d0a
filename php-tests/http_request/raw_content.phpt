--TEST--
rawContent(), getContent(), getData() and getMethod(); a request that is kept keeps them
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $kept = null;
    $server->on('request', function ($request, $response) use (&$kept) {
        if ($kept) {
            return $response->end(json_encode([$kept->rawContent(), $kept->getMethod(), $kept->header['host'] ?? null]));
        }
        if ($request->server['path_info'] === '/keep') {
            $kept = $request;
        }
        $response->end(json_encode([$request->rawContent() === $request->getContent(), $request->rawContent(), $request->getMethod(), $request->getData()]));
    });
});
echo $running->ask("PATCH /x?y HTTP/1.1\r\nHost: a\r\nX-Case: V\r\nContent-Length: 4\r\n\r\na\0\n\x01")->body, "\n";
echo $running->ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")->body, "\n";
$running->post('/keep', 'kept');
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
[true,"a\u0000\n\u0001","PATCH","PATCH \/x?y HTTP\/1.1\r\nHost: a\r\nX-Case: V\r\nContent-Length: 4\r\n\r\na\u0000\n\u0001"]
[true,"","GET","GET \/ HTTP\/1.1\r\nHost: a\r\n\r\n"]
["kept","POST","a"]
