--TEST--
setBasicAuth() sends the password and shows it nowhere
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end($request->header['authorization'] ?? 'nobody'));
});
run(function () use ($running) {
    $client = new Client('127.0.0.1', $running->port);
    $client->setBasicAuth('Aladdin', 'open sesame');
    $client->get('/');
    var_dump($client->body);
    echo preg_match('/^Authorization: .*$/m', $client->getHeaderOut(), $match), ' ', $match[0], "\n";
    $client->body = '';
    $seen = print_r($client, true) . $client->getHeaderOut();
    try {
        $client->setBasicAuth('a:b', 'open sesame');
    } catch (ValueError $e) {
        $seen .= $e;
    }
    var_dump(str_contains($seen, 'open sesame') || str_contains($seen, base64_encode('Aladdin:open sesame')));
    $parameter = new ReflectionParameter([Client::class, 'setBasicAuth'], 'password');
    echo $parameter->getAttributes()[0]->getName(), "\n";
    $client->setHeaders(['Authorization' => 'Bearer x']);
    $client->get('/');
    var_dump($client->body);
});
echo $running->stop();
?>
--EXPECT--
string(34) "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
1 Authorization: ***
bool(false)
SensitiveParameter
string(34) "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
