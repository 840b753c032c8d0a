--TEST--
TLS: ssl_verify_peer refuses clients without a certificate; the request has the verified one, with HTTP/2 too
--SKIPIF--
<?php
extension_loaded('openssl') or die('skip the test makes certificates with openssl');
str_contains((string) shell_exec('curl -V'), 'HTTP2') or die('skip curl without HTTP/2');
?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';

$directory = certificates('localhost', 'client');
$running = serve(function ($server, bool $verify = false) use ($directory) {
    $server->set([
        'ssl_cert_file' => "$directory/localhost.pem", 'ssl_key_file' => "$directory/localhost.key",
        'ssl_client_cert_file' => "$directory/ca.pem", 'ssl_verify_peer' => $verify,
        'open_http2_protocol' => true,
    ]);
    $server->on('request', function ($request, $response) {
        $certificate = $request->server['ssl_client_cert'] ?? null;
        $name = $certificate ? openssl_x509_parse($certificate)['subject']['CN'] : 'nobody';
        $response->end("{$request->server['server_protocol']} $name");
    });
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

$strict = $running->another(true);
$proof = "--cert $directory/client.pem --key $directory/client.key";
foreach (['--http1.1', '--http2 --tls-max 1.2', '--http2'] as $version) {
    foreach ([[$running, ''], [$running, $proof], [$strict, $proof], [$strict, '']] as [$server, $arguments]) {
        $answer = curl($server->port, 'https://localhost/', "$version $arguments");
        echo str_starts_with($answer, 'curl:') ? 'refused' : $answer, "\n";
    }
}
echo $running->stop(), $strict->stop();
?>
--EXPECT--
HTTP/1.1 nobody
HTTP/1.1 client
HTTP/1.1 client
refused
HTTP/2 nobody
HTTP/2 client
HTTP/2 client
refused
HTTP/2 nobody
HTTP/2 client
HTTP/2 client
refused
