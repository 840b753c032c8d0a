--TEST--
A connection does not outlive its event loop: the client connects again
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\{go, run};

$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end((string) $request->fd));
});
$client = new Client('127.0.0.1', $running->port);
$bodies = [];
for ($i = 0; $i < 2; $i++) {
    run(function () use ($client, &$bodies) {
        var_dump($client->get('/'), $client->connected);
        $bodies[] = $client->body;
    });
}
var_dump(count(array_unique($bodies)), $client->close());

// Fifty at once.
run(function () use ($running) {
    $answers = 0;
    for ($i = 0; $i < 50; $i++) {
        go(function () use ($running, &$answers) {
            $client = new Client('127.0.0.1', $running->port);
            for ($n = 0; $n < 3; $n++) {
                $answers += $client->get('/') && $client->statusCode === 200;
            }
        });
    }
    while ($answers < 150) {
        Peregrine\Coroutine::sleep(0.001);
    }
    echo $answers, "\n";
});
unset($client);
echo $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
int(2)
bool(true)
150
