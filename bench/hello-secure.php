<?php
/**
 * The server that `protocols.php` measures beside `hyper-secure`, one worker: php -n -d extension=… bench/hello-secure.php
 * h2 PORT, or tls CERTIFICATE KEY PORT.
 */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

$port = (int) end($argv);
if ($argv[1] === 'tls') {
    $server = new Server('127.0.0.1', $port, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL);
    $server->set(['ssl_cert_file' => $argv[2], 'ssl_key_file' => $argv[3]]);
} else {
    $server = new Server('127.0.0.1', $port);
    $server->set(['open_http2_protocol' => true]);
}
$server->set(['worker_num' => 1]);
$server->on('request', function (Request $request, Response $response): void {
    $response->header('Content-Type', 'text/plain');
    $response->end('Hello, World!');
});
$server->start();
