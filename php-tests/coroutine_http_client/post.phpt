--TEST--
Bodies: a form as http_build_query() writes it, a string as it is, any method
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $type = $request->header['content-type'] ?? 'no type';
        $response->end("{$request->getMethod()} $type " . ($request->header['content-length'] ?? 'no length') . ' ' . $request->rawContent());
    });
});
run(function () use ($running) {
    $client = new Client('127.0.0.1', $running->port);
    $form = ['a' => 'x y&=%', 'b' => [1, 'k' => [true, false, null, 1.5]], 'ö' => 'ü', 7 => 'seven', '' => ['e' => 1], 'gone' => null, 'none' => []];
    $client->post('/', $form);
    [, $type, , $sent] = explode(' ', $client->body);
    echo $type, "\n", $sent === http_build_query($form) ? 'as http_build_query()' : "$sent\n" . http_build_query($form), "\n";
    foreach (["raw \0 bytes", '', 12, 1.5, true, null, new class { function __toString() { return 'an object'; } }] as $data) {
        $client->post('/', $data);
        echo addcslashes($client->body, "\0"), "|\n";
    }
    $client->setHeaders(['Content-Type' => 'application/json']);
    $client->setData('{}');
    $client->execute('/');
    echo $client->body, "\n";
    $client->setMethod('PUT');
    $client->setData(['a' => 1]);
    $client->execute('/');
    echo $client->body, "\n";
    $client->get('/');
    echo $client->body, "\n";

    $endless = ['a' => 1];
    $endless['self'] = &$endless;
    try {
        $client->post('/', $endless);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $client->post('/', new stdClass);
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $client->post('/', ['a' => new class { function __toString() { throw new Exception('not a string'); } }]);
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
    var_dump($client->post('/', str_repeat('x', 1_000_000)), strlen($client->body) > 1_000_000);
});
echo $running->stop();
?>
--EXPECT--
application/x-www-form-urlencoded
as http_build_query()
POST no type 11 raw \000 bytes|
POST no type 0 |
POST no type 2 12|
POST no type 3 1.5|
POST no type 1 1|
POST no type 0 |
POST no type 9 an object|
POST application/json 2 {}
PUT application/json 3 a=1
GET application/json no length 
Http\Client::$requestBody is wrong: its arrays are nested more than 64 deep
Object of class stdClass could not be converted to string
not a string
bool(true)
bool(true)
