<?php
// Asks a server, from the command line: php -d extension=peregrine.so examples/http-client.php [url]
// Run examples/hello.php first, or give the URL of something else.

use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$url = parse_url($argv[1] ?? 'http://127.0.0.1:9501/');
$target = ($url['path'] ?? '/') . (isset($url['query']) ? "?$url[query]" : '');

run(function () use ($url, $target) {
    $client = new Client($url['host'], $url['port'] ?? 0, $url['scheme'] === 'https');
    $client->set(['timeout' => 5]);
    $client->setHeaders(['Accept' => '*/*', 'User-Agent' => 'peregrine']);
    // The second time on the same connection and, when the answer had an ETag, only if it changed.
    for ($i = 0; $i < 2; $i++) {
        if (!$client->get($target)) {
            exit("no answer: $client->errMsg\n");
        }
        echo "$client->statusCode, ", strlen($client->body), " bytes\n";
        $tag = $client->headers['etag'] ?? null;
        $client->setHeaders(['Accept' => '*/*', 'User-Agent' => 'peregrine', 'If-None-Match' => is_string($tag) ? $tag : null]);
    }
});
