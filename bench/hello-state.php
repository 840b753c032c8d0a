<?php
/** As `hello.php`, with a request state: php -n -d extension=… bench/hello-state.php PORT, one worker. */
declare(strict_types=1);

use Peregrine\Http\Server;

$server = new Server('127.0.0.1', (int) $argv[1]);
$server->set(['worker_num' => 1, 'request_state' => true]);
$server->on('request', function (): void {
    header('Content-Type: text/plain');
    echo 'Hello, World!';
});
$server->start();
