--TEST--
getClientInfo() over TLS has what $request->server has of it: protocol, cipher, name, the client's certificate
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';

$directory = certificates('localhost', 'somebody');
$running = serve(function ($server) use ($directory) {
    $server->set(['open_http2_protocol' => true, 'ssl_client_cert_file' => "$directory/ca.pem",
        'ssl_cert_file' => "$directory/localhost.pem", 'ssl_key_file' => "$directory/localhost.key"]);
    $server->on('request', function ($request, $response) use ($server) {
        $names = array_flip(['https', 'ssl_protocol', 'ssl_cipher', 'ssl_server_name', 'ssl_client_cert']);
        $info = array_intersect_key($server->getClientInfo($request->fd), $names);
        $certificate = openssl_x509_parse($info['ssl_client_cert'] ?? '')['subject']['CN'] ?? 'nobody';
        $response->end(json_encode([array_keys($info), $info['https'], $info['ssl_server_name'] ?? null, $certificate,
            $info === array_intersect_key($request->server, $names)]));
    });
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

foreach (['--http1.1', '--http2'] as $version) {
    echo curl($running->port, 'https://localhost/', "$version --cert $directory/somebody.pem --key $directory/somebody.key"), "\n";
}
// An address is no name (RFC 6066 3).
echo curl($running->port, 'https://127.0.0.1/', '-k'), "\n", $running->stop();
?>
--EXPECT--
[["https","ssl_protocol","ssl_cipher","ssl_server_name","ssl_client_cert"],"on","localhost","somebody",true]
[["https","ssl_protocol","ssl_cipher","ssl_server_name","ssl_client_cert"],"on","localhost","somebody",true]
[["https","ssl_protocol","ssl_cipher"],"on",null,"nobody",true]
