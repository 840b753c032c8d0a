<?php
/**
 * The server that `work.php` measures beside `hyper-work`, one worker: php -n -d extension=… bench/work-server.php FILE PORT
 */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

[, $file, $port] = $argv;
$server = new Server('127.0.0.1', (int) $port);
$server->set(['worker_num' => 1, 'enable_static_handler' => true, 'document_root' => dirname($file), 'static_handler_locations' => '/' . basename($file)]);
$server->on('request', function (Request $request, Response $response): void {
    if ($request->server['path_info'] === '/json') {
        $count = (int) ($request->get['count'] ?? 0);
        $response->header('Content-Type', 'application/json');
        $response->end(json_encode(['name' => $request->get['name'] ?? 'nobody', 'count' => $count, 'even' => $count % 2 === 0]));
        return;
    }
    $response->header('Content-Type', 'text/plain');
    $response->end((string) strlen($request->rawContent()));
});
$server->start();
