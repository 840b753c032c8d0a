<?php
/** The smallest server: php -d extension=peregrine examples/hello.php, then curl 'http://127.0.0.1:9501/?name=you' */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

$server = new Server('127.0.0.1', 9501);

$server->on('start', function (Server $server): void {
    echo "http://{$server->host}:{$server->port}, Ctrl-C ends it\n";
});

$server->on('request', function (Request $request, Response $response): void {
    $name = $request->get['name'] ?? 'world';
    $response->header('Content-Type', 'text/plain; charset=utf-8');
    $response->end("Hello, $name!\n");
});

$server->start();
