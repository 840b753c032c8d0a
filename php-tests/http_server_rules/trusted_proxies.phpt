--TEST--
options trusted_proxies and trusted_proxy_headers: who the client is, believed only from those named
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $more = []) {
    $server->set($more);
    $server->on('request', function ($request, $response) {
        $server = $request->server;
        $response->end("$server[remote_addr] " . ($server['remote_port'] > 1024 ? 'port' : $server['remote_port']) . " $server[request_scheme] $server[http_host] {$request->header['host']}");
    });
});
$x = "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";
$standard = "Forwarded: for=6.6.6.6, for=\"[2001:db8::1]:47\";proto=https;host=shop.example\r\n";
echo $running->get('/', $x)->body, "\n";
$running->stop();
foreach ([['trusted_proxies' => '10.0.0.0/8'], ['trusted_proxies' => ['10.0.0.0/8', '127.0.0.1']]] as $options) {
    $next = $running->another($options);
    echo $next->get('/', $x)->body, "\n";
    $next->stop();
}
$next = $running->another(['trusted_proxies' => '127.0.0.0/8', 'trusted_proxy_headers' => 'forwarded']);
echo $next->get('/', $standard)->body, "\n", $next->get('/', $x)->body, "\n", $next->stop();
?>
--EXPECT--
127.0.0.1 port http a a
127.0.0.1 port http a a
1.2.3.4 0 https shop.example a
2001:db8::1 47 https shop.example a
127.0.0.1 port http a a
