<?php
/** The server `bench/run` measures beside `hyper-hello`: php -n -d extension=… bench/hello.php PORT, one worker. */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

$server = new Server('127.0.0.1', (int) $argv[1]);
$server->set(['worker_num' => 1]);
$server->on('request', function (Request $request, Response $response): void {
    $response->header('Content-Type', 'text/plain');
    $response->end('Hello, World!');
});
$server->start();
