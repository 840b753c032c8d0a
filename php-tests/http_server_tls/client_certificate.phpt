--TEST--
TLS: ssl_verify_peer refuses clients without a certificate; the request has the verified one
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';

$directory = certificates('localhost', 'client');
$running = serve(function ($server, bool $verify = false) use ($directory) {
    $server->set([
        'ssl_cert_file' => "$directory/localhost.pem", 'ssl_key_file' => "$directory/localhost.key",
        'ssl_client_cert_file' => "$directory/ca.pem", 'ssl_verify_peer' => $verify,
    ]);
    $server->on('request', function ($request, $response) {
        $certificate = $request->server['ssl_client_cert'] ?? null;
        $response->end($certificate ? openssl_x509_parse($certificate)['subject']['CN'] : 'nobody');
    });
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

$strict = $running->another(true);
$proof = "--cert $directory/client.pem --key $directory/client.key";
foreach ([[$running, ''], [$running, $proof], [$strict, $proof], [$strict, '']] as [$server, $arguments]) {
    $answer = curl($server->port, 'https://localhost/', $arguments);
    echo str_starts_with($answer, 'curl:') ? 'refused' : $answer, "\n";
}
echo $running->stop(), $strict->stop();
?>
--EXPECT--
nobody
client
client
refused
