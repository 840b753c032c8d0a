--TEST--
A target in absolute form (RFC 9112 3.2.2): REQUEST_URI is path and query, HTTP_HOST and SERVER_NAME are the target's
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['request_state' => true, 'open_http2_protocol' => true, 'trusted_proxies' => ['127.0.0.1']]);
    $server->on('request', function () {
        foreach (['REQUEST_URI', 'QUERY_STRING', 'HTTP_HOST', 'SERVER_NAME'] as $name) {
            echo $_SERVER[$name], ' ';
        }
    });
});
foreach (['/a/b?c=d', 'http://good:80/admin?x=http://y/z', 'http://good', 'HTTPS://good?q', 'http://good/?'] as $target) {
    echo $target, ': ', $running->get($target, "X-Forwarded-Host: forwarded\r\n")->body, "\n";
}
echo '*: ', $running->ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")->body, "\n";
echo 'HTTP/2: ', shell_exec("curl -s -m 20 --http2-prior-knowledge -H 'X-Forwarded-Host: forwarded' -H 'Host: a' http://127.0.0.1:$running->port/b"), "\n", $running->stop();
?>
--EXPECT--
/a/b?c=d: /a/b?c=d c=d a forwarded 
http://good:80/admin?x=http://y/z: /admin?x=http://y/z x=http://y/z good:80 forwarded 
http://good: /  good forwarded 
HTTPS://good?q: /?q q good forwarded 
http://good/?: /?  good forwarded 
*: *  a a 
HTTP/2: /b  a forwarded 
