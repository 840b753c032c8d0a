--TEST--
ETag and If-None-Match: 304 without a body, on the same connection
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->header('ETag', '"v1"');
        if (($request->header['if-none-match'] ?? '') === '"v1"') {
            $response->status(304);
            $response->end();
        } else {
            $response->end('{"version":"1"}');
        }
    });
});
run(function () use ($running) {
    $client = new Client('localhost', $running->port);
    $client->get('/rules.json');
    echo $client->statusCode, ' ', $client->body, "\n";
    $client->setHeaders(['If-None-Match' => $client->getHeaders()['etag']]);
    var_dump($client->get('/rules.json'), $client->statusCode, $client->body, $client->headers['etag'], $client->connected);
});
echo $running->stop();
?>
--EXPECT--
200 {"version":"1"}
bool(true)
int(304)
string(0) ""
string(4) ""v1""
bool(true)
