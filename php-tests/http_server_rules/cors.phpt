--TEST--
options cors_*: preflights are answered without the callback, answers say who may read them
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $more = ['cors_origins' => '*']) {
    $server->set($more);
    $server->on('request', fn ($request, $response) => $response->end('callback'));
});
function preflight($running, $origin, $method = 'PUT')
{
    $answer = $running->ask("OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: $origin\r\nAccess-Control-Request-Method: $method\r\nAccess-Control-Request-Headers: x-a\r\n\r\n");
    echo $answer->status;
    foreach ($answer->fields as $name => $values) {
        echo str_starts_with($name, 'access-control') || $name === 'vary' ? " $name=" . implode('|', $values) : '';
    }
    echo "\n";
}
function answer($running, $origin)
{
    $answer = $running->get('/', "Origin: $origin\r\n");
    echo $answer, ' ', $answer->field('access-control-allow-origin') ?? '-', ' ', $answer->field('access-control-expose-headers') ?? '-', "\n";
}
preflight($running, 'https://any.example');
answer($running, 'https://any.example');
echo $running->stop();
$running = $running->another([
    'cors_origins' => ['https://a.example', 'https://*.b.example'], 'cors_methods' => ['GET', 'PUT'], 'cors_headers' => ['X-A', 'X-B'],
    'cors_expose_headers' => 'X-Total', 'cors_credentials' => true, 'cors_max_age' => 5,
]);
preflight($running, 'https://x.b.example');
preflight($running, 'https://a.example', 'DELETE');
preflight($running, 'https://evil.example');
answer($running, 'https://a.example');
answer($running, 'https://evil.example');
echo $running->stop();
?>
--EXPECT--
204 access-control-allow-methods=GET, HEAD, POST, PUT, PATCH, DELETE access-control-allow-headers=x-a access-control-max-age=600 vary=Access-Control-Request-Method, Access-Control-Request-Headers access-control-allow-origin=*
200 callback * -
204 access-control-allow-methods=GET, PUT access-control-allow-headers=X-A, X-B access-control-max-age=5 vary=Access-Control-Request-Method, Access-Control-Request-Headers|Origin access-control-allow-origin=https://x.b.example access-control-allow-credentials=true
403 vary=Origin access-control-allow-origin=https://a.example access-control-allow-credentials=true
403 vary=Origin
200 callback https://a.example X-Total
200 callback - -
