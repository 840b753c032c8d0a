<?php
/**
 * A page with its files, an API beside it, and what usually stands in front of both: php -d extension=peregrine
 * examples/static.php, then http://127.0.0.1:9501/ in a browser, or curl -i 'http://127.0.0.1:9501/api/time'
 */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

$server = new Server('127.0.0.1', 9501);

$server->set([
    'document_root' => __DIR__ . '/public',
    'enable_static_handler' => true,
    'static_handler_locations' => ['/assets'],          // files only: a missing one is 404 without PHP
    'static_handler_cache' => ['/assets/' => 'max-age=3600'],
    'http_compression' => true,
    'cors_origins' => ['https://*.example.com'],        // their pages may call the API
    'response_headers' => ['/' => ['X-Content-Type-Options' => 'nosniff', 'X-Frame-Options' => 'DENY']],
    'trusted_proxies' => ['127.0.0.0/8', '10.0.0.0/8'], // remote_addr is the client's behind these
    'access_log' => 'stdout',
]);

$server->on('request', function (Request $request, Response $response): void {
    match ($request->server['path_info']) {
        '/' => $response->sendfile(__DIR__ . '/public/index.html'),
        '/api/time' => json($response, ['time' => date(DATE_ATOM), 'you' => $request->server['remote_addr']]),
        default => $response->status(404) && $response->end("404\n"),
    };
});

$server->start();

function json(Response $response, array $value): void
{
    $response->header('Content-Type', 'application/json');
    $response->end(json_encode($value) . "\n");
}
