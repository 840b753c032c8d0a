<?php
/**
 * HTTPS with HTTP/2: php -d extension=peregrine examples/https.php [certificate.pem key.pem]
 * then curl --insecure --http2 'https://127.0.0.1:9501/?name=you'. Without files it makes a certificate for this machine,
 * which only --insecure trusts; that takes PHP's openssl. `kill -USR1` on the process reads the files again.
 */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

/** @return array{string, string} a certificate that signs itself, and its key */
function certificate(): array
{
    $key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
    $request = openssl_csr_new(['CN' => 'localhost'], $key, ['digest_alg' => 'sha256']);
    $files = [tempnam(sys_get_temp_dir(), 'certificate'), tempnam(sys_get_temp_dir(), 'key')];
    openssl_x509_export_to_file(openssl_csr_sign($request, null, $key, 30, ['digest_alg' => 'sha256']), $files[0]);
    openssl_pkey_export_to_file($key, $files[1]);
    register_shutdown_function(fn () => array_map(unlink(...), $files));
    return $files;
}

[$certificate, $key] = isset($argv[2]) ? [$argv[1], $argv[2]] : certificate();

$server = new Server('127.0.0.1', 9501, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL);
$server->set(['ssl_cert_file' => $certificate, 'ssl_key_file' => $key, 'open_http2_protocol' => true]);

$server->on('start', function (Server $server): void {
    echo "https://{$server->host}:{$server->port}, Ctrl-C ends it\n";
});

$server->on('request', function (Request $request, Response $response): void {
    ['server_protocol' => $http, 'ssl_protocol' => $tls, 'ssl_cipher' => $cipher] = $request->server;
    $name = $request->get['name'] ?? 'world';
    $response->header('Content-Type', 'text/plain; charset=utf-8');
    $response->end("Hello, $name, over $http with $tls ($cipher)!\n");
});

$server->start();
