--TEST--
An answer with Upgrade says so in Connection, too, once (RFC 9110 7.8); with HTTP/2 there is neither
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['open_http2_protocol' => true]);
    $server->on('request', function ($request, $response) {
        $response->status(426);
        $response->header('Upgrade', 'echo/1.0', $request->server['path_info'] !== '/as-is');
        if ($request->server['path_info'] === '/both') {
            $response->header('Connection', 'upgrade, x-y');
        }
        $response->end('ask for echo/1.0');
    });
});
foreach (['/', '/as-is', '/both'] as $path) {
    $answer = $running->get($path);
    echo "$answer: ", $answer->field('upgrade'), ', ', $answer->field('connection'), "\n";
}
$answer = $running->get('/', "Connection: close\r\n");
echo $answer->field('upgrade'), ', ', $answer->field('connection'), "\n";
echo preg_replace('/^(date|content-type): .*\r\n/m', '', shell_exec("curl -s -i -m 20 --http2-prior-knowledge http://127.0.0.1:$running->port/")), "\n";
echo $running->stop();
?>
--EXPECT--
426 ask for echo/1.0: echo/1.0, Upgrade
426 ask for echo/1.0: echo/1.0, Upgrade
426 ask for echo/1.0: echo/1.0, Upgrade, x-y
echo/1.0, close, Upgrade
HTTP/2 426 
content-length: 16

ask for echo/1.0
