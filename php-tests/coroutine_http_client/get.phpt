--TEST--
Requests of every kind to a server, on one connection that is kept
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->header('X-Connection', (string) $request->fd);
        switch ($request->server['path_info']) {
            case '/chunked':
                $response->write('one, ');
                $response->write('two, ');
                $response->end('three');
                break;
            case '/none':
                $response->status(204);
                $response->end();
                break;
            case '/large':
                $response->end(str_repeat('0123456789', 1_000_000));
                break;
            case '/missing':
                $response->status(404);
                $response->end('not here');
                break;
            default:
                $response->header('Host-Seen', $request->header['host']);
                $response->end($request->getMethod() . ' ' . json_encode($request->get));
        }
    });
});
run(function () use ($running) {
    $client = new Client('127.0.0.1', $running->port);
    var_dump($client->connected, $client->getHeaderOut(), $client->get('/x?a=1&b[]=%20c'));
    echo $client->body, "\n";
    var_dump($client->statusCode, $client->errCode, $client->errMsg, $client->connected);
    echo $client->headers['host-seen'] === "127.0.0.1:$running->port" ? "host\n" : "no host\n";
    echo strtok($client->getHeaderOut(), "\r"), "\n";
    $connection = $client->headers['x-connection'];

    $client->setMethod('HEAD');
    var_dump($client->execute('/x'), $client->statusCode, $client->body, isset($client->headers['content-length']));
    foreach (['/chunked', '/none', '/missing'] as $path) {
        var_dump($client->get($path), $client->getStatusCode(), $client->getBody());
    }
    var_dump($client->get('/large'), $client->body === str_repeat('0123456789', 1_000_000));
    echo $client->headers['x-connection'] === $connection ? "one connection\n" : "another connection\n";
    var_dump($client->close(), $client->connected, $client->close());
    $client->set(['keep_alive' => false]);
    var_dump($client->get('/x'), $client->connected);
    echo $client->headers['x-connection'] !== $connection ? "another connection\n" : "one connection\n";
});
echo $running->stop();
?>
--EXPECT--
bool(false)
bool(false)
bool(true)
GET {"a":"1","b":[" c"]}
int(200)
int(0)
string(0) ""
bool(true)
host
GET /x?a=1&b[]=%20c HTTP/1.1
bool(true)
int(200)
string(0) ""
bool(true)
bool(true)
int(200)
string(15) "one, two, three"
bool(true)
int(204)
string(0) ""
bool(true)
int(404)
string(8) "not here"
bool(true)
bool(true)
one connection
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
another connection
