--TEST--
TLS: HTTP/1.1 and HTTP/2 by ALPN, certificates by host name, what the request tells of the connection
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';

$directory = certificates('localhost', 'one.example', '*.two.example');
$running = serve(function ($server) use ($directory) {
    $files = fn (string $name) => ['ssl_cert_file' => "$directory/$name.pem", 'ssl_key_file' => "$directory/$name.key"];
    $server->set($files('localhost') + [
        'ssl_sni_certs' => ['one.example' => $files('one.example'), '*.two.example' => $files('*.two.example')],
        'open_http2_protocol' => true,
    ]);
    $server->on('request', function ($request, $response) use ($server) {
        $about = array_intersect_key($request->server, array_flip(['server_protocol', 'https', 'ssl_protocol', 'ssl_server_name']));
        $response->end(json_encode($about + ['stream' => $request->streamId, 'ssl' => $server->ssl], JSON_UNESCAPED_SLASHES));
    });
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

echo curl($running->port, 'https://localhost/', '--http1.1'), "\n";
echo curl($running->port, 'https://one.example/', '--http2'), "\n";
echo curl($running->port, 'https://a.two.example/', '--http2 --tls-max 1.2'), "\n";
echo preg_match('/no alternative certificate|does not match/i', curl($running->port, 'https://other.example/')) ? "another name is refused by the client\n" : "not refused\n";
echo $running->get('/'), "\n";
echo $running->stop();
?>
--EXPECT--
{"server_protocol":"HTTP/1.1","https":"on","ssl_protocol":"TLSv1.3","ssl_server_name":"localhost","stream":0,"ssl":true}
{"server_protocol":"HTTP/2","https":"on","ssl_protocol":"TLSv1.3","ssl_server_name":"one.example","stream":1,"ssl":true}
{"server_protocol":"HTTP/2","https":"on","ssl_protocol":"TLSv1.2","ssl_server_name":"a.two.example","stream":1,"ssl":true}
another name is refused by the client
400 400 Bad Request: this is plain HTTP on a port for TLS; ask with https:// (RFC 9110 4.2.2)
