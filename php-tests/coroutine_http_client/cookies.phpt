--TEST--
Header fields and cookies both ways
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/login') {
            $response->cookie('session', 'a b+c', time() + 100);
            $response->rawcookie('theme', 'dark');
            $response->header('X-Many', ['1', '2']);
        } elseif ($request->server['path_info'] === '/logout') {
            $response->cookie('session', '');
        }
        $response->end(json_encode([$request->header['x-a'] ?? null, $request->header['x-b'] ?? null, $request->cookie]));
    });
});
run(function () use ($running) {
    $client = new Client('127.0.0.1', $running->port);
    $client->setHeaders(['X-A' => 'one', 'x-b' => ['1', 2], 'X-C' => null]);
    $client->setCookies(['mine' => 'ä;,', 'empty' => '']);
    $client->get('/');
    echo $client->body, "\n";
    var_dump($client->set_cookie_headers, isset($client->headers['x-many']));

    $client->get('/login');
    echo json_encode($client->headers['x-many']), ' ', count($client->set_cookie_headers), ' ', isset($client->headers['set-cookie']) ? 'too much' : 'once', "\n";
    echo json_encode($client->getCookies(), JSON_UNESCAPED_UNICODE), "\n";
    $client->get('/');
    echo $client->body, "\n";
    $client->get('/logout');
    echo json_encode(array_keys($client->cookies)), "\n";

    $client->setCookies([]);
    $client->setHeaders(['Cookie' => 'own=1']);
    $client->get('/');
    echo $client->body, "\n";
    $client->setHeaders(['Host' => 'example.org:1', 'Content-Length' => '9', 'Connection' => 'close']);
    $client->get('/');
    echo $client->getHeaderOut();
    var_dump($client->connected);
});
echo $running->stop();
?>
--EXPECT--
["one",["1","2"],{"mine":"\u00e4;,"}]
NULL
bool(false)
["1","2"] 2 once
{"mine":"ä;,","empty":"","session":"a b+c","theme":"dark"}
["one",["1","2"],{"mine":"\u00e4;,","session":"a b+c","theme":"dark"}]
["mine","empty","theme"]
[null,null,{"own":"1"}]
GET / HTTP/1.1
Host: example.org:1
Connection: close

bool(false)
